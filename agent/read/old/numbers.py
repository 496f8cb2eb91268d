"""Numbers as Chinese technical prose writes them: Arabic, Chinese, scientific, with 万 and 亿.

All functions read folded text (``fold.fold``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")

_ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)|\d{1,18})(?:\.\d{1,18})?|(?<![\d.])\.\d{1,18}"
_POWER = r" ?[×xX*] ?10(?:\^ ?\(?(?P<caret>[-+]?\d{1,2})\)?|(?P<sup>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})|(?P<minus>-\d{1,2}))"
_TEN = r"(?<![\d.])10(?:\^ ?\(?(?P<ten>[-+]?\d{1,2})\)?|(?P<tensup>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))(?!\d)"
_EXPONENT = r"[eE](?P<exp>[-+]?\d{1,2})(?![\d.A-Za-z])"
_SCALE = r"(?P<more>余|多|几)?(?P<scale>[十百千]?[万亿]{1,2}|百|千(?![克瓦米帕伏赫卡焦牛安兆比]))"
_HAN = r"(?!百?[百千万]分之|零[^\d零〇一二三四五六七八九点])[零〇一二两三四五六七八九十百千万亿]{1,24}(?:点[零〇一二三四五六七八九]{1,12})?"

_NUMBER = re.compile(
    rf"{_TEN}|(?P<arabic>{_ARABIC})(?:{_POWER}|{_EXPONENT})?(?: ?{_SCALE})?|(?P<class>[十百千]?[万亿千百])(?=吨级|公里级|米级|公斤级|伏级)|(?P<han>{_HAN}|半)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """One number: its value, its span in the text, and how it was written.

    ``scale`` is the factor of a trailing 万/亿/千 (1 when none), already multiplied into ``value``.
    """

    value: float
    start: int
    end: int
    han: bool = False
    scale: float = 1.0


def parse_han(text: str) -> float | None:
    """Value of a Chinese numeral such as 一千二百, 两万五, 十二点五 or 二〇二五; None when it is none."""
    if text == "半":
        return 0.5
    whole, _, fraction = text.partition("点")
    value = _whole(whole)
    if value is None:
        return None
    if not fraction:
        return value
    if any(c not in _DIGITS for c in fraction):
        return None
    return float(f"{value:.0f}." + "".join(str(_DIGITS[c]) for c in fraction))


def _whole(text: str) -> float | None:
    if not text or any(c not in _DIGITS and c not in _SMALL and c not in _LARGE for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return float("".join(str(_DIGITS[c]) for c in text))
    total = section = 0
    digit: int | None = None
    last = 1
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
            if c in "零〇":
                last = 10
        elif c in _SMALL:
            section += (1 if digit is None else digit) * _SMALL[c]
            digit, last = None, _SMALL[c]
        else:
            section += digit or 0
            if section == 0 and total == 0:
                return None
            total = (total + section) * _LARGE[c] if c == "亿" else total + section * _LARGE[c]
            section, digit, last = 0, None, _LARGE[c]
    return float(total + section + (digit or 0) * (last // 10 or 1))


def _scale(text: str | None) -> float:
    factor = 1.0
    for c in text or "":
        factor *= _SMALL.get(c) or _LARGE[c]
    return factor


def _arabic(match: re.Match[str]) -> tuple[float, float]:
    mantissa = match["arabic"].replace(",", "")
    power = match["caret"] or match["minus"] or match["exp"]
    if match["sup"]:
        power = match["sup"].translate(_SUPERSCRIPT)
    factor = _scale(match["scale"])
    literal = mantissa if mantissa[0] != "." else "0" + mantissa
    # One decimal literal, so that 4.2×10^-5 is the nearest float and not a rounded product.
    value = float(f"{literal}e{int(power)}") if power else float(literal)
    scaled = value * factor
    return (round(scaled, 6) if factor > 1 else scaled), factor


def match_number(text: str, pos: int) -> Number | None:
    """The number that begins exactly at ``pos`` of folded ``text``, or None."""
    match = _NUMBER.match(text, pos)
    return _number(match) if match else None


def _number(match: re.Match[str]) -> Number | None:
    if power := match["ten"] or (match["tensup"] or "").translate(_SUPERSCRIPT):
        return Number(float(f"1e{int(power)}"), match.start(), match.end())
    if match["arabic"] is not None:
        value, factor = _arabic(match)
        return Number(value, match.start(), match.end(), scale=factor)
    if match["class"]:
        return Number(_scale(match["class"]), match.start(), match.end())
    value_han = parse_han(match["han"])
    return None if value_han is None else Number(value_han, match.start(), match.end(), han=True)


def find_numbers(text: str) -> list[Number]:
    """Every number of folded ``text`` from left to right; numbers do not overlap."""
    return [n for n in (_number(m) for m in _NUMBER.finditer(text)) if n is not None]
