"""Chinese numerals: 一千二百, 两万五, 十二点五, 二〇二五, 伍拾万, and the pairs that stand for a range (两三百)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from knowledge.quantities.tables import load

Hedge = Literal["", "more", "about", "least"]


LONG = 40
"""A number of more characters is an identifier and is not read."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number: its value, its span in the text, and how it was written.

    ``scale`` is the factor of a trailing 万/亿/千 (1 when none), already multiplied into ``value``. ``high`` is the
    upper end of an approximate numeral (两三百). ``unit`` is set where the words say it: % for a part of a whole
    (三分之一, 一半), 倍 for 翻番. ``hedge`` tells of 多, 余 and 几 (more), 来 (about) and 上百 (least).
    """

    value: float
    start: int
    end: int
    han: bool = False
    scale: float = 1.0
    high: float | None = None
    unit: str = ""
    hedge: Hedge = ""


@dataclass(frozen=True, slots=True)
class Patterns:
    """What the tables look like in a text: where a number may begin, a numeral, a hedge, 翻番, a power in words."""

    start: re.Pattern[str]
    numeral: re.Pattern[str]
    hedged: re.Pattern[str]
    scaled: re.Pattern[str]
    doubled: re.Pattern[str]
    power: str
    vague: re.Pattern[str]


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """The patterns that the tables of numerals make."""
    data = load("numerals.toml")
    digit = "".join(row["write"] + row["formal"] for row in data["digit"]).replace(" ", "")
    times = "".join(row["write"] + row["formal"] for row in data["multiplier"])
    run = digit + times + "".join(row["write"] for row in data["short"])
    vulgar = "".join(row["write"] for row in data["vulgar"])
    hedge = "".join(row["write"] for row in data["hedge"])
    power = "|".join(row["write"] for row in data["power"])
    vague = "|".join(data["vague"]["words"].split())
    return Patterns(
        start=re.compile(rf"\d|(?<![\d.])\.(?=\d)|[{run}半翻{vulgar}]"),
        numeral=re.compile(rf"[{run}]++(?:点[{digit}]++)?"),
        hedged=re.compile(rf"(?P<hedge>[{hedge}])(?P<scale>[万亿]{{0,2}})"),
        scaled=re.compile(rf" ?(?P<hedge>[{hedge}]?) ?(?P<scale>[十百千]?[万亿]{{1,2}}|个[万亿]|百|千)"),
        doubled=re.compile(rf"翻了?(?:(?P<times>[{digit}]|\d)?{data['doubled'][0]['write']}|一?倍)"),
        power=rf"的(?P<minus>负|-)?(?P<word>\d{{1,2}}|[{digit}{times}]{{1,3}})(?:{power})",
        vague=re.compile(rf"(?:{vague})(?![{data['vague']['not_before']}])[十百千万亿]*"),
    )


@lru_cache(maxsize=1)
def percents() -> dict[str, str]:
    """What 百, 千, 万 and 百万 before 分之 stand for."""
    return {row["write"]: row["unit"] for row in load("numerals.toml")["percent"]}


@lru_cache(maxsize=1)
def _plain() -> dict[int, str]:
    """Formal characters to ordinary ones; 廿 and 卅 to two characters."""
    data = load("numerals.toml")
    rows = (*data["digit"], *data["multiplier"])
    table = {ord(c): row["write"][0] for row in rows for c in "".join(row["formal"].split())}
    return table | {ord(row["write"]): row["means"] for row in data["short"]}


@lru_cache(maxsize=1)
def digits() -> dict[str, int]:
    """Digit characters and their values."""
    return {c: row["value"] for row in load("numerals.toml")["digit"] for c in row["write"].split()}


@lru_cache(maxsize=2)
def multipliers(kind: str) -> dict[str, int]:
    """Multipliers of a kind (``small`` up to 千, ``large`` from 万) and their values."""
    rows: list[dict[str, Any]] = load("numerals.toml")["multiplier"]
    return {row["write"]: row["value"] for row in rows if row["kind"] == kind}


def is_formal(text: str) -> bool:
    """Whether ``text`` holds a formal character such as 伍 or 佰."""
    return any(ord(c) in _plain() for c in text if c not in "廿卅")


def scale_of(text: str) -> float:
    """The factor of a run of multipliers: 百万 is 1e6; 1 for an empty one."""
    factor = 1.0
    for c in text:
        factor *= multipliers("small").get(c) or multipliers("large")[c]
    return factor


def parse_han(text: str) -> float | None:
    """Value of a Chinese numeral such as 一千二百, 两万五, 十二点五 or 二〇二五; None when it is none."""
    if text == "半":
        return 0.5
    whole, _, fraction = text.translate(_plain()).partition("点")
    value = _whole(whole)
    if value is None or not fraction:
        return value
    if any(c not in digits() for c in fraction):
        return None
    return float(f"{value:.0f}." + "".join(str(digits()[c]) for c in fraction))


def parse_pair(text: str) -> tuple[float, float] | None:
    """Low and high of an approximate numeral: 两三百, 十七八, 三四十万, 三五; None when ``text`` is none.

    Two digits side by side that follow each other stand for either; 十四五 and its like are names of plans.
    """
    text = text.translate(_plain())
    if len(text) < 2 or text in _plans() or "点" in text:
        return None
    for index in range(len(text) - 1):
        first, second = (digits().get(c, 0) for c in text[index : index + 2])
        if not first or not second:
            continue
        head, tail = text[:index], text[index + 2 :]
        step = second == first + 1 or (first, second) == (3, 5) and not head
        if not step or not _fits(head, text[index : index + 2], tail):
            return None
        low, high = parse_han(head + text[index] + tail), parse_han(head + text[index + 1] + tail)
        return None if low is None or high is None or low >= high else (low, high)
    return None


def _fits(head: str, pair: str, tail: str) -> bool:
    """Whether the digits stand where one digit could: nothing or a multiplier before, only multipliers behind."""
    if pair == "一二" and not tail:
        return False
    return (not head or head[-1] in "十百千万零〇") and all(c in "十百千万亿" for c in tail)


@lru_cache(maxsize=1)
def _plans() -> frozenset[str]:
    return frozenset(load("numerals.toml")["plans"]["words"].split())


def is_plan(text: str) -> bool:
    """Whether a numeral names a plan (十四五) and no number."""
    return text in _plans()


def _whole(text: str) -> float | None:
    small, large = multipliers("small"), multipliers("large")
    if not text or any(c not in digits() and c not in small and c not in large for c in text):
        return None
    if all(c in digits() for c in text):
        return float("".join(str(digits()[c]) for c in text))
    total = section = 0
    digit: int | None = None
    last = 1
    for c in text:
        if c in digits():
            if digit:
                return None  # 三四五百 is no numeral
            digit = digits()[c]
            last = 10 if digit == 0 else last
        elif c in small:
            section += (1 if digit is None else digit) * small[c]
            digit, last = None, small[c]
        else:
            section += digit or 0
            if section == 0 and total == 0:
                return None
            total = (total + section) * large[c] if c == "亿" else total + section * large[c]
            section, digit, last = 0, None, large[c]
    return float(total + section + (digit or 0) * (last // 10 or 1))


@lru_cache(maxsize=2)
def hedges(section: str) -> dict[str, Hedge]:
    """Words that make a number vaguer, and how: ``hedge`` behind a number, ``lead`` before a bare multiplier."""
    rows: list[dict[str, Any]] = load("numerals.toml")[section]
    return {row["write"]: row["means"] for row in rows}
