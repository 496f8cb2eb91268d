"""What holds for every text: round trips, spacing, magnitudes, spans, and time that grows with the length only."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.quantities import (
    Operator,
    compare,
    find_money,
    find_numbers,
    find_quantities,
    find_vague,
    fold,
    show_amount,
    show_money,
    show_number,
)
from knowledge.quantities.show import Style

UNITS = ["", "%", "mm", "kg/m³", "mAh/g", "℃", "吨/年", "次/分", "MPa", "HRC", "dB(A)", "mm/300mm", "小时", "Pa·m3/s"]
ALPHABET = (
    "0123456789.,，-~±≥≤<>（）() /·每万亿千百十一二三半分之元吨米"
    "个天不低于mMkgPaHVφ+eE^×10达到以上内左右两来多翻番几成斤年月时￥wW\n"
)
NUMBERS = st.floats(-1e15, 1e15, allow_nan=False).map(lambda value: float(f"{value:.11g}"))
SIGNED: list[Operator] = [">=", "<=", ">", "<", "approx"]


@given(NUMBERS)
@example(1e-9)
@example(12345678.0)
@example(1e9)
@example(-0.0001)
def test_a_shown_number_is_read_again(value: float) -> None:
    shown = show_number(value).removeprefix("-")
    assert [number.value for number in find_numbers(shown)] == [pytest.approx(abs(value), rel=1e-11)]


@given(st.sampled_from(SIGNED), NUMBERS, st.sampled_from(UNITS), st.sampled_from(["card", "tight", "words", "english"]))
def test_a_shown_amount_is_read_again(op: Operator, value: float, unit: str, style: Style) -> None:
    [found] = find_quantities(show_amount(op, value, None, unit, style=style))
    assert (found.op, found.value_max, found.unit) == (op, None, unit)
    assert found.value == pytest.approx(value, rel=1e-11)


@settings(deadline=None)  # units of the two ends may need pint
@given(NUMBERS, NUMBERS, st.sampled_from(UNITS), st.sampled_from(["card", "tight", "english"]))
def test_a_shown_range_is_read_again(left: float, right: float, unit: str, style: Style) -> None:
    low, high = sorted((left, right))
    [found] = find_quantities(show_amount("range", low, high, unit, style=style))
    assert (found.op, found.unit) == ("range", unit)
    assert (found.value, found.value_max) == (pytest.approx(low, rel=1e-11), pytest.approx(high, rel=1e-11))


@given(st.integers(1, 10**13))
def test_shown_money_is_read_again(yuan: int) -> None:
    assert [money.yuan for money in find_money(show_money(yuan))] == [pytest.approx(yuan, rel=1e-11)]


@given(
    st.sampled_from([("≥", ">="), ("不低于", ">="), ("不高于", "<="), ("＞", ">"), ("约", "approx"), ("≯", "<=")]),
    st.decimals("0.001", 99999, places=3),
    st.sampled_from([unit for unit in UNITS if unit and unit != "HRC"]),
    st.sampled_from(["", " ", "\u3000"]),
    st.sampled_from(["", " ", "\u3000"]),
)
def test_spacing_and_width_do_not_matter(
    op: tuple[str, str], value: object, unit: str, before: str, between: str
) -> None:
    text = f"指标{op[0]}{before}{value}{between}{unit}。"
    wide = "".join(chr(ord(c) + 0xFEE0) if c in "0123456789.%" else c for c in text)
    for written in (text, wide):
        [found] = find_quantities(written)
        assert (found.op, found.value, found.unit) == (op[1], float(str(value)), unit)


@given(st.integers(1, 999), st.sampled_from([("千", 1e3), ("万", 1e4), ("百万", 1e6), ("千万", 1e7), ("亿", 1e8)]))
def test_multipliers_are_orders_of_magnitude(value: int, scale: tuple[str, float]) -> None:
    word, factor = scale
    assert [found.value for found in find_quantities(f"{value}{word}个")] == [value * factor]
    assert [money.yuan for money in find_money(f"{value}{word}元")] == [value * factor]


@settings(deadline=None)  # the first call builds the pint registry
@given(st.floats(1e-3, 1e6), st.integers(-9, 9))
def test_orders_of_magnitude_are_told_apart(value: float, power: int) -> None:
    wanted = 0 if power == 0 else (-1 if power < 0 else 1)
    assert compare(value * 10.0**power, "mm/300mm", value / 0.3, "mm/m") == wanted


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=80), st.text(alphabet=ALPHABET, max_size=80)))
def test_no_text_breaks_reading_and_spans_are_ordered_and_inside(text: str) -> None:
    folded, last = fold(text), 0
    assert len(folded) == len(text)
    assert fold(folded) == folded
    for quantity in find_quantities(text):
        assert last <= quantity.start <= quantity.at <= quantity.tail <= quantity.end <= len(text)
        assert quantity.value_max is None or quantity.value <= quantity.value_max
        last = quantity.end
    ends = [0]
    for number in find_numbers(text):
        assert ends[-1] <= number.start < number.end <= len(text)
        ends.append(number.end)
    for money in find_money(text):
        assert 0 <= money.quote_start <= money.start < money.end <= len(text)
        assert money.low is None or money.low <= money.yuan
    for vague in find_vague(text):
        assert text[vague.start : vague.end] == vague.text


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def _mixed(alphabet: str) -> Callable[[int], str]:
    return lambda size: "".join(random.Random(size).choices(alphabet, k=size))


TEXTS = {
    "ones": _repeated("1"),
    "budgets": _repeated("预算50万元"),
    "spaces": _repeated(" "),
    "grouped": _repeated("1,"),
    "ranges": _repeated("1~±"),
    "dashes": lambda size: "5" + "-" * size,
    "numerals": _repeated("一二两半百万"),
    "powers": _repeated("10^-"),
    "rates": _repeated("每天"),
    "letters": lambda size: "5" + "m" * size,
    "strokes": lambda size: "5m" + "/m" * (size // 2),
    "tails": _repeated("不低于的5的"),
    "lines": _repeated("5\n"),
    "grammar": _mixed(ALPHABET),
    "any": _mixed("".join(chr(code) for code in range(32, 0x10000, 7) if not 0xD800 <= code < 0xE000)),
}


def _seconds(read: Callable[[str], object], text: str) -> float:
    """Processor time of one reading, the least of three: a neighbour may take the cache."""
    return min(_once(read, text) for _ in range(3))


def _once(read: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    read(text)
    return time.process_time() - start


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("read", [find_quantities, find_money, find_vague])
def test_time_grows_with_the_length_only(read: Callable[[str], object], name: str) -> None:
    """Eight times the text takes about eight times the work; were it quadratic, it would take sixty-four times."""
    read("预热≥5mm")
    short, long = _seconds(read, TEXTS[name](12_500)), _seconds(read, TEXTS[name](100_000))
    assert long < 24 * max(short, 0.002)
