"""The number grammar: round trips over Arabic, Chinese, scaled and scientific writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.read.old.fold import fold
from agent.read.old.numbers import find_numbers, match_number, parse_han

DIGITS = "零一二三四五六七八九"


def _section(value: int) -> str:
    """1..9999 as a Chinese numeral."""
    out, gap = "", False
    for power, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            out += ("零" if gap and out else "") + DIGITS[digit] + sign
            gap = False
        else:
            gap = True
    return out


def _han(value: int) -> str:
    if value == 0:
        return "零"
    parts: list[str] = []
    for power, sign in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section = value // power % 10**4
        if section:
            zero = "零" if parts and section < 1000 else ""
            parts.append(zero + _section(section) + sign)
    return "".join(parts)


@given(st.integers(1, 10**12 - 1))
def test_chinese_numerals_round_trip(value: int) -> None:
    assert parse_han(_han(value)) == value


@given(st.integers(0, 10**9))
def test_plain_grouped_and_full_width_integers_agree(value: int) -> None:
    for text in (str(value), f"{value:,}", "".join(chr(ord(c) + 0xFEE0) for c in str(value))):
        found = find_numbers(fold(text))
        assert [n.value for n in found] == [value]
        assert (found[0].start, found[0].end) == (0, len(text))


@given(st.decimals(0, 10**6, places=3, allow_nan=False, allow_infinity=False))
def test_decimals_keep_their_value(value: object) -> None:
    number = match_number(str(value), 0)
    assert number is not None
    assert number.value == float(str(value))


@given(st.integers(1, 999), st.integers(-12, 12))
def test_scientific_writings_agree(mantissa: int, power: int) -> None:
    superscript = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    writings = [f"{mantissa}×10^{power}", f"{mantissa}×10{superscript}", f"{mantissa}x10^({power})"]
    if power:
        writings.append(f"{mantissa}e{power:+d}")
    for text in writings:
        number = match_number(fold(text), 0)
        assert number is not None, text
        assert number.value == float(f"{mantissa}e{power}"), text
        assert number.end == len(text), text


@given(st.integers(-12, 12))
def test_a_bare_power_of_ten_is_a_number(power: int) -> None:
    superscript = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    for text in (f"10^{power}", f"10^({power})", f"10{superscript}"):
        number = match_number(text, 0)
        assert number is not None, text
        assert (number.value, number.end) == (float(f"1e{power}"), len(text)), text


@given(st.integers(1, 9999), st.sampled_from([("千", 1e3), ("万", 1e4), ("十万", 1e5), ("百万", 1e6), ("亿", 1e8)]))
def test_scale_words_multiply(value: int, scale: tuple[str, float]) -> None:
    word, factor = scale
    for text in (f"{value}{word}", f"{value} {word}", f"{value}余{word}"):
        number = match_number(text, 0)
        assert number is not None
        assert number.value == value * factor
        assert number.scale == factor


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两万五", 25000),
        ("一万零五", 10005),
        ("十二点五", 12.5),
        ("二〇二五", 2025),
        ("半", 0.5),
        ("三亿", 3e8),
        ("十", 10),
    ],
)
def test_chinese_shapes(text: str, value: float) -> None:
    assert parse_han(text) == value


@pytest.mark.parametrize("text", ["点五", "万", "", "零点点", "abc"])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert parse_han(text) is None


@pytest.mark.parametrize("text", ["5千克", "10千瓦", "3千米"])
def test_kilo_units_are_no_scale(text: str) -> None:
    number = match_number(text, 0)
    assert number is not None
    assert number.scale == 1


@given(st.text(max_size=40))
def test_fold_keeps_length_and_spans_stay_inside(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    ends = [0]
    for number in find_numbers(folded):
        assert ends[-1] <= number.start < number.end <= len(text)
        ends.append(number.end)
