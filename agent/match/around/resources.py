"""Resources: stage gap to platform, policy and finance by tier and stage, each clause with its date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent.match.around.asked import answered_by, asked_kinds
from agent.match.pick.abstain import GOOD
from agent.match.pick.conditions import in_wished_region
from agent.match.rank.blend import shipped
from agent.match.rank.likeness import likeness
from agent.match.rank.terms import Wanted, normalise, record_text, want
from agent.match.reason import reason
from agent.match.retrieved import Retrieved
from agent.schema import LEVELS, Absence, Candidate, Level, PathAdvice, Reason, RequirementCard
from agent.verify.absences import Census, prove
from agent.verify.citing import cite, cite_clause
from knowledge.records import Achievement, Provision, Record, Resource, ResourceKind, ResourceStatus, TechnicalField

_STAGE_TRL = {"实验室": 3, "小试": 4, "样机": 5, "中试": 6, "产业化": 8}
_STAGED = frozenset({ResourceKind.PROOF, ResourceKind.PILOT, ResourceKind.LAB})
_BUILT = _STAGED - {ResourceKind.LAB}
_NAME_LENGTH = 3
_PLATFORM_TERMS, _LAB_TERMS, _CASE_TERMS = 0.08, 0.15, 0.35
_PER_KIND, _SECOND_TERMS = 2, 0.15
_REGION, _NOT_OPEN = 0.5, 0.6
_MONEY = frozenset({ResourceKind.POLICY, ResourceKind.FINANCE})


@dataclass(frozen=True)
class StageGap:
    """Where the best achievement stands and what must follow: its TRL and the kinds of platform that fill the gap."""

    trl: int | None
    kinds: frozenset[ResourceKind]


def stage_gap(card: RequirementCard, best: Achievement | None) -> StageGap:
    """概念验证 up to TRL 4, 中试 from 4 to 7, nothing but shared labs beyond; by the card's stage without a record."""
    trl = best.trl if best is not None and best.trl else _STAGE_TRL.get(card.stage)
    if trl is None:
        return StageGap(None, frozenset({ResourceKind.LAB}))
    kinds = {ResourceKind.LAB}
    if trl <= 4:
        kinds.add(ResourceKind.PROOF)
    if 4 <= trl <= 7:
        kinds.add(ResourceKind.PILOT)
    return StageGap(trl, frozenset(kinds))


def card_fields(card: RequirementCard, best: Achievement | None = None) -> set[TechnicalField]:
    """The technical fields in play: the card's, and the best achievement's."""
    fields = [card.field, *card.field_alt, *((best.field, best.field_second) if best else ())]
    return {field for field in fields if field}


def rank_resources(
    card: RequirementCard, retrieved: Retrieved, gap: StageGap, best: Achievement | None, ids: Iterable[str]
) -> list[Candidate]:
    """Candidates for the resources in ``ids``, best first; 无 for what fits neither stage, tier nor words."""
    wanted = want(about(card), retrieved.texts, unseen_is_rare=False)
    fields = card_fields(card, best)
    offered = [one for record_id in ids if isinstance(one := retrieved.records[record_id], Resource)]
    shown = evidence(card, offered, retrieved, gap, fields, wanted)
    found = [_candidate(card, one, gap, fields, wanted, shown[one.id]) for one in offered]
    return sorted(found, key=lambda one: (-one.score, one.record_id))


def about(card: RequirementCard) -> str:
    """What the need is about, in the words in which a platform's abilities are searched."""
    return f"{card.object} {card.problem} {' '.join(card.keywords)}".strip() or card.text[:200]


def varied(ranked: Sequence[Candidate], retrieved: Retrieved) -> list[Candidate]:
    """What may be shown: every good one, and at most two others of a kind, so that platforms leave room for policy.

    A second platform that is not good is shown only when it shares words with the need, not merely the field.
    """
    taken: Counter[str] = Counter()
    kept: list[Candidate] = []
    for one in ranked:
        record = retrieved.records[one.record_id]
        kind = record.kind if isinstance(record, Resource) else ResourceKind.CASE
        apart = taken[kind] and kind in _STAGED and one.features["terms"] < _SECOND_TERMS
        if one.level in GOOD or (one.level != LEVELS[0] and taken[kind] < _PER_KIND and not apart):
            taken[kind] += 1
            kept.append(one)
    return kept


