"""Numbers as Chinese technical prose writes them: Arabic, Chinese, scientific, shares, with 万 and 亿.

A scan finds where a number may begin and reads one there; every character is looked at a bounded number of times.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from .numerals import LONG, RUN, Hedge, Number, hedges, parse_han, read_chinese, scale_of
from .tables import fold, load
from .units import read_unit, starts_unit

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_START = re.compile(rf"\d|(?<![\d.])\.(?=\d)|[{RUN}半翻½¼¾⅓⅔⅛⅜⅝⅞]")
_ARABIC = re.compile(r"(?:(?:\d{1,3}(?:,\d{3}){1,6}|\d{1,3}(?:，\d{3}){2,6})(?!\d)|\d++)(?:\.\d++)?|\.\d++")
_WORDS = r"的(?P<minus>负|-)?(?P<word>\d{1,2}|[一二三四五六七八九十]{1,3})次[方幂]"
_EXPONENT = rf"(?:\^|\*\*) ?\(?(?P<caret>[-+]?\d{{1,3}})\)?|(?P<sup>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}})|{_WORDS}"
_LOST = r"[eE](?P<sloppy>[-+]?\d{1,2})|\((?P<bracket>[-+]\d{1,2})\)|(?P<lost>-\d{1,2})"
_POWER = re.compile(rf" ?[×xX*·] ?10(?:{_EXPONENT}|{_LOST})(?!\d)")
_TEN = re.compile(rf"(?:{_EXPONENT})(?!\d)")
_E = re.compile(r"[eE](?P<exp>[-+]?\d{1,3})(?!\d|\.\d)")
_SCALE = re.compile(r" ?(?P<hedge>[余多几来]?) ?(?P<scale>[十百千]?[万亿]{1,2}|个[万亿]|百|千)")
_VAGUE = re.compile(r"(?:好?几|数|若干)(?!据|字|控|值|学|码|量|显|模)[十百千万亿]*")
_SLASH = re.compile(
    r"(?<![\d./A-Za-z])(?P<above>[1-9]\d?)/(?P<below>[2-9]|[1-9]\d)(?= ?(?:英寸|inch|吋|以上|以下|左右|的(?!速)))"
)
_NEXT = re.compile(r"(?P<digits>\d{1,4})(?P<scale>[百千]?万|[百千])")
_TAIL = re.compile(r"\d(?![\d.,%/~:-])")
_TENS = tuple("十百千万亿参分系人倍次函级位基总个多整小指少无有")


def find_numbers(text: str) -> list[Number]:
    """Every number of ``text`` from left to right; numbers do not overlap."""
    return list(scan(fold(text)))


def scan(text: str) -> Iterator[Number]:
    """The numbers of folded ``text``."""
    pos = 0
    while match := _START.search(text, pos):
        number, pos = _read(text, match.start())
        if number is not None:
            yield number


@dataclass(frozen=True, slots=True)
class Vague:
    """A numeral that says no number (几十吨, 数百台): its span and text with the unit, and why it was not read."""

    start: int
    end: int
    text: str
    note: str


def find_vague(text: str) -> list[Vague]:
    """The amounts of ``text`` that cannot be normalised, for saying so."""
    folded = fold(text)
    found = []
    for match in _VAGUE.finditer(folded):
        unit = read_unit(folded, match.end(), True)
        if (unit.text or match[0][-1] in "十百千万亿") and folded[match.start() - 1 : match.start()] not in _TENS:
            span = text[match.start() : unit.end]
            found.append(Vague(match.start(), unit.end, span, f"“{span}”没有确定的数值"))
    return found


def match_number(text: str, pos: int) -> Number | None:
    """The number that begins exactly at ``pos`` of folded ``text``, or None."""
    if not _START.match(text, pos):
        return None
    number, _ = _read(text, pos)
    return number if number is not None and number.start == pos else None


def _read(text: str, pos: int) -> tuple[Number | None, int]:
    """The number at ``pos`` and where to go on; no number where the characters there are none."""
    if text[pos] in "0123456789.":
        number, end = _arabic(text, pos)
    elif text[pos] in _vulgar():
        number, end = Number(_vulgar()[text[pos]], pos, pos + 1), pos + 1
    else:
        number, end = read_chinese(text, pos)
    if number is not None:
        number = _fraction(text, number) or number
    return number, max(end, number.end if number else pos + 1)


@lru_cache(maxsize=1)
def _vulgar() -> dict[str, float]:
    return {row["write"]: row["value"] for row in load("numerals.toml")["vulgar"]}


def _arabic(text: str, pos: int) -> tuple[Number | None, int]:
    match = _ARABIC.match(text, pos)
    if match is None:
        return None, pos + 1
    if part := _SLASH.match(text, pos):
        share = 100 * int(part["above"]) / int(part["below"])
        return Number(share, pos, part.end(), unit="%"), part.end()
    if match.end() - pos > LONG:
        return None, match.end()
    literal = match[0].replace(",", "").replace("，", "")
    power, end = _exponent(text, match.end(), literal)
    # One decimal literal, so that 4.2×10^-5 is the nearest float and not a rounded product.
    value = float(f"1e{power}") if literal == "10" and _is_ten(text, match.end()) else float(f"0{literal}e{power}")
    if not math.isfinite(value):
        return None, end
    number = Number(value, pos, end)
    if text[end : end + 1] in _vulgar() and value == int(value):
        return replace(number, value=value + _vulgar()[text[end]], end=end + 1), end + 1
    return _scaled(text, number), end


def _is_ten(text: str, end: int) -> bool:
    return _TEN.match(text, end) is not None


def _exponent(text: str, end: int, literal: str) -> tuple[int, int]:
    """The power of ten behind a mantissa that ends at ``end``, and where it ends."""
    match = _POWER.match(text, end) or (_TEN.match(text, end) if literal == "10" else None)
    if match:
        groups = match.groupdict()
        written = groups["caret"] or (groups["sup"] or "").translate(_SUPERSCRIPT)
        written = written or (groups.get("bracket") or groups.get("lost") or groups.get("sloppy") or "")
        if written:
            return int(written), match.end()
        size = groups["word"]
        power = int(size) if size.isdigit() else int(parse_han(size) or 0)
        return (-power if groups["minus"] else power), match.end()
    match = _E.match(text, end)
    if match and _is_exponent(text, match):
        return int(match["exp"]), match.end()
    return 0, end


def _is_exponent(text: str, match: re.Match[str]) -> bool:
    """``1E-9Pa`` and ``2e5`` are powers; in ``3E5B`` the letters behind must be a unit."""
    following = text[match.end() : match.end() + 1]
    if not (following.isascii() and following.isalpha()):
        return True
    unit = read_unit(text, match.end()).text
    return bool(unit) and (match["exp"][0] in "+-" or len(unit) > 1 and len(match["exp"]) < 3)


def _fraction(text: str, number: Number) -> Number | None:
    """``3分之1``: a share in per cent."""
    if not text.startswith("分之", number.end) or number.value == 0:
        return None
    above = match_number(text, number.end + 2)
    if above is None:
        return None
    return Number(100 * above.value / number.value, number.start, above.end, han=number.han, unit="%")


def _scaled(text: str, number: Number) -> Number:
    """The number with the multipliers behind it: 5万, 3万5千, 20多万, 20来天."""
    match = _SCALE.match(text, number.end)
    if match is None or _is_unit_or_word(text, match):
        hedge = _hedged(text, number)
        return replace(number, hedge=hedge, end=number.end + 1) if hedge else number
    factor = scale_of(match["scale"].removeprefix("个"))
    value, end = number.value * factor, match.end()
    smallest = factor
    while (more := _NEXT.match(text, end)) and (step := scale_of(more["scale"])) < smallest:
        if starts_unit(text, more.end() - 1):
            break
        value, end, smallest = value + int(more["digits"]) * step, more.end(), step
    if smallest >= 1e4 and end == match.end() and not match["hedge"] and _TAIL.match(text, end):
        value, end = value + int(text[end]) * smallest / 10, end + 1
    hedge = hedges("hedge").get(match["hedge"], "")
    if not hedge and (behind := _hedged(text, replace(number, end=end))):
        hedge, end = behind, end + 1
    return replace(number, value=round(value, 6), end=end, scale=factor, hedge=hedge)


def _is_unit_or_word(text: str, match: re.Match[str]) -> bool:
    """Whether the scale is the head of a unit (5千米, 3百帕) or of a word (3百分点)."""
    last = match.end() - 1
    return text[last] in "百千" and (starts_unit(text, last) or text[last + 1 : last + 2] in ("分", "度", "叶"))


def _hedged(text: str, number: Number) -> Hedge:
    """多 or 来 between a round number and its unit: 30多台, 20来天."""
    hedge = hedges("hedge").get(text[number.end : number.end + 1], "")
    if not hedge or number.value % 10 or not read_unit(text, number.end + 1).text:
        return ""
    return hedge
