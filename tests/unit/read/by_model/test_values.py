"""A proposed value holds when its quote stands in the message and its number, unit and direction in the quote."""

from __future__ import annotations

from typing import Any

import pytest

from agent.read.by_model.values import MONEY, NO_NUMBER, NO_QUOTE, OTHER_WAY, checked

TEXT = (
    "轴承座磨削后圆度只有 8 μm，图纸要求不大于3μm；返修率一成二，想压到百分之四以内；"
    "模具寿命16万冲次，争取25万冲次以上；"
    "槽宽 8±0.5mm，烘烤温度 120~150 ℃；单件成本要降三成，预算80万元，厂里有120人"
)


def row(value: float, quote: str, op: str = "<=", unit: str = "", name: str = "圆度", **more: Any) -> dict[str, Any]:
    return {"name": name, "op": op, "value": value, "unit": unit, "quote": quote, **more}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (row(3, "图纸要求不大于3μm", unit="μm"), "圆度 ≤ 3 μm"),
        (row(3, "要求不大于 3 μm", unit="微米"), "圆度 ≤ 3 μm"),
        (row(4, "想压到百分之四以内", unit="%", name="返修率"), "返修率 ≤ 4 %"),
        (row(250_000, "争取25万冲次以上", ">=", "冲次", "模具寿命"), "模具寿命 ≥ 250000 冲次"),
        (row(25, "争取25万冲次以上", ">=", "万冲次", "模具寿命"), "模具寿命 ≥ 250000 冲次"),
        (row(7.5, "槽宽 8±0.5mm", "range", "mm", "槽宽", max=8.5), "槽宽 7.5–8.5 mm"),
        (row(120, "烘烤温度 120~150 ℃", "range", "℃", "烘烤温度", max=150), "烘烤温度 120–150 ℃"),
        (row(30, "单件成本要降三成", ">=", "%", "单件成本降低"), "单件成本降低 ≥ 30 %"),
    ],
)
def test_code_reads_the_number_from_the_quote(given: dict[str, Any], shown: str) -> None:
    found = checked(given, TEXT, target=True)
    assert found.problem == "" and found.value is not None
    assert found.value.text().replace(" ", "") == shown.replace(" ", "") and found.value.quote in TEXT


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (row(3, "图纸要求不大于3mm", unit="mm"), NO_QUOTE),
        (row(2, "图纸要求不大于3μm", unit="μm"), NO_NUMBER),
        (row(3, "图纸要求不大于3μm", ">=", "μm"), OTHER_WAY),
        (row(800_000, "预算80万元", ">=", "元"), MONEY),
        (row(150, "烘烤温度 120~150 ℃", unit="℃"), NO_NUMBER),
    ],
)
def test_what_the_quote_does_not_hold_is_refused(given: dict[str, Any], problem: str) -> None:
    assert checked(given, TEXT, target=True, budget=800_000).problem == problem


def test_a_present_value_stands_as_it_is_said() -> None:
    found = checked(row(8, "圆度只有 8 μm", "=", "μm"), TEXT, target=False).value
    assert found is not None and (found.op, found.value, found.unit) == ("=", 8, "μm")


def test_a_number_of_a_table_keeps_the_unit_of_its_head() -> None:
    table = "项目\t单位\t现状\t目标\n单件能耗\tkWh/t\t780\t620"
    found = checked(row(620, "单件能耗\tkWh/t\t780\t620", "<=", "kWh/t", "单件能耗"), table, target=True).value
    assert found is not None and (found.value, found.unit) == (620, "kWh/t")


def test_a_name_of_words_that_nobody_said_is_left_out() -> None:
    found = checked(row(3, "图纸要求不大于3μm", unit="μm", name="抗腐蚀能力"), TEXT, target=True).value
    assert found is not None and found.name == "指标"
