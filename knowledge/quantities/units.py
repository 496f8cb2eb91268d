"""Which characters after a number are its unit: a scanner over the spellings of ``spellings.toml``.

A unit is a factor (``mm2``, ``万吨``, ``次``), then any number of ``·factor``, ``/factor`` and ``每factor``. Every step
looks at a bounded number of characters, so reading is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ..text import has_han
from .spellings import LONGEST, Spelling, exact_spellings, expand_square, loose_spellings, words
from .tables import fold

HARDNESS = frozenset({"HRC", "HRA", "HRB", "HBW", "HBS", "HB", "HV", "HS", "HLD", "HL"})
"""Hardness scales, which may stand before or after the number."""

_SPACES = re.compile(r"[ \n]{0,3}")
_SCALE = re.compile(r"(?:百万|千万|[万亿千])")
_POWER = re.compile(r"\^?\([-+]?[1-6]\)|\^[-+]?[1-6]|[-+]?[2346](?![\d.])|[⁻⁺]?[¹²³⁴⁵⁶]|-1(?!\d)")
_SCALE_LOAD = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})?(?:/\d{2,5}(?:\.\d)?)?)?")
_DIVISOR = re.compile(r"\d{0,5}[十百千万亿]?")
_CLOCK = re.compile(r"\d{1,2}(?:h|min|s)(?![A-Za-z])")
_JOIN = re.compile(r"[·.*×?]")
_CUT = re.compile(r"[\s，。；、,;)）:（(!?！？]|$")
_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_FACTORS = 6


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as read: its text without spaces, where it ends, and whether the vocabulary holds all of it."""

    text: str
    end: int
    known: bool = True


def read_unit(text: str, pos: int, han_number: bool = False) -> Unit:
    """The unit that follows the number ending at ``pos`` of folded ``text``; an empty one ending at ``pos`` if none.

    After a Chinese numeral only units that do not make a word with it count (一方 and 一对 are words).
    """
    start = _SPACES.match(text, pos).end()  # type: ignore[union-attr]
    scale = _SCALE.match(text, start)
    first = _factor(text, start) or (_factor(text, scale.end()) if scale else None)
    if first is None or (han_number and not first.after_han):
        return Unit("", pos)
    if "\n" in text[pos:start] and first.end == start + 1 and text[start].isascii():
        return Unit("", pos)
    end, known = rest_of_unit(text, first.end, first.known)
    raw = re.sub(r"\s", "", text[start:end])
    shown = first.shown
    return Unit(shown + re.sub(r"\s", "", text[first.end : end]) if shown else raw, end, known)


def match_unit(text: str, pos: int, han_number: bool = False) -> tuple[str, int]:
    """Text and end of ``read_unit``: (unit without spaces, end), or ("", pos)."""
    unit = read_unit(text, pos, han_number)
    return unit.text, unit.end


def starts_unit(text: str, pos: int) -> bool:
    """Whether the character at ``pos`` begins a longer unit, as 千 does in 千瓦 and 百 in 百帕."""
    return any(text[pos:end] in exact_spellings() for end in range(pos + 2, min(len(text), pos + 6) + 1))


def clean_unit(text: str) -> str:
    """``text`` folded, without spaces, superscripts as digits (``m²`` becomes ``m2``)."""
    return re.sub(r"\s+", "", expand_square(fold(text).translate(_SUPER)))


@dataclass(frozen=True, slots=True)
class _Factor:
    end: int
    after_han: bool
    known: bool
    shown: str
    rate: bool = False


def _factor(text: str, pos: int) -> _Factor | None:
    found = find_spelling(text, pos)
    if found is None:
        return None
    spelling, end = found
    if spelling.text in HARDNESS and (load := _SCALE_LOAD.match(text, end)) and _closes(text, load.end()):
        return _Factor(load.end(), True, True, "")
    if spelling.latin and (power := _POWER.match(text, end)) and _power_fits(text, power):
        end = power.end()
    return _Factor(end, spelling.after_han, True, spelling.shown, "/" in spelling.expression)


