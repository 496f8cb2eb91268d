from __future__ import annotations

import json
from datetime import date

from agent.read.export import card_row, decompose_row
from agent.schema import Indicator, RequirementCard, SubRequirement

KEYS = [
    "rid",
    "field",
    "sub_requirements",
    "indicators",
    "baselines",
    "budget_cny",
    "deadline",
    "cooperation",
    "vague",
    "questions",
]


def test_a_row_has_the_agreed_keys_and_is_json() -> None:
    row = decompose_row("r1", "阀门密封", "密封面易泄漏，要求泄漏率小于10ppm，预算20万元。", today=date(2026, 3, 1))
    assert list(row) == KEYS
    assert json.loads(json.dumps(row, ensure_ascii=False)) == row
    assert row["budget_cny"] == 200_000 and row["deadline"] is None
    assert set(row["indicators"][0]) == {"name", "op", "value", "value_max", "unit", "quote"}
    assert row["indicators"][0]["op"] == "<"


def test_suggestions_are_left_out() -> None:
    card = RequirementCard(
        sub_requirements=[SubRequirement(id="S1", text="甲"), SubRequirement(id="S2", text="乙", suggestion=True)],
        indicators=[Indicator(name="硬度", op=">=", value=60, unit="HRC", suggestion=True)],
    )
    row = card_row("r2", card)
    assert [item["text"] for item in row["sub_requirements"]] == ["甲"]
    assert row["indicators"] == [] and row["field"] is None
