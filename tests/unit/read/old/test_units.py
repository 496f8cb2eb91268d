"""Units: recognition, normalisation with pint, and comparison across spellings and magnitudes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.read.old.fold import fold
from agent.read.old.units import clean_unit, compare, convert, normalise_unit
from agent.read.old.units_grammar import match_unit, same_kind

EQUAL = [
    (1.8, "g/cm³", 1800, "kg/m³"),
    (1.8, "克/立方厘米", 1.8, "g/cm3"),
    (2, "t/h", 2000, "kg/h"),
    (25, "℃", 298.15, "K"),
    (260, "wh/kg", 260, "Wh/kg"),
    (155, "mAh/g", 155, "Ah/kg"),
    (3, "μm", 3000, "nm"),
    (3, "μ", 3, "微米"),
    (50, "ppm", 0.005, "%"),
    (5, "‰", 0.5, "%"),
    (5, "万吨/年", 50000, "吨/年"),
    (70, "分贝", 70, "dB(A)"),
    (300, "lx", 300, "勒克斯"),
    (50, "N·m", 50, "牛·米"),
    (10, "次/分", 10, "次/min"),
    (1500, "m²/g", 1500, "㎡/g"),
    (75, "KW", 75000, "W"),
    (250, "PA", 0.25, "kPa"),
    (800, "m3/h", 800, "立方米/小时"),
    (12, "N/mm²", 12, "MPa"),
    (3, "W/(m·K)", 3, "W/m·K"),
    (5, "mPa·s", 5, "cP"),
    (30, "mg/Nm3", 30, "mg/m³"),
    (1200, "rpm", 1200, "转/分"),
    (9, "成", 90, "%"),
    (15, "亩", 1, "公顷"),
    (8, "kg?m/s", 8, "kg·m/s"),
]


@pytest.mark.parametrize(("value", "unit", "other", "other_unit"), EQUAL)
def test_spellings_of_one_quantity_are_equal(value: float, unit: str, other: float, other_unit: str) -> None:
    assert compare(value, unit, other, other_unit) == 0
    assert compare(value * 1.01, unit, other, other_unit) == 1
    assert compare(other * 0.99, other_unit, value, unit) == -1
    assert normalise_unit(unit) == normalise_unit(other_unit)


@pytest.mark.parametrize(("left", "right"), [("个", "只"), ("mm", "kg"), ("HRC", "HV"), ("目", "μm"), ("瓶", "瓶/年")])
def test_different_quantities_do_not_compare(left: str, right: str) -> None:
    assert compare(1, left, 1, right) is None


def test_unknown_units_compare_only_with_themselves() -> None:
    assert normalise_unit("黑曾度数") is None
    assert compare(2, "黑曾度数", 3, "黑曾度数") == -1
    assert compare(2, "黑曾度数", 3, "白曾度数") is None


def test_degree_follows_the_property() -> None:
    assert compare(350, "度", 350, "kWh", context="日耗电量") == 0
    assert compare(60, "度", 60, "℃", context="工作温度") == 0
    assert compare(180, "度", 3.141592653589793, "rad", context="转角") == 0
    assert compare(60, "度", 60, "℃", context="耗电量", other_context="温度") is None


def test_a_pure_number_normalises_to_nothing() -> None:
    assert normalise_unit("") == ""
    assert normalise_unit("%") == ""


@given(
    st.floats(1e-6, 1e9, allow_nan=False),
    st.sampled_from(
        [("mm", "m"), ("MPa", "Pa"), ("g/cm³", "kg/m³"), ("kWh", "J"), ("℃", "K"), ("t/h", "kg/s"), ("°F", "℃")]
    ),
)
def test_conversion_round_trips(value: float, units: tuple[str, str]) -> None:
    there = convert(value, units[0], units[1])
    assert there is not None
    back = convert(there, units[1], units[0])
    assert back == pytest.approx(value, rel=1e-9, abs=1e-6)


@given(st.floats(1e-3, 1e6, allow_nan=False), st.integers(-9, 9))
def test_orders_of_magnitude_are_told_apart(value: float, power: int) -> None:
    wanted = 0 if power == 0 else (-1 if power < 0 else 1)
    assert compare(value * 10.0**power, "mm", value / 1000, "m") == wanted


@pytest.mark.parametrize(
    "unit", [row[1] for row in EQUAL] + ["HRC", "mg/kg", "℃", "A/g", "kV", "CFU/mL", "L/min", "r/min"]
)
def test_a_unit_is_read_whole_after_a_number(unit: str) -> None:
    text = fold(f"12{unit}，其他")
    assert match_unit(text, 2) == (fold(unit), 2 + len(unit))
    assert match_unit(fold(f"12 {unit}，其他"), 2)[0] == fold(unit)


@pytest.mark.parametrize("text", ["12年度", "3分析", "2次要", "5点云", "4组织", "6个性", "2mmx"])
def test_words_that_begin_like_units_are_none(text: str) -> None:
    assert match_unit(text, 1) in (("", 1), ("", 2))


def test_cleaning_and_kinds() -> None:
    assert clean_unit("ｍ² / g") == "m2/g"
    assert same_kind("t", "吨")
    assert not same_kind("t", "kg")
