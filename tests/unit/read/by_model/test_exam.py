"""The exam tells a model that reads well from one that invents, forgets or says nothing."""

from __future__ import annotations

from typing import Any

from agent.read.by_model.exam.marks import cases, marks
from agent.read.by_model.proposed import Proposal
from tests.good_readings import READINGS, reading_of, value


def points(answer: dict[str, Any], case: Any) -> tuple[int, int]:
    found = list(marks(Proposal.of(answer, case["message"]), case))
    return sum(found), len(found)


def test_a_good_reader_gets_every_point() -> None:
    assert len(cases()) == len(READINGS) == 6
    for case in cases():
        got, of = points(reading_of(case["message"]), case)
        assert got == of > 0, case["message"]


def test_silence_gets_none_and_invention_costs() -> None:
    first = cases()[0]
    assert points({}, first)[0] == 0
    good = reading_of(first["message"])
    more = [*good["needs"][0]["targets"], value("人数", ">=", 150, "人", "厂里有150人")]
    bad = {"act": "recommend", "needs": [{**good["needs"][0], "targets": more}]}
    assert points(bad, first) == (points(good, first)[0], points(good, first)[1] + 1)
