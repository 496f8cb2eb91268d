"""The times of a text by grammar: dates, spans of dates, durations and seasons, the candidates for a deadline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from agent.read.lexicon import terms
from knowledge.quantities import parse_han

Kind = Literal["date", "span", "duration", "event", "until"]
_N = r"(?:(?<![\d.])\d{1,4}(?:\.\d)?|(?<![一二两三四五六七八九十几])[一二两三四五六七八九十]{1,3}|(?<![上下])半)"
_MONTHS = {
    "年": 12.0,
    "年半": 12.0,
    "个月": 1.0,
    "个多月": 1.0,
    "个半月": 1.0,
    "季度": 3.0,
    "周": 7 / 30.4375,
    "星期": 7 / 30.4375,
}
_QUARTER = re.compile(r"(?:第?([一二三四1-4])季度|Q([1-4]))")
_HALF = ("年半", "个半月")
_JOIN = r" ?(?:-+|~+|到|至) ?"
_LEAD = 8


@dataclass(frozen=True, slots=True)
class Time:
    """One time: its span with the words that belong to it, its kind, and when it ends.

    ``months`` is a length; ``year`` and ``month`` a date (``year`` < 10 counts from this year).
    """

    start: int
    end: int
    kind: Kind
    months: float | None = None
    year: int | None = None
    month: int | None = None
    closed: bool = False
    core: int = 0

    def left(self, today: date) -> float | None:
        """Months from ``today`` to its end, None when it has passed or cannot be computed."""
        if self.months is not None:
            return self.months
        if self.month is None and self.year is None:
            return None
        year = today.year if self.year is None else self.year + (today.year if self.year < 10 else 0)
        months = float((year - today.year) * 12 + (self.month or 12) - today.month)
        return months if months > 0 else None


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=1)
def _patterns() -> dict[Kind, re.Pattern[str]]:
    """The grammar over the words of the lexicon; of two readings at one place the first kind that matches counts."""
    words = {name: _either(term.words) for name, term in terms("times").items()}
    close = rf"(?: ?(?P<close>{words['close']}))?"
    lead = (
        rf"(?:(?:{words['term']}|{words['after']})(?:[ :为是约在的到]|要求|一般|控制|不超过|不大于|大约|预计){{0,4}})?"
    )
    season = r"(?:第?[一二三四1-4]季度|Q[1-4]|上半年|下半年)"
    year = r"(?:(?:20\d\d) ?年?(?:度)?|(?<!\d)2\d年(?=\d|[一二三四上下底初])|今年|明年|后年|本年|来年|次年|当年)"
    month = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2}) ?月(?:份)?"
    day = r"(?: ?\d{1,2} ?[日号])?"
    part = rf"(?:{words['part']})?"
    dotted = r"20\d\d ?[./-] ?\d{1,2}(?: ?[./-] ?\d{1,2})?(?!\d)"
    monthly = rf"{month}{day}{part}"
    one = rf"(?:{dotted}|{year} ?(?:{season}[末初底]?|{monthly}|{words['event']}|底|末|初|中|内|度)|{monthly}(?!球))"
    bare = r"20\d\d ?年?"
    tail = r"(?P<tail>[一-龥（()）0-9]{0,8}?)(?P<close>之前|以前|前(?![期置后者处几段面往])|内|之内)"
    seasons = rf"(?P<event>(?:今年|明年|本年)?(?:{words['event']}))(?:{tail}|(?P<in>里|期间|的时候)?)"
    units = words["unit"]
    amount = rf"(?P<first>{_N})(?: ?(?P<mid>{units})?{_JOIN}(?P<second>{_N}))? ?个?(?P<unit>{units})(?P<half>半)?"
    before = r"(?<![一-龥])(?P<before>[一-龥（()）0-9]{2,9})(?:之前|以前|前)(?=[，,。；;\n ！]|$|要|得|完成|出)"
    deed = rf"(?P<deed>[一-龥]{{0,4}}(?:{words['deed']}))(?:之前|以前|前)"
    return {
        "span": re.compile(rf"{lead}(?P<from>{one}|{bare}){_JOIN}(?P<to>{one}|{year})(?:执行)?"),
        "date": re.compile(rf"(?:最迟|最晚)?{lead}(?P<date>{one})(?:{tail})?"),
        "until": re.compile(rf"{lead}(?P<date>{bare}){tail}"),
        "duration": re.compile(rf"{lead}{amount}(?:的?时间)?{close}"),
        "event": re.compile(rf"{seasons}|{deed}|{before}"),
    }


def find_times(text: str) -> list[Time]:
    """Every time of folded ``text`` in order, none inside another."""
    found: list[Time] = []
    for kind in ("span", "date", "until", "duration", "event"):
        for match in _patterns()[kind].finditer(text):
            if all(match.end() <= one.start or match.start() >= one.end for one in found):
                found += _read(kind, match)
    return sorted(found, key=lambda one: one.start)


def _read(kind: Kind, match: re.Match[str]) -> Iterator[Time]:
    held = match.groupdict()
    closed = bool(held.get("close") or held.get("before") or held.get("deed"))
    core = match.start(next(name for name in ("to", "date", "first", "event", "deed", "before") if held.get(name)))
    if kind == "duration":
        if (held["close"] or "").endswith("前"):
            return
        amount = _number(held["second"] or held["first"]) + (0.5 if held["half"] or held["unit"] in _HALF else 0.0)
        plain = held["unit"].removeprefix("个") if held["unit"] not in _MONTHS else held["unit"]
        factor = _MONTHS.get(plain) or (1 / 21 if "工作日" in plain else 1 / 30.4375)
        if held["half"] and not plain.startswith("年"):
            amount = _number(held["first"]) + 0.5
        if 0 < amount < 200 or factor < 0.5:
            yield Time(match.start(), match.end(), kind, round(amount * factor, 2), closed=closed, core=core)
        return
    year, month = _when(held.get("to") or held.get("date") or held.get("event") or "")
    yield Time(match.start(), match.end(), kind, year=year, month=month, closed=closed, core=core)


def _number(text: str) -> float:
    return float(text) if text[0].isdigit() else (0.5 if text == "半" else parse_han(text) or 0.0)


def _when(text: str) -> tuple[int | None, int | None]:
    """Year and month that a date or season ends in."""
    stated = re.search(r"20\d\d", text) or re.match(r"2\d(?=年)", text)
    year = (
        int(stated[0]) + (2000 if len(stated[0]) == 2 else 0)
        if stated
        else next((n for c, n in (("明", 1), ("来", 1), ("次", 1), ("后年", 2)) if c in text), None)
    )
    if quarter := _QUARTER.search(text):
        return year or 0, 3 * int(_number(quarter[1] or quarter[2]))
    if found := re.search(r"20\d\d ?[./-] ?(\d{1,2})|(\d{1,2}|[一二三四五六七八九十]{1,2}) ?月(?!底前)", text):
        return year, int(_number(found[1] or found[2]))
    if "上半年" in text or "年中" in text:
        return year or 0, 6
    if "年" in text or year is not None:
        return year or 0, 12
    return None, None
