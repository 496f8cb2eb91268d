"""Experts: ranked by what shows that they can do it, with load, conflicts and willingness as stated reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.match.cover.coverage import PARTIAL, Evidence, covers, needs
from agent.match.pick.abstain import GOOD, is_good
from agent.match.pick.conditions import in_wished_region
from agent.match.rank.blend import shipped
from agent.match.rank.likeness import likeness
from agent.match.rank.scoring import need_text
from agent.match.rank.terms import normalise, want
from agent.match.reason import reason, region_reasons
from agent.match.retrieved import Retrieved
from agent.schema import LEVELS, Candidate, Level, Reason, RequirementCard
from agent.verify.citing import cite
from knowledge.records import Expert, Record

_SECONDMENT = "科技副总"
_SHOWN_FROM = 0.35
_READ = 600
_NAME_FROM = 3
_BEFORE_NAME = re.compile(r"^.*[\s：:]")
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
    """Candidates for the experts in ``ids``, best first.

    ``table`` holds the evidence per need (``coverage.assess``). Experts without a quotable clause or an achievement
    among the recommended ones are 无. Two persons of one name stay two candidates, told apart by institution.
    """
    linked = {one.record_id: one for one in achievements if is_good(one)}
    people = [one for record_id in ids if isinstance(one := retrieved.records[record_id], Expert)]
    shown = evidence(card, people, retrieved, table, achievements)
    found = [_candidate(card, expert, table, linked, shown[expert.id]) for expert in people]
    ranked = sorted(found, key=lambda one: (-one.score, one.record_id))
    return _told_apart(ranked, retrieved)


def evidence(
    card: RequirementCard,
    people: Sequence[Expert],
    retrieved: Retrieved,
    table: Mapping[str, Mapping[str, Evidence]],
    achievements: Sequence[Candidate],
) -> dict[str, dict[str, float]]:
    """What is known for and against every expert, by id: what ``agent.match.rank.blend`` adds up."""
    made = {one.record_id: one.probability for one in achievements}
    subject = want(card.text[:_READ] or need_text(card), retrieved.texts, unseen_is_rare=False)
    fields = {card.field, *card.field_alt} - {None}
    alike = likeness(card, people, retrieved)
    return {
        one.id: alike[one.id]
        | {
            "field": float(one.field in fields),
            "evidence": max((row[one.id].strength for row in table.values() if one.id in row), default=0.0),
            "papers": max((subject.share(normalise(item.title)) for item in one.evidence), default=0.0),
            "made": max((made[item.ref] for item in one.evidence if item.ref in made), default=0.0),
        }
        for one in people
    }


def _candidate(
    card: RequirementCard,
    expert: Expert,
    table: Mapping[str, Mapping[str, Evidence]],
    linked: Mapping[str, Candidate],
    features: dict[str, float],
) -> Candidate:
    rows = {sub: row[expert.id] for sub, row in table.items() if expert.id in row}
    own = [linked[item.ref] for item in expert.evidence if item.ref in linked]
    blend = shipped().of("expert", features)
    logit = blend.logit(features)
    chances = blend.chances(logit)
    covered = covers(card, table, expert.id)
    level = min(LEVELS[blend.level(chances)], _ceiling(features["evidence"], own, covered), key=LEVELS.index)
    if level not in GOOD:
        level = LEVELS[1] if own or features["evidence"] >= _SHOWN_FROM else LEVELS[0]
    standing = _standing(card, expert)
    return Candidate(
        record_id=expert.id,
        kind="expert",
        title=expert.title,
        subtitle=" · ".join(part for part in (expert.institution, expert.department, expert.region) if part),
        level=level,
        probability=round(chances[1], 4),
        score=round(blend.gain(logit) * standing.factor, 6),
        features=features | {"own_achievements": float(len(own))},
        reasons=_evidence_reasons(card, expert, rows, linked) + standing.reasons,
        covers=covered,
        example=expert.example,
    )


def _ceiling(best: float, made: Sequence[Candidate], covered: Sequence[str]) -> Level:
    """强 for who covers a part of the need or made a recommended achievement, 较强 for who touches one, else 弱."""
    if covered or made:
        return LEVELS[3]
    return LEVELS[2] if best >= PARTIAL else LEVELS[1]


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
