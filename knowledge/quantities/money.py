"""Sums of money in yuan: 80万元, ￥1,200,000, 伍拾万元整, 预算50w, 二三十万, 30万到50万之间.

Only sums are read; a price per unit (800元/吨) and foreign currency are none. Which sum is a budget is decided
elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .numbers import scan
from .numerals import Number, scale_of
from .operators import rate_before
from .tables import fold, load, longest_at

_TAIL = re.compile(r" ?(?P<hedge>[余多来]?) ?(?P<scale>[十百千]?[万亿])? ?")
_JOIN = re.compile(r" ?(?:[-~]+|到|至) ?\Z")
_CLOSING = re.compile(r" ?[整正]")
_NOT_MONEY = re.compile(r"块(?=[^，。,.;；、 \n钱整左以的/])|角(?!钱)|元(?=[素件器])")
_STOPS = "。；;，,\n！？"


@dataclass(frozen=True, slots=True)
class Money:
    """One sum of money in a folded text: yuan, its span, and the clause start that its quote begins at.

    A range counts as its upper end and keeps the lower one in ``low``; ``about`` marks 来, 多 and 左右.
    """

    yuan: float
    start: int
    end: int
    quote_start: int
    low: float | None = None
    about: bool = False


def find_money(text: str) -> list[Money]:
    """Every sum in yuan in ``text`` from left to right."""
    text = fold(text)
    found: list[Money] = []
    before: tuple[Number, str] | None = None
    for number in scan(text):
        sum_ = _sum(text, number, found[-1] if found else None)
        if sum_ is not None:
            sum_ = _ranged(text, sum_, number, before, found)
            if found and sum_.start <= found[-1].start:
                found.pop()
            found.append(sum_)
        before = (number, text[number.start : number.end])
    return found


def money_meant(text: str, pos: int, floor: int = 0) -> bool:
    """Whether the clause before ``pos`` of folded ``text`` speaks of money, so that 50w there is 500,000 yuan."""
    cue = load("money.toml")["cue"]
    begin = max(floor, pos - cue["reach"])
    window = text[max(begin, *(text.rfind(mark, begin, pos) + 1 for mark in _STOPS)) : pos]
    return any(word in window for word in _words("cue"))


@lru_cache(maxsize=4)
def _words(section: str) -> tuple[str, ...]:
    return tuple(load("money.toml")[section]["words"].split())


@lru_cache(maxsize=4)
def _rows(section: str) -> dict[str, Any]:
    return {row["write"]: row for row in load("money.toml")[section]}


def currency_before(text: str, pos: int) -> tuple[str, int] | None:
    """Currency of the sign that ends at ``pos``, and where the sign begins: ¥, RMB, 人民币, $."""
    end = pos - (text[pos - 1 : pos] == " ")
    signs = [sign for sign in _rows("sign") if text.endswith(sign, 0, end) and end >= len(sign)]
    if not signs:
        return None
    sign = max(signs, key=len)
    return _rows("sign")[sign]["currency"], end - len(sign)


def _shared_sign(text: str, number: Number, before: Money | None) -> tuple[str, int] | None:
    """The ¥ of ``¥30,000-50,000`` counts for both numbers."""
    signed = before is not None and currency_before(text, before.start + 1) is not None
    joined = before is not None and _JOIN.fullmatch(text, before.end, number.start)
    return ("元", number.start) if signed and joined else None


def letter_factor(text: str, end: int) -> float:
    """Factor of a letter for 万 or 千 that ends the number at ``end``; 0 where another word begins."""
    row = _rows("letter").get(text[end : end + 1])
    following = text[end + 1 : end + 2]
    return float(row["factor"]) if row and not (following.isascii() and following.isalnum()) else 0.0


def _sum(text: str, number: Number, before: Money | None) -> Money | None:
    """The sum that ``number`` states, or None."""
    sign = currency_before(text, number.start) or _shared_sign(text, number, before)
    if (sign and sign[0] != "元") or number.unit:
        return None
    factor, end, scaled = _multiplied(text, number)
    unit = longest_at(text, end, _rows("unit"), 4)
    if unit and (_NOT_MONEY.match(text, end) or not _rows("unit")[unit]["yuan"]):
        return None
    if letter := letter_factor(text, end):
        factor, end, scaled = (factor * letter, end + 1, True) if money_meant(text, number.start) else (0.0, end, False)
    if not factor or not (unit or sign or (scaled and _stands_alone(text, end))):
        return None
    end = end + len(unit)
    end = closing.end() if unit and (closing := _CLOSING.match(text, end)) else end
    if any(text.startswith(per, end + (text[end : end + 1] == " ")) for per in _words("per")):
        return None
    yuan = (number.value if number.high is None else number.high) * factor
    yuan *= _rows("unit")[unit]["yuan"] if unit else 1
    low = None if number.high is None else number.value * factor
    start = sign[1] if sign and sign[1] < number.start else number.start
    if (rate := rate_before(text, start, 0, "元")) and rate.direct:
        return None
    return Money(round(yuan, 6), start, end, _clause_start(text, start), low, bool(number.hedge))


def _multiplied(text: str, number: Number) -> tuple[float, int, bool]:
    """What the number is still to be multiplied with, where that ends, and whether it is stated in ten thousands."""
    bare = load("money.toml")["bare"]["min"]
    tail = _TAIL.match(text, number.end)
    scaled = number.value >= bare if number.han else number.scale >= bare
    if tail is None or not tail["scale"]:
        end = number.end + (text[number.end : number.end + 1] == " ")
        return 1.0, end if longest_at(text, end, _rows("unit"), 4) else number.end, scaled
    return scale_of(tail["scale"]), tail.end(), True


def _stands_alone(text: str, end: int) -> bool:
    """Whether a number in ten thousands without a unit may be a sum: nothing follows it that could be counted."""
    return end >= len(text) or text[end] in load("money.toml")["bare"]["before"]


def _ranged(text: str, money: Money, number: Number, before: tuple[Number, str] | None, found: list[Money]) -> Money:
    """``500-800万元`` and ``30万到50万``: the upper end, from the place where the lower one begins."""
    if before is None or not (join := _JOIN.search(text, max(0, number.start - 6), money.start)):
        return money
    first = before[0]
    joined = found[-1] if found and found[-1].end == join.start() else None
    if joined is not None:
        return Money(money.yuan, joined.start, money.end, joined.quote_start, joined.yuan, money.about)
    if first.end != join.start():
        return money
    ratio = money.yuan / number.value if number.value else 1.0
    low = first.value * number.scale if first.scale == 1 else first.value
    low = low * ratio if low * ratio <= money.yuan else low
    return Money(money.yuan, first.start, money.end, _clause_start(text, first.start), low, money.about)


def _clause_start(text: str, pos: int) -> int:
    begin = max(0, pos - 400)
    start = max(begin, *(text.rfind(mark, begin, pos) + 1 for mark in _STOPS))
    while start < pos and text[start] == " ":
        start += 1
    return start
