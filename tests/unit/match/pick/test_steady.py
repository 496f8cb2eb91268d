"""A covered clause that is added never lowers a level; anything else that is added may."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agent.match import match
from agent.match.cover.coverage import assess
from agent.match.pick.abstain import is_good
from agent.match.pick.steady import held_levels
from agent.match.retrieved import Retrieved
from agent.schema import LEVELS, Indicator, RequirementCard, SubRequirement
from knowledge.demo import demo_records
from knowledge.records import Achievement
from knowledge.text import clauses
from tests.unit.match.hits import retrieved


@lru_cache(maxsize=1)
def achievements() -> list[Achievement]:
    return [one for one in demo_records() if isinstance(one, Achievement)][:40]


def asking(record: Achievement, *texts: str, **more: object) -> RequirementCard:
    """A need that the record answers, with further clauses."""
    subs = [SubRequirement(id=f"S{n}", text=text, quote=text) for n, text in enumerate((record.problem, *texts), 1)]
    said = "，".join((record.title, *(sub.text for sub in subs)))
    return RequirementCard.model_validate(
        {"object": "", "problem": record.problem, "text": said, "sub_requirements": subs} | more
    )


def around(place: int) -> Retrieved:
    return retrieved(achievements()[max(0, place - 6) : place + 6])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 39), st.integers(0, 5), st.sampled_from(("approach", "summary")))
def test_a_covered_clause_never_lowers_a_level(place: int, which: int, field: str) -> None:
    record, hits = achievements()[place], around(place)
    parts = clauses(getattr(record, field)) or [record.title]
    first, longer = asking(record), asking(record, parts[which % len(parts)])
    before = match(first, hits)
    after = match(longer, hits, before=(first, before))
    table = assess(longer, hits, [record.id])
    assume(table["S2"][record.id].verdict == "covered")
    levels = {one.record_id: one.level for one in before.achievements if is_good(one)}
    now = {one.record_id: one.level for one in after.achievements}
    assume(record.id in levels)
    assert LEVELS.index(now[record.id]) >= LEVELS.index(levels[record.id])


def test_a_clause_that_is_not_covered_holds_nothing() -> None:
    record, hits = achievements()[0], around(0)
    first = asking(record)
    before = match(first, hits)
    assert before.achievements and is_good(before.achievements[0])
    covered = held_levels(asking(record, record.title), hits, (first, before))
    assert covered[record.id] == before.achievements[0].level
    assert held_levels(asking(record, "把废旧渔网回收成纺丝切片"), hits, (first, before)) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"object": "别的东西"},
        {"exclude": ["成都"]},
        {"indicators": [Indicator(name="良率", op=">=", value=99, unit="%")]},
    ],
)
def test_another_need_holds_nothing(changes: dict[str, object]) -> None:
    record, hits = achievements()[0], around(0)
    first = asking(record)
    assert held_levels(asking(record, record.title, **changes), hits, (first, match(first, hits))) == {}
