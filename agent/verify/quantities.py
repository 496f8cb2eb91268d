"""Quantities of a model's sentence against its quotes: value, unit, what is measured, and direction must agree.

Numbers are read as :mod:`knowledge.quantities` reads them, so Chinese numerals count like digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.quantities import Number, find_numbers, fold

UNIT = re.compile(
    r"\s*(个百分点|百分点|个月|小时|分钟|毫秒|微秒|纳秒|毫米|微米|纳米|厘米|千米|公里|平方米|平方公里|立方米|千克|公斤|毫克|微克|毫升|千瓦时|千瓦|兆瓦|"
    r"万千瓦|摄氏度|美元|欧元|[年月日天周秒倍成折元吨克米升度级次家项个件台套条位人名期批种类株亩岁层组瓦伏安帕]|"
    r"[%‰°℃Ωμ]?[A-Za-zμΩ°%‰]*(?:[/·*][A-Za-zμΩ°0-9]+)*)"
)
PERCENT = re.compile(r"百分之\s*$")
MINUS = re.compile(r"(?:(?<![\w%°])-|负|零下)\s*$")
PERMILLE = re.compile(r"千分之\s*$")
COMPARATOR = re.compile(
    r"(?P<up>≥|>|不低于|不少于|不小于|不短于|大于|高于|多于|长于|超过|以上|至少|优于|突破)|"
    r"(?P<down>≤|<|不高于|不超过|不大于|不多于|不长于|小于|低于|少于|短于|不足|以下|以内|最多|至多|控制在)"
)
AROUND = re.compile(
    r"可达|达到|达|为|是|约|至|到|从|提高|提升|降低|下降|降至|升至|有|的|在|了|已|可|仅|只|≥|≤|>|<|=|~|不低于|不超过|不少于|"
    r"不高于|超过|低于|高于|大于|小于|至少|最多"
)
SEPARATOR = re.compile(r"[；;。！!？?\n，,、（）()〔〕《》“”]")
ONE_WITH_MEASURE = re.compile(r"[年月天日周倍成折元吨克米升度家]")
BEFORE, AFTER = 14, 4


@dataclass(frozen=True)
class Quantity:
    """One number with its unit, direction (+1 at least, -1 at most, 0 none), name bigrams, and how it is written."""

    value: float
    unit: str
    direction: int
    name: frozenset[str]
    literal: str


def plain(text: str) -> str:
    """Text in the one form in which quantities are compared."""
    return fold(unicodedata.normalize("NFKC", text)).replace("℃", "°C").replace("µ", "μ")


def quantities(text: str) -> Iterator[Quantity]:
    """Every quantity of plain ``text``; a bare 一 without a measure is a word, not a number."""
    for number in find_numbers(text):
        if number.han and text[number.start : number.end] == "一" and not ONE_WITH_MEASURE.match(text, number.end):
            continue
        sign = -1 if MINUS.search(text[: number.start]) else 1
        yield Quantity(
            sign * number.value,
            _unit(text, number),
            _direction(text, number),
            _name(text, number),
            _literal(text, number),
        )


def quantity_problem(text: str, support: str) -> str:
    """Say in Chinese which quantity of plain ``text`` the plain ``support`` does not carry; empty when all stand."""
    known = list(quantities(support))
    for quantity in quantities(text):
        same = [other for other in known if _equal(quantity.value, other.value)]
        if not same:
            if quantity.literal in support and not quantity.literal[0].isdigit():
                continue
            return f"数字“{quantity.literal}”在引文中找不到"
        of_unit = [other for other in same if other.unit == quantity.unit]
        if not of_unit:
            return f"数字“{quantity.literal}”的单位与引文不同"
        if quantity.direction and all(other.direction != quantity.direction for other in of_unit):
            return f"数字“{quantity.literal}”的方向与引文不同"
        if quantity.name and all(other.name and not (other.name & quantity.name) for other in of_unit):
            return f"数字“{quantity.literal}”说的不是同一件事"
    return ""


def _equal(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))


def _unit(text: str, number: Number) -> str:
    before = text[: number.start]
    if PERCENT.search(before):
        return "%"
    if PERMILLE.search(before):
        return "‰"
    match = UNIT.match(text, number.end)
    return match.group(1) if match else ""


def _direction(text: str, number: Number) -> int:
    near = SEPARATOR.split(text[max(0, number.start - 7) : number.start].rstrip())[-1]
    around = near + "#" + text[number.end : number.end + AFTER + 4]
    match = COMPARATOR.search(around)
    return 0 if match is None else 1 if match["up"] else -1


def _name(text: str, number: Number) -> frozenset[str]:
    before = re.split(r"[；;。！!？?\n]", text[max(0, number.start - BEFORE) : number.start])[-1]
    words = AROUND.sub(" ", re.sub(r"[\d.%‰]+", " ", before))
    runs = re.findall(r"[\u4e00-\u9fff]{2,}", words)
    return frozenset(run[i : i + 2] for run in runs for i in range(len(run) - 1))


def _literal(text: str, number: Number) -> str:
    return text[number.start : min(len(text), number.end + 1)].strip()
