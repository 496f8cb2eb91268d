"""Records: what is citable, how parameters read, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from knowledge.records import (
    PROTECTED_FIELDS,
    Achievement,
    AnyRecord,
    Expert,
    Parameter,
    Resource,
    ResourceKind,
    Source,
)

RECORD: TypeAdapter[AnyRecord] = TypeAdapter(AnyRecord)
SOURCE = Source(title="示例")


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        (Parameter(name="良率", op=">=", value=98.4, unit="%"), "良率 ≥ 98.4 %"),
        (Parameter(name="转速", op="range", value=3000, value_max=5000, unit="r/min"), "转速 3000–5000 r/min"),
        (Parameter(name="周期", op="<=", value=30, unit="s", condition="25 ℃"), "周期 ≤ 30 s（25 ℃）"),
        (Parameter(name="成本", op="approx", value=3), "成本 约 3"),
    ],
)
def test_parameter_text(parameter: Parameter, text: str) -> None:
    assert parameter.text() == text


def test_protected_fields_are_never_citable() -> None:
    records: list[AnyRecord] = [
        Achievement(id="A", title="甲", source=SOURCE, internal="底价 30 万", contact="138", price="面议"),
        Expert(id="E", title="王", name="王", source=SOURCE, internal="底价 30 万", contact="138"),
        Resource(id="R", title="平台", kind=ResourceKind.PILOT, source=SOURCE, contact="138"),
    ]
    for record in records:
        fields = record.citable_fields()
        assert not PROTECTED_FIELDS & fields.keys()
        assert not any("138" in text or "底价" in text for text in fields.values())
        assert all(fields.values())


@given(st.text(min_size=1, max_size=40), st.text(max_size=200), st.one_of(st.none(), st.integers(1, 9)))
def test_json_round_trip(title: str, summary: str, trl: int | None) -> None:
    if not title.strip():
        return
    record = Achievement(id="A", title=title, summary=summary, trl=trl, source=SOURCE)
    assert RECORD.validate_json(record.model_dump_json()) == record


@pytest.mark.parametrize(
    "change",
    [{"id": ""}, {"id": "x" * 65}, {"title": " "}, {"trl": 10}, {"trl": 0}, {"field": "炼金"}, {"colour": "红"}],
)
def test_invalid_achievement_is_refused(change: dict[str, object]) -> None:
    good = {"id": "A", "title": "甲", "source": {"title": "示例"}, "type": "achievement"}
    RECORD.validate_python(good)
    with pytest.raises(ValidationError):
        RECORD.validate_python(good | change)
