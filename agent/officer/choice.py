"""The recommendation as the officer has it: candidates taken out, others put in, everything computed anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from agent.match import abstain, coverage, experts, portfolio, reasons
from agent.match.comparison import compare_all
from agent.match.retrieved import HitLike, Retrieved
from agent.match.scoring import score_achievements
from agent.schema import Candidate, Recommendation, RequirementCard
from agent.services import Services
from agent.steps import whole_query
from knowledge import Hit
from knowledge.records import Achievement, AnyRecord, Expert, Record, RecordType

POOL: dict[RecordType, int] = {"achievement": 60, "expert": 30}


def choose(
    services: Services, card: RequirementCard, base: Recommendation, order: Sequence[str]
) -> tuple[Recommendation, dict[str, AnyRecord]]:
    """The recommendation over exactly the achievements and experts of ``order``, in that order, and all records used.

    Candidates of ``base`` stay as they are; the others are judged by the same features, and the matrix, the portfolio
    and the verdict follow. Ids that the catalogue does not hold are left out.
    """
    retrieved, records = _retrieve(services, card, order)
    known = {one.record_id: one for one in (*base.achievements, *base.experts)}
    wanted = [one for one in order if isinstance(retrieved.records.get(one), Achievement | Expert)]
    table = coverage.assess(card, retrieved, wanted)
    made = _judge(card, retrieved, [one for one in wanted if one not in known], table)
    chosen = [known.get(one) or made[one] for one in wanted]
    achievements = [one for one in chosen if one.kind == "achievement"]
    people = [one for one in chosen if one.kind == "expert"]
    grid = coverage.matrix(card, chosen, table, retrieved.records)
    asked = [sub.id for sub in coverage.asked(card)]
    reason = abstain.abstain_reason(achievements, people, base.resources)
    good = [one for one in chosen if abstain.is_good(one)]
    return base.model_copy(
        update={
            "achievements": achievements,
            "experts": people,
            "coverage": grid,
            "portfolio": portfolio.portfolio(good, grid),
            "abstained": bool(reason),
            "abstain_reason": reason,
            "next_steps": abstain.next_steps(card, grid, asked, abstained=bool(reason)),
        }
    ), records


def _retrieve(services: Services, card: RequirementCard, ids: Sequence[str]) -> tuple[Retrieved, dict[str, AnyRecord]]:
    retriever, catalogue = services.knowledge.retriever, services.knowledge.catalogue
    query = whole_query(card)
    hits: list[HitLike] = [hit for kind, size in POOL.items() for hit in retriever.search(query, k=size, types=[kind])]
    records = services.references() | catalogue.get_many([*(hit.record_id for hit in hits), *ids])
    found = {hit.record_id for hit in hits}
    hits += [
        Hit(one, records[one].type, 0.0, None, None, None, None) for one in ids if one in records and one not in found
    ]
    return Retrieved(whole=hits, records=records), records


def _judge(
    card: RequirementCard,
    retrieved: Retrieved,
    ids: Sequence[str],
    table: dict[str, dict[str, coverage.Evidence]],
) -> dict[str, Candidate]:
    if not ids:
        return {}
    records = retrieved.records
    pool = [record for one in retrieved.ids() if isinstance(record := records[one], Achievement)]
    scores = score_achievements(card, pool, retrieved)
    made: dict[str, Candidate] = {}
    for one in ids:
        record = records[one]
        if isinstance(record, Achievement):
            comparisons = compare_all(card, record)
            found = {sub: row[one] for sub, row in table.items()}
            made[one] = Candidate(
                record_id=one,
                kind="achievement",
                title=record.title,
                subtitle=" · ".join(filter(None, (record.institution, record.region, f"TRL {record.trl or '未说明'}"))),
                level=scores[one].level,
                probability=scores[one].probability,
                score=scores[one].score,
                features=scores[one].features,
                comparisons=comparisons,
                covers=coverage.covers(table, one),
                reasons=reasons.reasons(card, record, found, comparisons, date.today()),
                example=record.example,
            )
    people = [one for one in ids if isinstance(records[one], Expert)]
    made |= {one: _without_evidence(records[one]) for one in people}
    made |= {one.record_id: one for one in experts.rank_experts(card, retrieved, table, [], people)}
    return made


def _without_evidence(expert: Record) -> Candidate:
    """An expert whom the officer names although the records hold no evidence for this need."""
    return Candidate(
        record_id=expert.id,
        kind="expert",
        title=expert.title,
        level="无",
        probability=0.0,
        score=0.0,
        example=expert.example,
    )
