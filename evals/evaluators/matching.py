"""Ranking of achievements and experts against the judged grades, and whether conflicts of interest are said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent import Candidate
from evals.measure import Measure, count, mean
from evals.metrics import RELEVANT, ndcg, order, recall, reciprocal_rank
from evals.outcomes import Outcome
from knowledge import AnyRecord

LABELS = {"achievements": "成果", "experts": "专家"}


def matching(outcomes: Sequence[Outcome], records: Mapping[str, AnyRecord]) -> list[Measure]:
    """nDCG@10, recall@10/20, MRR, P@3 of both kinds, recall of the search, unjudged records at the top, conflicts."""
    asked = [one for one in outcomes if one.dataset == "matching"]
    found = [measure for kind in LABELS for measure in _ranking(asked, kind)]
    return [*found, _searched(asked), _unjudged(asked), _conflicts(asked)]


def ranked(candidates: Sequence[Candidate]) -> list[str]:
    """Record ids, best first; a collapsed near-duplicate stands right after the record that stands for it."""
    return list(dict.fromkeys(each for one in candidates for each in (one.record_id, *one.duplicates)))


def lists(outcome: Outcome, kind: str) -> tuple[dict[str, int], dict[str, float]]:
    """Levels (grade + 1, unjudged 1) and scores (falling with the place) of one outcome, for evals.metrics."""
    grades: dict[str, int] = outcome.case.expected[kind]
    found = outcome.reply.recommendation
    ids = ranked(getattr(found, kind)) if found else []
    levels = {record: grade + 1 for record, grade in grades.items()}
    return {**dict.fromkeys(ids, 1), **levels}, {record: -float(place) for place, record in enumerate(ids)}


def precision(levels: Mapping[str, int], scores: Mapping[str, float], k: int = 3) -> float:
    """Share of relevant records among the first k, of as many as there are at all."""
    possible = min(k, sum(level >= RELEVANT for level in levels.values()))
    return sum(levels[record] >= RELEVANT for record in order(scores)[:k]) / possible if possible else 0.0


def _ranking(asked: Sequence[Outcome], kind: str) -> list[Measure]:
    judged = {
        one.case.id: lists(one, kind)
        for one in asked
        if max(one.case.expected[kind].values(), default=0) + 1 >= RELEVANT
    }
    name, word = kind[:-1], LABELS[kind]
    measures = {
        "ndcg@10": lambda levels, scores: ndcg(levels, scores, 10),
        "recall@10": lambda levels, scores: recall(levels, scores, 10),
        "recall@20": lambda levels, scores: recall(levels, scores, 20),
        "mrr": reciprocal_rank,
        "p@3": precision,
    }
    titles = {"ndcg@10": "nDCG@10", "recall@10": "召回@10", "recall@20": "召回@20", "mrr": "MRR", "p@3": "前三查准"}
    return [
        mean(f"matching.{name}.{key}", f"{word} {titles[key]}", {case: f(*pair) for case, pair in judged.items()})
        for key, f in measures.items()
    ]


def _searched(asked: Sequence[Outcome]) -> Measure:
    shares = {}
    for one in asked:
        relevant = {record for record, grade in one.case.expected["achievements"].items() if grade + 1 >= RELEVANT}
        if relevant:
            shares[one.case.id] = len(relevant & set(one.reply.trace.get("retrieved", []))) / len(relevant)
    return mean("matching.searched", "检索阶段召回（成果）", shares)


def _unjudged(asked: Sequence[Outcome]) -> Measure:
    notes = []
    for one in asked:
        found = one.reply.recommendation
        good = [c for c in found.achievements if c.level in ("强", "较强")] if found else []
        notes += [
            f"{one.case.id} {c.record_id} {c.level} {c.title}"
            for c in good[:3]
            if c.record_id not in one.case.expected["achievements"]
        ]
    return count(
        "matching.ungraded", "前三中判为较强以上而未评为相关的成果", len(notes), len(asked), better="lower", notes=notes
    )


def _conflicts(asked: Sequence[Outcome]) -> Measure:
    said = {}
    for one in asked:
        expert = one.case.expected.get("conflict")
        if expert and one.reply.recommendation:
            listed = [c for c in one.reply.recommendation.experts if c.record_id == expert]
            risks = [any(r.risk and "利益" in r.text for r in candidate.reasons) for candidate in listed]
            said[one.case.id] = float(all(risks))
    return mean("matching.conflict", "利益冲突已说明", said)
