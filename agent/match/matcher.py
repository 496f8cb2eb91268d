"""The match: one card and what retrieval found become one explained, checked recommendation."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from agent.match.around import experts, paths, resources
from agent.match.around.asked import answered_by, nothing_of
from agent.match.by_model import ModelJudge
from agent.match.by_model.align import aligned
from agent.match.by_model.levels import applied, overlaid
from agent.match.cover import coverage
from agent.match.cover.comparison import compare_all
from agent.match.pick import abstain, fairness, portfolio
from agent.match.pick.conditions import rejected
from agent.match.pick.steady import held_levels, with_levels
from agent.match.rank.scoring import Scored, is_full, score_achievements
from agent.match.retrieved import Retrieved
from agent.match.tell import reasons
from agent.match.tell.suggest import suggest, with_points
from agent.schema import LEVELS, Candidate, Recommendation, RecordKind, RequirementCard
from knowledge.records import Achievement, Expert, Record, Resource

POOL = 60
EXPERT_POOL = 24
ACHIEVEMENTS = 5
EXPERTS = 3
RESOURCES = 4
WEAK_FILL = 3
DOUBTFUL = 0.4


def match(
    card: RequirementCard,
    retrieved: Retrieved,
    *,
    exclude: Collection[str] = (),
    before: tuple[RequirementCard, Recommendation] | None = None,
    judge: ModelJudge | None = None,
) -> Recommendation:
    """Match a card with what was retrieved for it.

    ``exclude`` holds record ids, institutions or words that the user does not want (besides ``card.exclude``),
    ``before`` the card and the answer of the turn before. Every citation quotes a citable field of a record in
    ``retrieved``. ``judge`` lets a model judge the head of the list.
    """
    allowed = [one for one in retrieved.ids() if not rejected(retrieved.records[one], card, exclude)]
    if answered_by(card) is not None:
        return _supported(card, retrieved, [], [], coverage.assess(card, retrieved, []), exclude)
    steady = held_levels(card, retrieved, before)
    ranked = with_levels(_achievements(card, retrieved, _of(Achievement, allowed, retrieved)[:POOL]), steady)
    ours = {one.record_id: one.level for one in ranked}
    opinions = judge.judge(card, ranked, retrieved.records, retrieved.texts) if judge else {}
    ranked, held = applied(card, ranked, opinions, retrieved.records) if opinions else (ranked, {})
    shown = _shown(ranked, 0 if card.vague else WEAK_FILL)
    people = experts.makers_first(_of(Expert, allowed, retrieved), retrieved.records, shown)[:EXPERT_POOL]
    card = with_points(card, suggest(card, shown, retrieved.records))
    weak = {one.record_id for one in shown if not abstain.is_good(one)}
    strong = {one.record_id for one in shown if one.level == "强"}
    table = coverage.assess(card, retrieved, [*(one.record_id for one in shown), *people], weak=weak, strong=strong)
    table = overlaid(table, opinions)
    _explain(card, shown, table, retrieved.records, judge)
    shown = _capped(card, shown, table, retrieved.records)
    if judge:
        judge.settled(ours, ranked, held)
    shown = shown if opinions else with_levels(shown, steady)
    persons = [one for one in experts.rank_experts(card, retrieved, table, shown, people) if one.level != LEVELS[0]]
    return _supported(card, retrieved, shown, persons[:EXPERTS], table, exclude)


def ranking(card: RequirementCard, retrieved: Retrieved) -> dict[RecordKind, list[str]]:
    """Every record that was found, by kind and best first, before the answer keeps the few that it shows."""
    allowed = [one for one in retrieved.ids() if not rejected(retrieved.records[one], card, ())]
    ranked = _achievements(card, retrieved, _of(Achievement, allowed, retrieved)[:POOL])
    shown = _shown(ranked, WEAK_FILL)
    people = experts.makers_first(_of(Expert, allowed, retrieved), retrieved.records, shown)[:EXPERT_POOL]
    table = coverage.assess(card, retrieved, people)
    persons = experts.rank_experts(card, retrieved, table, shown, people)
    best = _best(shown, retrieved.records)
    places = resources.rank_resources(
        card, retrieved, resources.stage_gap(card, best), best, _of(Resource, allowed, retrieved)
    )
    found: dict[RecordKind, list[Candidate]] = {"achievement": ranked, "expert": persons, "resource": places}
    return {kind: [one.record_id for one in own] for kind, own in found.items()}


def rematch(
    card: RequirementCard,
    retrieved: Retrieved,
    order: Sequence[str],
    known: Mapping[str, Candidate],
) -> Recommendation:
    """The recommendation over exactly the achievements and experts of ``order``, as an officer put them together.

    ``known`` holds the candidates whose level stands; the others are scored among everything in ``retrieved``, which
    holds hits for all of ``order``. Reasons, coverage, stage gap, resources and paths are computed anew. An expert
    without evidence stays, at level 无.
    """
    records = retrieved.records
    pool = [record for one in retrieved.ids() if isinstance(record := records[one], Achievement)]
    scored = {} if all(one in known for one in order) else score_achievements(card, pool, retrieved)
    own = [found for one in order if isinstance(found := records.get(one), Achievement)]
    shown = [
        known[one.id].model_copy(deep=True) if one.id in known else _candidate(one, scored[one.id], []) for one in own
    ]
    people = [one for one in order if isinstance(records.get(one), Expert)]
    table = coverage.assess(card, retrieved, [*(one.record_id for one in shown), *people])
    _explain(card, shown, table, records)
    ranked = {one.record_id: one for one in experts.rank_experts(card, retrieved, table, shown, people)}
    persons = [ranked[one] for one in people]
    return _supported(card, retrieved, shown, persons, table, ())


def _supported(
    card: RequirementCard,
    retrieved: Retrieved,
    shown: list[Candidate],
    persons: list[Candidate],
    table: Mapping[str, Mapping[str, coverage.Evidence]],
    exclude: Collection[str],
) -> Recommendation:
    best = _best(shown, retrieved.records)
    gap = resources.stage_gap(card, best)
    offered = [
        one
        for one in retrieved.records
        if isinstance(retrieved.records[one], Resource) and not rejected(retrieved.records[one], card, exclude)
    ]
    places = resources.varied(resources.rank_resources(card, retrieved, gap, best, offered), retrieved)
    return _assemble(card, retrieved, shown, persons, places, table, gap)


def _of(kind: type[Record], ids: Sequence[str], retrieved: Retrieved) -> list[str]:
    fused = retrieved.fused()
    own = [one for one in ids if isinstance(retrieved.records[one], kind)]
    return sorted(own, key=lambda one: -fused.get(one, 0.0))


def _achievements(card: RequirementCard, retrieved: Retrieved, ids: Sequence[str]) -> list[Candidate]:
    found = [record for one in ids if isinstance(record := retrieved.records[one], Achievement)]
    scored = score_achievements(card, found, retrieved)
    order = sorted(scored, key=lambda one: (scored[one].level not in abstain.GOOD, -scored[one].score, one))
    kept = fairness.collapse(order, retrieved.records)
    spread = fairness.spread(list(kept), retrieved.records)
    records = {one.id: one for one in found}
    return _sobered([_candidate(records[one], scored[one], kept[one]) for one in spread])


def _sobered(ranked: list[Candidate]) -> list[Candidate]:
    """Behind a recommended record a doubtful one is no recommendation: there it misleads more than it helps."""
    for one in ranked[1:]:
        if one.level == "较强" and one.probability < DOUBTFUL and abstain.is_good(ranked[0]):
            one.level = "弱"
    return ranked


def _candidate(record: Achievement, scored: Scored, duplicates: list[str]) -> Candidate:
    stage = f"TRL {record.trl}" if record.trl else ""
    parts = (record.institution, record.region, stage, "可先用后付" if record.pay_later else "")
    return Candidate(
        record_id=record.id,
        kind="achievement",
        title=record.title,
        subtitle=" · ".join(part for part in parts if part),
        level=scored.level,
        probability=scored.probability,
        score=scored.score,
        features=scored.features,
        duplicates=duplicates,
        example=record.example,
    )


def _shown(ranked: Sequence[Candidate], fill: int) -> list[Candidate]:
    """The best; the weak ones only to ``fill`` places, so that a good list does not end in noise."""
    good = [one for one in ranked if abstain.is_good(one)][:ACHIEVEMENTS]
    weak = [one for one in ranked if one.level == "弱"]
    return good + weak[: max(0, fill - len(good))]


def _explain(
    card: RequirementCard,
    shown: Sequence[Candidate],
    table: Mapping[str, Mapping[str, coverage.Evidence]],
    records: Mapping[str, Record],
    judge: ModelJudge | None = None,
) -> None:
    for one in shown:
        record = records[one.record_id]
        if isinstance(record, Achievement):
            opinion = judge.opinions.get(one.record_id) if judge else None
            one.comparisons = compare_all(card, record)
            if judge and opinion:
                one.comparisons = aligned(card, record, one.comparisons, opinion.names, judge.note)
            one.covers = coverage.covers(card, table, one.record_id)
            found = {sub: row[one.record_id] for sub, row in table.items()}
            one.reasons = reasons.reasons(card, record, found, one.comparisons, date.today())
            one.reasons += opinion.against if opinion else ()
            one.reasons.append(reasons.confidence(record, one))


def _capped(
    card: RequirementCard,
    shown: list[Candidate],
    table: Mapping[str, Mapping[str, coverage.Evidence]],
    records: Mapping[str, Record],
) -> list[Candidate]:
    """No level is higher than the coverage carries; what falls behind the line moves behind the good ones.

    A record of a title alone has no text that could cover anything: its level stands.
    """
    for one in shown:
        record = records[one.record_id]
        if isinstance(record, Achievement) and is_full(record):
            carried = coverage.ceiling(card, table, record, one.comparisons)
            one.level = min(one.level, carried, key=LEVELS.index)
    return sorted(shown, key=lambda one: not abstain.is_good(one))


def _best(shown: Sequence[Candidate], records: Mapping[str, Record]) -> Achievement | None:
    good = next((one for one in shown if abstain.is_good(one)), None)
    record = records[good.record_id] if good else None
    return record if isinstance(record, Achievement) else None


def _assemble(
    card: RequirementCard,
    retrieved: Retrieved,
    shown: list[Candidate],
    persons: list[Candidate],
    places: list[Candidate],
    table: Mapping[str, Mapping[str, coverage.Evidence]],
    gap: resources.StageGap,
) -> Recommendation:
    records = retrieved.records
    fields = resources.card_fields(card, _best(shown, records))
    grid = coverage.matrix(card, [*shown, *persons], table, records)
    aside = answered_by(card) is not None
    reason = abstain.abstain_reason(shown, persons, places[:RESOURCES])
    reason = reason and (nothing_of(card) or reason)
    own = [sub.id for sub in coverage.asked(card)]
    now = paths.situation(
        card,
        shown,
        persons,
        records,
        gap,
        uncovered=sum(_is_open(table[sub], shown) for sub in own),
        needs=len(own),
        abstained=bool(reason),
    )
    good = [one for one in (*shown, *persons) if abstain.is_good(one)]
    return Recommendation(
        achievements=shown,
        experts=persons,
        resources=places[:RESOURCES],
        coverage=grid,
        portfolio=portfolio.portfolio(good, grid, suggested=set(table) - set(own)),
        paths=[]
        if aside
        else paths.advise(now, records) + resources.gap_findings(gap, places, records, fields, retrieved.census),
        abstained=bool(reason),
        abstain_reason=reason,
        next_steps=abstain.next_steps(
            card, grid, own, abstained=bool(reason), first=good[0].kind if good else "resource", aside=aside
        ),
        exposure=fairness.exposure([one.record_id for one in shown], records),
    )


def _is_open(row: Mapping[str, coverage.Evidence], shown: Sequence[Candidate]) -> bool:
    """Whether no good achievement even touches the need of this row."""
    return not any(abstain.is_good(one) and row[one.record_id].verdict != "none" for one in shown)