def evidence(
    card: RequirementCard,
    offered: Sequence[Resource],
    retrieved: Retrieved,
    gap: StageGap,
    fields: set[TechnicalField],
    wanted: Wanted,
) -> dict[str, dict[str, float]]:
    """What is known for and against every resource, by id: what ``agent.match.rank.blend`` adds up, and more."""
    kinds, answers = asked_kinds(card), answered_by(card) or frozenset()
    alike = likeness(card, offered, retrieved)
    return {
        one.id: alike[one.id]
        | {
            "field": _field_fit(one, fields),
            "abilities": max((wanted.share(normalise(ability)) for ability in one.capabilities), default=0.0),
            "answers": float(one.kind in answers),
            "asked": float(one.kind in kinds),
            "named": float(_is_named(one, card)),
            "stage": float(one.kind in gap.kinds and _stage_fits(one, gap)),
            "tier": _tier_fit(one, card),
            "terms": wanted.share(record_text(one)),
            "region": 1.0 if in_wished_region(one, card) else 0.0,
        }
        for one in offered
    }


def _candidate(
    card: RequirementCard,
    resource: Resource,
    gap: StageGap,
    fields: set[TechnicalField],
    wanted: Wanted,
    features: dict[str, float],
) -> Candidate:
    blend = shipped().of("resource", features)
    logit = blend.logit(features)
    chances = blend.chances(logit)
    level = _level(features, resource, LEVELS[blend.level(chances)])
    if features["tier"] == 0.0 or (level not in GOOD and not _is_fit(resource, features, wanted)):
        level = LEVELS[0]
    score = blend.gain(logit + _REGION * features["region"]) * (
        1.0 if resource.status is ResourceStatus.ACTIVE else 0.6
    )
    return Candidate(
        record_id=resource.id,
        kind="resource",
        title=resource.title,
        subtitle=_subtitle(resource),
        level=level,
        probability=round(chances[1], 4),
        score=round(score, 6),
        features=features,
        reasons=_reasons(card, resource, gap, fields, wanted, features),
        example=resource.example,
    )


def _level(features: dict[str, float], resource: Resource, found: Level) -> Level:
    """The level that was found; 强 for what is asked for by name; 弱 for what is not open now, for money or a policy
    that nobody asked for, and for a platform of another field or stage.
    """
    unasked = resource.kind in _MONEY and not (features["asked"] or features["named"])
    elsewhere = resource.kind in _BUILT and not features["named"] and features["field"] * features["stage"] < 1.0
    if resource.status is not ResourceStatus.ACTIVE or unasked or elsewhere:
        return LEVELS[1]
    if features["named"] and features["asked"]:
        return LEVELS[3]
    return max(found, LEVELS[1], key=LEVELS.index)


def _is_named(resource: Resource, card: RequirementCard) -> bool:
    names = (resource.title, *resource.aliases)
    if resource.kind is ResourceKind.ROLE and any(name in card.tier for name in names):
        return False
    return any(len(name) >= _NAME_LENGTH and name in card.text for name in names)


def _is_fit(resource: Resource, features: dict[str, float], wanted: Wanted) -> bool:
    """Whether the resource answers the stage, the tier or the words; only what is asked for by name may be idle."""
    if features["tier"] == 0.0:
        return False
    if features["asked"] and (features["named"] or resource.status is ResourceStatus.ACTIVE):
        return resource.kind not in _STAGED or features["named"] > 0 or _answers(features)
    if resource.status is not ResourceStatus.ACTIVE:
        return resource.kind in _STAGED and features["stage"] * features["field"] == 1.0
    if resource.kind is ResourceKind.LAB:
        return features["field"] == 1.0 and features["terms"] >= _LAB_TERMS
    if resource.kind in _STAGED:
        return features["stage"] > 0 and _answers(features)
    if resource.kind in _MONEY:
        return features["tier"] == 1.0
    return resource.kind is ResourceKind.CASE and wanted.is_specific and features["terms"] >= _CASE_TERMS


def _answers(features: dict[str, float]) -> bool:
    """Whether a platform serves the field and its abilities speak of the process: both, or it is not recommended."""
    return features["field"] == 1.0 and features["terms"] >= _PLATFORM_TERMS


def _stage_fits(resource: Resource, gap: StageGap) -> bool:
    if gap.trl is None:
        return resource.kind is ResourceKind.LAB
    return (resource.trl_min or 1) <= gap.trl <= (resource.trl_max or 9)


def _field_fit(resource: Resource, fields: set[TechnicalField]) -> float:
    if not resource.fields:
        return 0.5
    return 1.0 if fields & set(resource.fields) else 0.0


def _tier_fit(resource: Resource, card: RequirementCard) -> float:
    if not resource.tiers or not card.tier:
        return 0.5
    return 1.0 if any(card.tier in tier or tier in card.tier for tier in resource.tiers) else 0.0


def _subtitle(resource: Resource) -> str:
    parts = (resource.kind.value, resource.operator, resource.region, status_text(resource))
    return " · ".join(part for part in parts if part)


