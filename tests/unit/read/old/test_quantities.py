"""The quantity grammar: operators, ranges, tolerances, shared units, and what is no quantity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.read.old.fold import fold
from agent.read.old.quantities import Quantity, find_quantities

Row = tuple[str | None, float, float | None, str]


def _row(quantity: Quantity) -> Row:
    return quantity.op, quantity.value, quantity.value_max, quantity.unit


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("不低于98.5%", (">=", 98.5, None, "%")),
        ("≧３０ｋＮ", (">=", 30, None, "kN")),
        ("小于等于5mm", ("<=", 5, None, "mm")),
        ("不得超过20秒", ("<=", 20, None, "秒")),
        ("超过3米以上", (">", 3, None, "米")),
        ("低于70分贝", ("<", 70, None, "分贝")),
        ("约9分钟", ("approx", 9, None, "分钟")),
        ("65%左右", ("approx", 65, None, "%")),
        ("2天以内", ("<=", 2, None, "天")),
        ("三层以上", (">=", 3, None, "层")),
        ("7-9mm", ("range", 7, 9, "mm")),
        ("35～50％", ("range", 35, 50, "%")),
        ("15%---20%", ("range", 15, 20, "%")),
        ("5mm至8mm", ("range", 5, 8, "mm")),
        ("-40℃到85℃", ("range", -40, 85, "℃")),
        ("20~80亿CFU/g", ("range", 2e9, 8e9, "CFU/g")),
        ("800kPa～1.2MPa", ("range", 0.8, 1.2, "MPa")),
        ("(0.5~0.8)Ω", ("range", 0.5, 0.8, "Ω")),
        ("220≤HB<260", ("range", 220, 260, "HB")),
        ("0.5mm<d≤3mm", ("range", 0.5, 3, "mm")),
        ("HRC58-62", ("range", 58, 62, "HRC")),
        ("≥HRC45", (">=", 45, None, "HRC")),
        ("≥45HRC", (">=", 45, None, "HRC")),
        ("HV≥900", (">=", 900, None, "HV")),
        ("20±0.5mm", ("range", 19.5, 20.5, "mm")),
        ("不大于百分之五", ("<=", 5, None, "%")),
        ("大于九成五", (">", 9.5, None, "成")),
        ("≤1×10^-5Pa·m³/s", ("<=", 1e-5, None, "Pa·m³/s")),
        ("300万像素以上", (">=", 3e6, None, "像素")),
        ("不低于60 t/h", (">=", 60, None, "t/h")),
    ],
)
def test_one_quantity(text: str, row: Row) -> None:
    assert [_row(q) for q in find_quantities(fold(text))] == [row]


@pytest.mark.parametrize(
    "text", ["GB/T19001-2016", "YE3-160M-4", "42CrMo", "ISO9001", "6061-T6", "DN50", "A-203", "V2.0", "H62"]
)
def test_model_and_standard_names_hold_no_measured_quantity(text: str) -> None:
    assert [q for q in find_quantities(fold(text)) if len(q.unit) > 1 or q.op not in (None, "range")] == []


def test_sign_and_cue_are_kept_for_the_reader() -> None:
    signed = find_quantities("控制在±3℃")[0]
    assert (signed.signed, signed.cue, signed.value) == (True, "down", 3)
    assert find_quantities("提高到98%")[0].cue == "up"
    assert find_quantities("达到98%")[0].cue == "reach"
    assert find_quantities("优于0.1mm")[0].better


@given(
    st.sampled_from(
        [("≥", ">="), ("≤", "<="), ("＞", ">"), ("＜", "<"), ("不低于", ">="), ("不超过", "<="), ("大于", ">")]
    ),
    st.decimals("0.001", 99999, places=3),
    st.sampled_from(["mm", "MPa", "℃", "kg/m³", "mAh/g", "吨/年", "次/分", "%"]),
    st.sampled_from(["", " ", "\n"]),
    st.sampled_from(["", " "]),
)
def test_spacing_and_width_do_not_matter(
    operator: tuple[str, str], value: object, unit: str, before: str, between: str
) -> None:
    text = f"指标{operator[0]}{before}{value}{between}{unit}。"
    for written in (text, "".join(chr(ord(c) + 0xFEE0) if c in "0123456789.%" else c for c in text)):
        folded = fold(written)
        found = find_quantities(folded)
        assert [_row(q) for q in found] == [(operator[1], float(str(value)), None, unit)]
        assert folded[found[0].start : found[0].end].startswith(fold(operator[0]))


@given(st.integers(0, 500), st.integers(1, 500), st.sampled_from(["-", "~", "～", "—", "－", "至", "到", "--"]))
def test_ranges_in_all_separators(low: int, width: int, separator: str) -> None:
    found = find_quantities(fold(f"{low}{separator}{low + width}mm"))
    assert [_row(q) for q in found] == [("range", low, low + width, "mm")]


@given(st.text(alphabet="0123456789-~±≥≤<>.%mkgPa年个万亿十百不低于（） \n", max_size=40))
def test_spans_are_ordered_and_inside(text: str) -> None:
    folded = fold(text)
    last = 0
    for quantity in find_quantities(folded):
        assert last <= quantity.start <= quantity.at <= quantity.tail <= quantity.end <= len(text)
        assert quantity.value_max is None or quantity.value <= quantity.value_max
        last = quantity.end
