"""Chinese numerals: 一千二百, 两万五, 十二点五, 二〇二五, 伍拾万, and the pairs that stand for a range (两三百)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from ..text import has_han
from .tables import load
from .units import read_unit, starts_unit

Hedge = Literal["", "more", "about", "least"]

RUN = "零〇一二两三四五六七八九十百千万亿壹弌贰叁弎肆伍陆柒捌玖拾佰仟廿卅"
"""The characters of a numeral, ordinary and formal, as folded text has them."""

_CLASS = re.compile(r"[十百千]?[万亿千百](?=吨级|公里级|米级|公斤级|伏级)")
_NUMERAL = re.compile(rf"[{RUN}]++(?:点[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖]++)?")
_HEDGED_SCALE = re.compile(r"(?P<hedge>[余多几来])(?P<scale>[万亿]{0,2})")
_PIECES = re.compile(r"个(?P<scale>[万亿])")
_DOUBLED = re.compile(r"翻了?(?:(?P<times>[一两二三四五]|[1-5])番|番|一?倍)")
_DENOMINATORS = frozenset({"百", "千", "万", "百万"})

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
    return frozenset(load("numerals.toml")["names"]["plans"].split())


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


def read_chinese(text: str, pos: int) -> tuple[Number | None, int]:
    """The Chinese number at ``pos`` of folded ``text``, and where the characters looked at end."""
    if text[pos] in "半翻":
        return (_half if text[pos] == "半" else _doubled)(text, pos), pos + 1
    if match := _CLASS.match(text, pos):
        return Number(scale_of(match[0]), pos, match.end()), match.end()
    match = _NUMERAL.match(text, pos)
    if match is None:
        return None, pos + 1
    run, end = match[0], match.end()
    if len(run) > LONG or not _is_numeral(text, pos, run) or is_plan(run):
        return None, end
    if text.startswith("分之", end) and run in _DENOMINATORS:
        return None, end
    run, end = _paired(text, run, end)
    run = _without_prefix(text, _without_weight(text, run, pos), end)
    end = pos + len(run)
    if run == "一" and text[end : end + 1] == "半" and (half := _half(text, end)) and half.unit:
        return replace(half, start=pos, hedge=""), half.end
    number = _numeral(run.replace("、", ""), pos, end)
    if number is None:
        return None, end
    return _han_hedged(text, _led(text, run, number)), end


def _is_numeral(text: str, pos: int, run: str) -> bool:
    """Whether the run says a number: 零件, 千万不要, 队伍, 收拾 and 几十 do not."""
    before, after = text[pos - 1 : pos], text[pos + len(run) : pos + len(run) + 1]
    if run in ("零", "〇"):
        return False
    if before in ("几", "数") or (before == "第"):
        return False
    if is_formal(run):
        return (len(run) > 1 and any(c in "拾佰仟万亿十百千" for c in run)) or after in ("元", "圆", "%")
    if run[0] in "百千万亿":
        return run[0] in "百千" and (
            after == "余" or before in hedges("lead") or text[pos - 2 : pos] == "之" or before in ("之", "达")
        )
    return True


def _paired(text: str, run: str, end: int) -> tuple[str, int]:
    """三、四十: one approximate numeral written with a comma."""
    more = _NUMERAL.match(text, end + 1) if len(run) == 1 and text[end : end + 1] == "、" else None
    if more and more[0][1:2] in tuple("十百千万") and parse_pair(run + more[0]):
        return f"{run}、{more[0]}", more.end()
    return run, end


def _without_weight(text: str, run: str, pos: int) -> str:
    """The run up to a 两 that is the unit of weight: 二两, 三十两; but not the digit of 一千两百 and 一两天."""
    for index in range(1, len(run)):
        follows = run[index + 1 : index + 2]
        if run[index] == "两" and (not follows or follows not in "十百千万亿"):
            vague = run[:index] == "一" and read_unit(text, pos + index + 1, True).text
            return run if vague else run[:index]
    return run


def _without_prefix(text: str, run: str, end: int) -> str:
    """The run without a last 千 or 百 that belongs to the unit: 五千瓦, 三百帕, 一万千瓦."""
    if len(run) < 2 or run[-1] not in "百千" or not text.startswith(run[-1], end - 1) or not starts_unit(text, end - 1):
        return run
    if run[-2] in "十百千万亿":
        return run[:-1]
    whole, rest = parse_han(run), parse_han(run[:-1])
    consistent = whole is not None and rest is not None and whole == rest * scale_of(run[-1])
    return run[:-1] if consistent else run


def _numeral(run: str, pos: int, end: int) -> Number | None:
    if pair := parse_pair(run):
        return Number(pair[0], pos, end, han=True, high=pair[1])
    value = parse_han(run)
    return None if value is None else Number(value, pos, end, han=True)


def _led(text: str, run: str, number: Number) -> Number:
    """上百, 过千, 近万: a bare multiplier takes its hedge from the word before it."""
    before = text[number.start - 1 : number.start]
    if run[0] in "百千" and before in hedges("lead"):
        return replace(number, start=number.start - 1, hedge=hedges("lead")[before])
    return number


def _han_hedged(text: str, number: Number) -> Number:
    """十几, 三十多万, 二十来个: a hedge behind a numeral that ends in a multiplier; and 三个亿."""
    if pieces := _PIECES.match(text, number.end):
        factor = scale_of(pieces["scale"])
        high = None if number.high is None else number.high * factor
        return replace(number, value=number.value * factor, high=high, end=pieces.end())
    match = _HEDGED_SCALE.match(text, number.end)
    if match is None or text[number.end - 1] not in "十百千万亿拾佰仟":
        return number
    if not match["scale"] and not read_unit(text, match.end(), True).text:
        return number
    factor = scale_of(match["scale"])
    high = None if number.high is None else number.high * factor
    return replace(
        number, value=number.value * factor, high=high, end=match.end(), hedge=hedges("hedge")[match["hedge"]]
    )


def _half(text: str, pos: int) -> Number | None:
    """半年 is a number; 一半, 减半, 过半 are shares; 半导体 and 半径 are words."""
    before, after = text[pos - 1 : pos], text[pos + 1 : pos + 2]
    if pieces := _PIECES.match(text, pos + 1):
        return Number(0.5 * scale_of(pieces["scale"]), pos, pieces.end(), han=True)
    if read_unit(text, pos + 1, True).text and before != "一":
        return Number(0.5, pos, pos + 1, han=True)
    closed = not has_han(after) or after in load("numerals.toml")["closers"]["words"]
    if before in ("一", "减", "折", "对") and closed:
        return Number(50.0, pos, pos + 1, han=True, unit="%")
    if before == "过" and closed:
        return Number(50.0, pos - 1, pos + 1, han=True, unit="%", hedge="more")
    return None


def _doubled(text: str, pos: int) -> Number | None:
    """翻番 and 翻一番 are twice, 翻两番 four times; what 翻两倍 means is open, so its number is read as it stands."""
    match = _DOUBLED.match(text, pos)
    if match is None:
        return None
    times = parse_han(match["times"]) if match["times"] and not match["times"].isdigit() else match["times"]
    return Number(2.0 ** int(times or 1), pos, match.end(), han=True, unit="倍")