def status_text(resource: Resource) -> str:
    """How the status is shown, "" for an active resource, which alone may be presented as available."""
    return {
        ResourceStatus.ACTIVE: "",
        ResourceStatus.EXPLORING: "探索中，尚未正式推出，不作承诺",
        ResourceStatus.PLANNED: "规划中，尚未启用",
        ResourceStatus.PAST: "历史资料，仅供参考",
    }[resource.status]


def best_clause(resource: Resource, wanted: Wanted) -> Provision | None:
    """The clause nearest to the wanted terms; the first one when none shares a term."""
    return max(resource.clauses, key=lambda clause: wanted.share(normalise(clause.text)), default=None)


def clause_text(clause: Provision) -> str:
    """The clause with its date and whether it states a fact, a target or a plan."""
    basis = "" if clause.basis == "实际" else f"{clause.basis}口径"
    note = "，".join(part for part in (clause.as_of, basis) if part)
    return f"{clause.text}（{note}）" if note else clause.text


def _reasons(
    card: RequirementCard,
    resource: Resource,
    gap: StageGap,
    fields: set[TechnicalField],
    wanted: Wanted,
    features: dict[str, float],
) -> list[Reason]:
    reasons: list[Reason] = []
    if text := status_text(resource):
        citation = cite(resource, "status", resource.status.value)
        reasons.append(reason("可接洽", text, citation, risk=True))
    if features["stage"] and gap.trl and resource.kind in _STAGED:
        reasons.append(
            reason(
                "成熟度",
                _stage_reason(resource, gap.trl),
                cite(resource, "kind", resource.kind.value),
                computed=[f"TRL {gap.trl}"],
            )
        )
    shared = [field.value for field in resource.fields if field in fields]
    if shared:
        reasons.append(reason("技术契合", f"服务领域含{shared[0]}", cite(resource, "fields", shared[0])))
    near = max(resource.capabilities, key=lambda one: wanted.share(normalise(one)), default="")
    if near and wanted.share(normalise(near)) > 0:
        reasons.append(reason("技术契合", f"能力：{near}", cite(resource, "capabilities", near)))
    clause = best_clause(resource, wanted)
    if clause is not None:
        criterion = "资金与周期" if resource.kind in _MONEY else "证据"
        reasons.append(reason(criterion, clause_text(clause), cite_clause(resource, clause)))
    if features["tier"] == 1.0:
        tier = next(one for one in resource.tiers if card.tier in one or one in card.tier)
        reasons.append(reason("资金与周期", f"面向{tier}", cite(resource, "tiers", tier)))
    return reasons


def _stage_reason(resource: Resource, trl: int) -> str:
    if resource.kind is ResourceKind.PROOF:
        return f"首选成果为 TRL {trl}，先做概念验证"
    return f"首选成果为 TRL {trl}，可在此做放大验证" if resource.kind is ResourceKind.PILOT else "可做检测和验证"


def gap_findings(
    gap: StageGap,
    found: Sequence[Candidate],
    records: Mapping[str, Record],
    fields: Iterable[TechnicalField] = (),
    census: Census | None = None,
) -> list[PathAdvice]:
    """One finding for each platform kind that the stage asks for and that is not among those recommended.

    That the catalogue holds none is said only with the query that proves it. A record without fields tells of a network
    of platforms as a whole; it is none that could be asked.
    """
    offered = {
        resource.kind
        for one in found
        if isinstance(resource := records[one.record_id], Resource)
        and resource.status is ResourceStatus.ACTIVE
        and resource.fields
    }
    lacking = [kind for kind in (ResourceKind.PROOF, ResourceKind.PILOT) if kind in gap.kinds and kind not in offered]
    return [_gap(kind, gap, sorted(fields), census) for kind in lacking]


def _gap(kind: ResourceKind, gap: StageGap, fields: list[TechnicalField], census: Census | None) -> PathAdvice:
    head = f"首选成果为 TRL {gap.trl}，需要{kind.value}；"
    query = Absence(kinds=[kind], fields=fields, trl=gap.trl, statuses=[ResourceStatus.ACTIVE])
    if census is None or not fields:
        return PathAdvice(name=kind.value, reason=f"{head}这次没有检索到合适的{kind.value}。", status="缺口")
    if proof := prove(query, census):
        reason = f"{head}库内没有{'、'.join(fields)}领域、适合这一阶段、现在可用的{kind.value}，建议由专员向外地征询。"
        return PathAdvice(name=kind.value, reason=reason, status="缺口", absence=proof.query)
    count = len(census(query))
    reason = f"{head}库内有 {count} 家领域和阶段相符，但登记的能力与您的工艺对不上，请专员逐家问。"
    return PathAdvice(name=kind.value, reason=reason, status="缺口")