def find_spelling(text: str, pos: int) -> tuple[Spelling, int] | None:
    """The longest spelling at ``pos`` that ends as a word there, and its end."""
    exact, loose = exact_spellings(), loose_spellings()
    for end in range(min(len(text), pos + LONGEST), pos, -1):
        word = text[pos:end]
        spelling = exact.get(word) or (loose.get(word.lower()) if word.isascii() else None)
        if spelling is None or not spelling.read:
            continue
        following = text[end : end + 1]
        if spelling.latin:
            if not (_closes(text, end) or _POWER.match(text, end) or _number_may_follow(text, word, end)):
                continue
            return spelling, end
        return None if following and following in spelling.not_before else (spelling, end)
    return None


def _number_may_follow(text: str, word: str, end: int) -> bool:
    """HBW10/3000 and 3h30min."""
    return text[end].isdigit() and (word in HARDNESS or (word in ("d", "h", "min") and bool(_CLOCK.match(text, end))))


def _closes(text: str, end: int) -> bool:
    """Whether a Latin spelling may end here: no letter follows, and a digit only as a power."""
    following = text[end : end + 1]
    return not (following.isascii() and following.isalnum())


def _power_fits(text: str, power: re.Match[str]) -> bool:
    """A power is no second number: ``m-3`` at the end or before a sign, but not in ``5m-3m`` or ``2m-4个``."""
    following = text[power.end() : power.end() + 1]
    if following.isascii() and following.isalnum():
        return False
    return not (power[0][0] in "-+" and following and find_spelling(text, power.end()))


def rest_of_unit(text: str, end: int, known: bool = True, inside: bool = False) -> tuple[int, bool]:
    """Where the compound that continues at ``end`` ends, and whether all of it is known; ``inside`` brackets."""
    for _ in range(_FACTORS):
        step = _over(text, end) or _joined(text, end, inside) or _each(text, end)
        if step is None:
            break
        end, known = step[0], known and step[1]
    return end, known


def _over(text: str, end: int) -> tuple[int, bool] | None:
    pos = end + (text[end : end + 1] == " ")
    if text[pos : pos + 1] != "/":
        return None
    pos += 1 + (text[pos + 1 : pos + 2] == " ")
    if text[pos : pos + 1] == "(":
        inner = _below(text, pos + 1)
        if inner is None:
            return None
        close, known = rest_of_unit(text, *inner, inside=True)
        return (close + 1, known) if text[close : close + 1] == ")" else None
    return _below(text, pos)


def _below(text: str, pos: int) -> tuple[int, bool] | None:
    """What may stand under the stroke: a factor with a number before it, a person or a machine, or one unknown word."""
    number = _DIVISOR.match(text, pos)
    for start in dict.fromkeys((pos, number.end() if number else pos)):
        factor = _factor(text, start)
        if factor and (start == pos or not factor.rate):
            return factor.end, factor.known
        if text[start : start + 1] in words("per"):
            return start + 1, True
    if has_han(text[pos : pos + 1]) and _CUT.match(text, pos + 1):
        return pos + 1, False
    return None


def _joined(text: str, end: int, inside: bool) -> tuple[int, bool] | None:
    if _JOIN.match(text, end):
        number = _DIVISOR.match(text, end + 1) if inside else None
        factor = _factor(text, end + 1) or (_factor(text, number.end()) if number else None)
        if factor and (text[end] == "·" or text[end + 1].isascii() or text[end + 1] in "μΩ"):
            return factor.end, factor.known
        return None
    if text[end : end + 1] == " " and text[end - 1].isascii() and (found := find_spelling(text, end + 1)):
        factor = _factor(text, end + 1)
        if factor and found[0].text in words("after_space") and _CUT.match(text, factor.end):
            return factor.end, factor.known
    return None


def _each(text: str, end: int) -> tuple[int, bool] | None:
    """``m每秒``; not where the words behind it begin another amount (5公斤每天8小时)."""
    if text[end : end + 1] != "每":
        return None
    below = _below(text, end + 1)
    if below is None or re.match(r" ?[\d一二两三四五六七八九十半]", text[below[0] : below[0] + 2]):
        return None
    return below


@lru_cache(maxsize=2048)
def same_kind(left: str, right: str) -> bool:
    """Whether two units are spellings of one unit, such as ``t`` and ``吨`` (multiples are not looked at)."""
    return left == right or _plain(left) == _plain(right)


def _plain(unit: str) -> str:
    spelling = exact_spellings().get(unit) or loose_spellings().get(unit.lower())
    return spelling.expression if spelling and spelling.expression else unit
