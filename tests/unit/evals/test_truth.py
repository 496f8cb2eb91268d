"""The honest set's figures on answers made by hand, and its rivals."""

from __future__ import annotations

import numpy as np
import pytest

from agent import Candidate, Recommendation, Reply
from evals.truth.cases import Grade, Need, by_need
from evals.truth.figures import BM25, BOTH, OURS, Asked, abstention, precision, ranks
from evals.truth.pool import pool
from evals.truth.rivals import Bm25, fused
from knowledge import Achievement
from knowledge.records import Source

KINDS = {"A-1": "achievement", "A-2": "achievement", "A-3": "achievement"}


def candidate(record: str, level: str, covers: list[str]) -> Candidate:
    """A shown achievement."""
    return Candidate.model_validate(
        {
            "record_id": record,
            "kind": "achievement",
            "title": record,
            "level": level,
            "probability": 0.5,
            "score": 1.0,
            "covers": covers,
        }
    )


def asked(name: str, grades: dict[str, int], shown: list[Candidate]) -> Asked:
    """A need with its grades and an answer; the rivals put A-3 first."""
    found = Recommendation(achievements=shown, abstained=not shown)
    reply = Reply(kind="recommendation", text="答复", recommendation=found)
    run = {"achievement": {"A-3": 2.0, "A-2": 1.0, "A-1": 0.0}, "expert": {}, "resource": {}}
    given = [
        Grade(need=name, record=record, grade=grade, object=True, process=True, direction="solves")
        for record, grade in grades.items()
    ]
    ranked = {one.record_id: -float(place) for place, one in enumerate(shown)}
    own: dict[str, dict[str, float]] = {"achievement": ranked, "expert": {}, "resource": {}}
    return Asked(Need(id=name, message="…"), reply, {OURS: own, BM25: run, BOTH: run}, by_need(given)[name])


GOOD = asked("n1", {"A-1": 3, "A-2": 1, "A-3": 0}, [candidate("A-1", "强", ["S1"]), candidate("A-2", "较强", [])])
HOPELESS = asked("n2", {"A-1": 1, "A-3": 0}, [candidate("A-3", "强", [])])
SILENT = asked("n3", {"A-1": 0}, [])


def test_ranking_stands_beside_the_rivals() -> None:
    """The answer's order is scored with the judges' grades, and so is what a simple search would show."""
    values = {one.key: one.value for one in ranks([GOOD, HOPELESS, SILENT], KINDS)}
    assert values[f"truth.achievement.ndcg@10.{OURS}"] == 1
    assert values[f"truth.achievement.mrr.{BM25}"] == pytest.approx(1 / 3)
    assert values[f"truth.achievement.ndcg@10.{OURS}（BM25 首条答不对）"] == 1


def test_precision_counts_what_judges_would_not_show() -> None:
    """A level holds as far as judges agree; a strong match that covers nothing is listed."""
    values = {one.key: one for one in precision([GOOD, HOPELESS, SILENT])}
    assert values["truth.precision.强"].value == 0.5
    assert values["truth.precision.较强"].value == 0
    assert values["truth.empty"].notes == ["n2 A-3"]


def test_abstention_is_judged_both_ways() -> None:
    """Needs without any record worth showing are to be declined, the others not."""
    values = {one.key: one for one in abstention([GOOD, HOPELESS, SILENT])}
    assert values["truth.abstention"].value == pytest.approx(2 / 3)
    assert values["truth.abstention.missed"].notes == ["n2"]
    assert values["truth.abstention.wrongly"].value == 0


def test_bm25_prefers_rare_pairs_of_characters() -> None:
    """A pair that one record holds weighs more than one that all hold; without any the score is zero."""
    titles = ["注塑银纹抑制", "注塑模具排气", "注塑干燥"]
    source = Source(title="示例")
    records = [Achievement(id=f"A-{n}", title=title, source=source) for n, title in enumerate(titles)]
    scores = Bm25(records).scores("注塑件有银纹")
    assert max(scores, key=scores.__getitem__) == "A-0"
    assert Bm25(records).scores("茶园") == dict.fromkeys(("A-0", "A-1", "A-2"), 0)


def test_fusion_adds_reciprocal_ranks() -> None:
    """What two runs put high comes before what one of them does."""
    total = fused({"a": 3.0, "b": 2.0, "c": 1.0}, {"b": 0.9, "c": 0.8, "a": 0.1})
    assert sorted(total, key=lambda each: -total[each]) == ["b", "a", "c"]


def test_the_pool_says_nothing_about_ranks() -> None:
    """Judges get each record once, in an order that does not change with the answer's."""

    class Two:
        def bm25(self, query: str, kind: str) -> dict[str, float]:
            return {"A-3": 1.0, "A-2": 0.5} if kind == "achievement" else {}

        both = bm25

    need = Need(id="n1", message="…")
    one = pool(need, GOOD.reply, Two())  # type: ignore[arg-type]
    assert sorted(one) == ["A-1", "A-2", "A-3"]
    swapped = asked("n1", {"A-1": 3}, [candidate("A-2", "强", []), candidate("A-1", "强", [])])
    assert pool(need, swapped.reply, Two()) == one  # type: ignore[arg-type]
    assert np.isfinite(list(Two().both("…", "achievement").values())).all()
