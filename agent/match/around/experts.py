"""Experts: ranked by what shows that they can do it, with load, conflicts and willingness as stated reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.match.cover.coverage import Evidence, covers, needs
from agent.match.pick.abstain import is_good
from agent.match.pick.conditions import in_wished_region
from agent.match.rank.scoring import need_text
from agent.match.rank.terms import Wanted, normalise, record_text, want
from agent.match.reason import reason, region_reasons
from agent.match.retrieved import Retrieved
from agent.schema import Candidate, Level, Reason, RequirementCard
from agent.verify.citing import cite
from knowledge.records import Expert, Record

_SECONDMENT = "科技副总"
_SHOWN_FROM = 0.35
_SHOWS = 0.4
_SHARED = 0.3
_NAME_FROM = 3
_BEFORE_NAME = re.compile(r"^.*[\s：:]")
_UNPROVEN = 0.85
_AWAY = ("暂不", "不可", "不接", "满额", "出国", "访学", "休假", "停止")


def makers_first(ids: Sequence[str], records: Mapping[str, Record], achievements: Sequence[Candidate]) -> list[str]:
    """The experts of ``ids`` with those in front who made a recommended achievement; otherwise in the given order."""
    good = {one.record_id for one in achievements if is_good(one)}

    def made(record_id: str) -> bool:
        expert = records[record_id]
        return isinstance(expert, Expert) and any(item.ref in good for item in expert.evidence)

    return sorted(ids, key=lambda one: not made(one))


@dataclass(frozen=True)
class Standing:
    """What can be said about taking up with an expert: load, availability, conflict."""

    factor: float
    reasons: list[Reason]


def rank_experts(
    card: RequirementCard,
    retrieved: Retrieved,
    table: Mapping[str, Mapping[str, Evidence]],
    achievements: Sequence[Candidate],
    ids: Sequence[str],
) -> list[Candidate]:
    """Candidates for the experts in ``ids`` that have evidence, best first.

    ``table`` holds the evidence per need (``coverage.assess``). Experts without a quotable clause or an achievement
    among the recommended ones are left out. Two persons of one name stay two candidates, told apart by institution.
    """
    linked = {one.record_id: one for one in achievements if is_good(one)}
    fused = retrieved.fused()
    wanted = want(need_text(card), retrieved.texts)
    found = [
        _candidate(card, expert, table, linked, fused.get(record_id, 0.0), wanted)
        for record_id in ids
        if isinstance(expert := retrieved.records[record_id], Expert)
    ]
    ranked = sorted((one for one in found if one is not None), key=lambda one: (-one.score, one.record_id))
    return _told_apart(ranked, retrieved)


def _candidate(
    card: RequirementCard,
    expert: Expert,
    table: Mapping[str, Mapping[str, Evidence]],
    linked: Mapping[str, Candidate],
    fused: float,
    wanted: Wanted,
) -> Candidate | None:
    rows = {sub: row[expert.id] for sub, row in table.items() if expert.id in row}
    own = [linked[item.ref] for item in expert.evidence if item.ref in linked]
    strengths = [found.strength if found.verdict != "none" else 0.0 for found in rows.values()]
    best = max(strengths, default=0.0)
    if not own and best < _SHOWN_FROM:
        return None
    mean = sum(strengths) / len(strengths) if strengths else 0.0
    text = record_text(expert)
    share = wanted.share(text)
    covered = covers(card, table, expert.id)
    proven = covered if own or share >= _SHARED else [sub for sub in covered if _two_words(card, sub, text)]
    shown = _shown(best, mean, [one.probability for one in own], fused)
    standing = _standing(card, expert)
    features = {"words": share, "evidence": best, "mean_evidence": mean, "retrieval": fused}
    return Candidate(
        record_id=expert.id,
        kind="expert",
        title=expert.title,
        subtitle=" · ".join(part for part in (expert.institution, expert.department, expert.region) if part),
        level=_level(best, [one.level for one in own], proven),
        probability=round(min(shown * 1.25 if own else shown, 0.97), 4),
        score=round(shown * standing.factor, 6),
        features=features | {"own_achievements": float(len(own))},
        reasons=_evidence_reasons(card, expert, rows, linked) + standing.reasons,
        covers=covered,
        example=expert.example,
    )


def _shown(best: float, mean: float, made: Sequence[float], fused: float) -> float:
    """What shows that an expert can do it: passages, recommended achievements of their own (``made``), the search."""
    more = 0.05 if len(made) > 1 else 0.0
    shown = 0.35 * best + 0.15 * mean + 0.35 * max(made, default=0.0) + more + 0.1 * fused
    return shown * (1.0 if made else _UNPROVEN)


def _level(best: float, made: Sequence[Level], covered: Sequence[str]) -> Level:
    """强 for the maker of a strong achievement who also shows the need elsewhere, 较强 for either, else 弱.

    ``covered`` holds what counts: a part of the need met in one word by chance proves nothing of an expert who made
    nothing recommended and shares few words with the whole need.
    """
    shows = bool(covered) or best >= _SHOWS
    if made and shows:
        return "强"
    return "较强" if "强" in made or covered else "弱"


def _two_words(card: RequirementCard, sub_id: str, text: str) -> bool:
    sub = next(one for one in needs(card) if one.id == sub_id)
    return sum(word.found_in(text) > 0 for word in want(sub.text).words) > 1


def _evidence_reasons(
    card: RequirementCard, expert: Expert, rows: Mapping[str, Evidence], linked: Mapping[str, Candidate]
) -> list[Reason]:
    reasons = [
        reason("证据", f"完成过推荐的成果《{linked[item.ref].title}》", cite(expert, "evidence", item.text()))
        for item in expert.evidence
        if item.ref in linked
    ]
    texts = {sub.id: sub.text for sub in needs(card)}
    for sub, found in rows.items():
        if found.passage is not None and found.verdict != "none":
            word = "能回答" if found.verdict == "covered" else "与之相近"
            citation = cite(expert, found.passage.field, found.passage.quote)
            reasons.append(reason("技术契合", f"{word}“{texts[sub]}”：{found.passage.quote}", citation))
    return reasons + _related(card, expert, {one.quote for reason in reasons for one in reason.citations})


def _related(card: RequirementCard, expert: Expert, told: set[str]) -> list[Reason]:
    wanted = want(f"{card.object} {card.problem} {' '.join(card.keywords)}")
    near = [item for item in expert.evidence if item.text() not in told and wanted.share(normalise(item.title)) >= 0.25]
    if not near:
        return []
    counts = {kind: sum(item.kind == kind for item in near) for kind in ("成果", "项目", "论文")}
    text = "、".join(f"相近{kind} {count} 项" for kind, count in counts.items() if count)
    citations = [cite(expert, "evidence", item.text()) for item in near[:3]]
    return [reason("证据", text, *citations, computed=[text])]


def _standing(card: RequirementCard, expert: Expert) -> Standing:
    factor, reasons = 1.0, []
    if party := _conflict(card, expert):
        factor *= 0.3
        reasons.append(reason("可接洽", f"与{party}有已登记的利益关系，需先回避审查", risk=True))
    if expert.load >= expert.capacity:
        factor *= 0.7
        text = f"目前在接 {expert.load} 项，已达上限 {expert.capacity} 项，需排期"
        reasons.append(reason("可接洽", text, risk=True, computed=[text]))
    else:
        text = f"目前在接 {expert.load} 项，上限 {expert.capacity} 项，可接洽"
        reasons.append(reason("可接洽", text, computed=[text]))
    if expert.availability:
        away = any(word in expert.availability for word in _AWAY)
        factor *= 0.8 if away else 1.0
        citation = cite(expert, "availability", expert.availability)
        reasons.append(reason("可接洽", expert.availability, citation, risk=away))
    reasons += _role_reasons(expert) + region_reasons(card, expert)
    return Standing(factor * (1.03 if in_wished_region(expert, card) else 1.0), reasons)


def _conflict(card: RequirementCard, expert: Expert) -> str:
    """The asking enterprise as far as the expert has declared an interest in it: by the card, or named in the text."""
    for declared in expert.conflicts:
        name = _BEFORE_NAME.sub("", declared)
        if card.enterprise and (card.enterprise in declared or declared in card.enterprise):
            return card.enterprise
        if len(name) >= _NAME_FROM and name in f"{card.title}\n{card.text}":
            return name
    return ""


def _role_reasons(expert: Expert) -> list[Reason]:
    role = next((one for one in expert.roles if _SECONDMENT in one), "")
    return [reason("合作方式", f"愿意到企业任职（{role}）", cite(expert, "roles", role))] if role else []


def _told_apart(ranked: list[Candidate], retrieved: Retrieved) -> list[Candidate]:
    names: dict[str, list[Candidate]] = {}
    for one in ranked:
        expert = retrieved.records[one.record_id]
        if isinstance(expert, Expert):
            names.setdefault(expert.name, []).append(one)
    for same in names.values():
        for one in same if len(same) > 1 else ():
            text = "库内有同名专家，请按单位和编号区分"
            one.reasons.append(reason("证据", text, risk=True))
    return ranked
