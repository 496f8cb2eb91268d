"""Comparison words and signs around a number, before it (不低于, ≥, 降至) and after it (以上, 以内, 左右)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from knowledge.records import Operator

_NOT = r"(?:不(?:得|应|能|可|会|宜|要|许|允许)?|(?<!分)别|勿)"
_TAIL = r" ?(?:在|为|到|至|约|于)? ?(?:[\u4e00-\u9fff]{1,8}的)?[:(]?\s{0,3}$"
_RULES: tuple[tuple[Operator, str], ...] = (
    (">=", r"(?:≥|>=|=>|≮|(?:大|高|多)于(?:或|且)?等于)"),
    (">=", rf"(?:{_NOT}(?:低|小|少|短|差|弱|窄|薄|轻|慢|劣|亚)(?:于|过)?)"),
    ("<=", r"(?:≤|<=|=<|≯|(?:小|低|少)于(?:或|且)?等于)"),
    ("<=", rf"(?:(?:{_NOT}|严禁|禁止|切勿)(?:高|大|多|超|长|厚|重|宽|逾|快|迟)(?:于|过|出)?)"),
    ("<=", r"(?:最小|最低|最短)(?:可|能)达到?"),
    (">=", r"(?:至少|最少|最低|最小|起码|下限)(?:可|能|应|要|需)?(?:达到?)?"),
    ("<=", r"(?:至多|最多|最大|最高|最长|上限|限制|限定|极限)(?:允许)?(?:不超过)?"),
    (
        ">",
        r"(?:>|(?:大|高|多|长|厚|宽|深|重|快|优)于|超过|超出|超|突破|逾)(?:(?:同|全)?(?:行业|类|国)[^，。；\d]{0,4})?",
    ),
    ("<", r"(?:<|(?:小|低|少|短|薄|窄|轻|慢)于|不足|不到|未达)"),
    ("approx", r"(?:≈|约为?|大约|大概|接近|将近|大致|近|~)"),
)
_BEFORE = tuple((op, re.compile(pattern + _TAIL)) for op, pattern in _RULES)
_RATE = re.compile(r"每(?:分钟|小时|分|秒|天|日|年|月|吨|台|套|批|次|班|人)?$|[年月日](?:产|处理)$")
_CUES: tuple[tuple[Literal["down", "up", "reach"], re.Pattern[str]], ...] = (
    (
        "down",
        re.compile(
            r"(?:(?:降低?|减[少小低轻]?|缩[短小]?|压缩|下降|低)了?(?:到|至|为|成)|(?:降|减|缩|压)[^，。；\d达到至]{0,6}?(?:到|至)|(?:控制|限制|限定|保持)[在于为到])(?:约)? ?$"
        ),
    ),
    (
        "up",
        re.compile(
            r"(?:(?:提[高升]?|上?升高?|增[加长大]?|延长?|扩[大展]?)了?(?:到|至|为|成)|(?:提高|提升|增加|延长|扩大)[^，。；\d达到至]{0,6}?(?:到|至))(?:约)? ?$"
        ),
    ),
    (
        "reach",
        re.compile(
            r"(?:[高多可]?达到?了?|达至|实现|满足|(?:改|做|升|调|定)[到至成为]|[想要]到|目标(?:值)?(?:为|是)?) ?(?:约|为|海拔|零下)?(?:[\u4e00-\u9fff]{1,8}的)?\s{0,3}$"
        ),
    ),
)
_EQUAL = re.compile(r"(?:=|等于|恰好为|每隔) ?$")
_AFTER: tuple[tuple[Operator, re.Pattern[str]], ...] = (
    (">=", re.compile(r" ?\)?(?:(?:及|或|和)?(?:其)?以上|之上|起步|以外|(?:及|或)更[高多长大])")),
    (
        "<=",
        re.compile(
            r" ?\)?(?:(?:及|或|和)?(?:其)?以下|以内|之内|之下|内(?![部外径腔孔壁层置容])|(?:及|或)更[低少短小])"
        ),
    ),
    ("approx", re.compile(r" ?(?:左右|上下|前后|附近)")),
)
_NOUN_BETWEEN = re.compile(r"[风雨度雪震厚长宽高深重]?(?=以[上下内])")


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a number: operator or change cue, where it starts, and whether it is a sign."""

    op: Operator | None
    start: int
    cue: Literal["", "reach", "up", "down"] = ""
    symbolic: bool = False


def operator_before(text: str, at: int, floor: int) -> Before:
    """Operator that ends at ``at`` of folded ``text``, looking back at most 16 characters and not before ``floor``."""
    window = text[max(floor, at - 16) : at]
    offset = at - len(window)
    window = _RATE.sub("", window).rstrip()
    for op, pattern in _BEFORE:
        if match := pattern.search(window):
            return Before(op, offset + match.start(), symbolic=match[0][0] in "≥≤<>≮≯=")
    for cue, pattern in _CUES:
        if match := pattern.search(window):
            return Before(None, offset + match.start(), cue)
    if match := _EQUAL.search(window):
        return Before("=", offset + match.start(), symbolic=match[0][0] == "=")
    return Before(None, at)


def operator_after(text: str, end: int, op: Operator | None) -> tuple[Operator | None, int]:
    """Closing word after the unit ending at ``end``: (operator, new end). An operator ``op`` before the number wins."""
    between = _NOUN_BETWEEN.match(text, end)
    begin = between.end() if between else end
    for after, pattern in _AFTER:
        if match := pattern.match(text, begin):
            return (op or after), match.end()
    return op, end
