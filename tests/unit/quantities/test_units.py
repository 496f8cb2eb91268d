"""Units of the room: recognition in compounds, comparison, what is known, and a door that loads nothing early."""

from __future__ import annotations

import subprocess
import sys

import pytest

from knowledge.quantities import (
    clean_unit,
    compare,
    convert,
    find_quantities,
    find_vague,
    match_unit,
    normalise_unit,
    read_unit,
    same_kind,
)

EQUAL = [
    (0.01, "mm/300mm", 0.01 / 0.3, "mm/m"),
    (1, "m每秒", 3.6, "km/h"),
    (8, "L/百公里", 0.08, "L/km"),
    (60, "mL/100g", 0.6, "mL/g"),
    (1, "kJ/(kg·K)", 1, "kJ/kg·K"),
    (5, "元/吨/年", 5, "元/(吨·年)"),
    (80, "吨/天", 80, "t/d"),
    (750, "HV0.3", 750, "HV"),
    (2, "丝", 20, "μm"),
    (1, "斤", 0.5, "公斤"),
    (3, "两", 150, "克"),
    (500, "华里", 250, "km"),
    (1, "光年", 9.4607304725808e12, "km"),
    (3, "冷吨", 3 * 3.51685284, "kW"),
    (1, "tce", 29307.6, "MJ"),
    (5, "百帕", 500, "Pa"),
    (100, "ppm", 0.01, "%"),
    (3, "‱", 0.03, "%"),
    (2, "小时", 120, "分钟"),
    (2, "个月", 2, "月"),
    (1, "平方厘米", 100, "mm2"),
    (1, "mil", 25.4, "μm"),
    (5, "MPA", 5000, "kpa"),
    (1, "㎡", 1, "m²"),
]


@pytest.mark.parametrize(("value", "unit", "other", "other_unit"), EQUAL)
def test_spellings_of_one_quantity_compare(value: float, unit: str, other: float, other_unit: str) -> None:
    assert compare(value * 1.001, unit, other, other_unit) == 1
    assert compare(value * 0.999, unit, other, other_unit) == -1
    assert convert(value, unit, other_unit) == pytest.approx(other, rel=1e-6)
    assert normalise_unit(unit) == normalise_unit(other_unit)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("个", "只"),
        ("mm", "kg"),
        ("HRC", "HV"),
        ("目", "μm"),
        ("dB", "%"),
        ("吨/天", "吨"),
        ("邵A", "邵D"),
        ("xyz", "mm"),
    ],
)
def test_different_quantities_do_not_compare(left: str, right: str) -> None:
    assert compare(1, left, 1, right) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("5kg·m/s，", "kg·m/s"),
        ("5W·m-1·K-1，", "W·m-1·K-1"),
        ("5 Pa s，", "Pas"),
        ("5mg/(L·d)；", "mg/(L·d)"),
        ("5件/人，", "件/人"),
        ("5m-3m", "m"),
        ("2m-4个", "m"),
        ("5mm×3mm", "mm"),
        ("20H7", ""),
        ("4K/60fps", "K"),
        ("5mmx", ""),
    ],
)
def test_compounds_end_where_they_end(text: str, unit: str) -> None:
    assert match_unit(text, 1)[0] == unit


def test_what_is_not_known_keeps_its_text_and_says_so() -> None:
    [unknown] = find_quantities("≥5 xyz")
    assert (unknown.unit, unknown.unit_known, unknown.note) == ("xyz", False, "单位“xyz”未收录，照原样保留")
    assert not read_unit("5元/簸", 1).known
    assert [vague.text for vague in find_vague("几十吨废水，数百台设备，几何形状，数据")] == ["几十吨", "数百台"]


def test_parts_nominal_and_hedges_are_kept() -> None:
    assert find_quantities("一公斤二两")[0].parts == ((1.0, "公斤"), (2.0, "两"))
    assert find_quantities("φ20+0.05/-0.02")[0].nominal == 20
    assert find_quantities("20来天")[0].hedge == "about"
    assert find_quantities("≤10-4Pa")[0].note == "“10-4”读作 10^-4"


def test_cleaning_and_kinds() -> None:
    assert clean_unit("ｍ² / g") == "m2/g"
    assert clean_unit("㎏/㎡") == "kg/m2"
    assert same_kind("t", "吨")
    assert same_kind("公斤", "kg")
    assert not same_kind("t", "kg")


def test_the_door_reads_no_file_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, builtins, io\n"
        "import knowledge.text\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(args[0]) if event == 'open' else None)\n"
        "import knowledge.quantities\n"
        "data = [name for name in opened if str(name).endswith(('.toml', '.txt'))]\n"
        "print([m for m in ('pint', 'numpy', 'pydantic', 'sqlalchemy') if m in sys.modules], data)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] []"
