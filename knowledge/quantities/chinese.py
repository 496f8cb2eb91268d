"""Chinese numbers in a text: where a numeral is one, hedges, halves and doublings (几十, 队伍, 半导体 are none)."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.quantities.numerals import (
    LONG,
    Number,
    hedges,
    is_formal,
    is_plan,
    parse_han,
    parse_pair,
    patterns,
    percents,
    scale_of,
)
from knowledge.quantities.tables import load
from knowledge.quantities.units import read_unit, starts_unit
from knowledge.text import has_han

_CLASS = re.compile(r"[十百千]?[万亿千百](?=吨级|公里级|米级|公斤级|伏级)")
_PIECES = re.compile(r"个(?P<scale>[万亿])")


def read_chinese(text: str, pos: int) -> tuple[Number | None, int]:
    """The Chinese number at ``pos`` of folded ``text``, and where the characters looked at end."""
    if text[pos] in "半翻":
        return (_half if text[pos] == "半" else _doubled)(text, pos), pos + 1
    if match := _CLASS.match(text, pos):
        return Number(scale_of(match[0]), pos, match.end()), match.end()
    match = patterns().numeral.match(text, pos)
    if match is None:
        return None, pos + 1
    run, end = match[0], match.end()
    if len(run) > LONG or not _is_numeral(text, pos, run) or is_plan(run):
        return None, end
    if text.startswith("分之", end) and run in percents():
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
    more = patterns().numeral.match(text, end + 1) if len(run) == 1 and text[end : end + 1] == "、" else None
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
    match = patterns().hedged.match(text, number.end)
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
    row = next((row for row in load("numerals.toml")["half"] if before and before in row["before"].split()), None)
    if row is None or not closed:
        return None
    hedge = row.get("means", "")
    return Number(50.0, pos - bool(hedge), pos + 1, han=True, unit="%", hedge=hedge)


def _doubled(text: str, pos: int) -> Number | None:
    """翻番 and 翻一番 are twice, 翻两番 four times; what 翻两倍 means is open, so its number is read as it stands."""
    match = patterns().doubled.match(text, pos)
    if match is None:
        return None
    times = parse_han(match["times"]) if match["times"] and not match["times"].isdigit() else match["times"]
    return Number(2.0 ** int(times or 1), pos, match.end(), han=True, unit="倍")
