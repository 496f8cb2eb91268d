"""Amounts of a clause against what was verified: value, unit, direction, and what is measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.verify.quantities import LEAN, Claim, claims
from agent.verify.wording.support import NUMERAL_NAMES, is_plain
from knowledge.quantities import clean_unit, compare, convert, same_kind
from knowledge.text import han_bigrams, tagged

_IDIOM = re.compile(r"[两三几](?=件事|头|方面|点|步|回事|者)")
_LATER = re.compile(r"(\d\s*(?:天|日|月|年|小时|分钟|秒|次|周|h|d|min))(?:之?[后前内])")
_APART = re.compile(r"差|相差|多出|高出|低了|高了|剩|余")
_EACH = re.compile(r"每([^\W\d_]{1,2})")
_COUNTED = re.compile(r"^[项个家条套位台种者样款份]$")
_MEASURE = re.compile(
    r"[^\W\d_]{0,4}(?:率|度|量|值|数|比|费|价|耗|寿命|周期|工期|保质期|货架期|时间|误差|偏差|温度|压力|速度)(?=[\W\d]|$|的|可|为|是|达|约|从|在|低|高|仅|不|有|降|提|稳)"
)
_MOVES = frozenset(
    ("提高", "提升", "增加", "下降", "降低", "减少", "减排", "减量", "缩短", "节约", "延长", "增产", "降到", "降至")
)
NEAR = 8
"""So many characters before an amount may say what is measured."""
_SAID = re.compile(r"[^，,。；;\n]*")
_AFTER = re.compile(r"^[^\d，。；]{0,3}的([^\W\d_]{2,8})")


def number_problem(clause: str, own: str, told: str, said: str, sentence: str, *, counted: int, lenient: bool) -> str:
    """Why an amount of the clause may not stand, in Chinese; "" when all may.

    Amounts stand in what the records spoken of state themselves (``own``), in what code found out about them (``told``,
    without the user's amounts that it repeats), or in the user's ``said`` where the clause speaks of the user or states
    no fact (``lenient``). ``counted`` is how many records are spoken of: 两项 of two is a count.
    """
    text = _LATER.sub(r"\1 ", clause)
    for pattern in (_IDIOM, NUMERAL_NAMES):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    wishes = list(claims(said))
    ours = [
        one for one in claims(told) if one.quantity.end <= len(own) or not any(_equal(one, w, told) for w in wishes)
    ]
    theirs = wishes if lenient else []
    names = frozenset().union(*(one.name for one in ours)) if ours else frozenset()
    for claim in claims(text):
        if lenient and claim.quantity.han and claim.value == 1:
            continue
        if claim.literal == "一半" or _is_count(claim, counted) or _is_difference(claim, clause, ours, wishes):
            continue
        problem = _problem(claim, ours, told, text, names, sentence)
        if problem and (not lenient or _problem(_as_wished(claim, theirs), theirs, said, text, frozenset(), sentence)):
            return problem
    return ""


def amounts_of(text: str) -> list[Claim]:
    """The amounts of a text."""
    return list(claims(text))


def _is_difference(claim: Claim, clause: str, ours: Sequence[Claim], wishes: Sequence[Claim]) -> bool:
    """Whether it is by how much a verified amount and the user's differ: 还差 2 个百分点."""
    if not _APART.search(clause):
        return False
    gaps = (abs(_percent(mine) - _percent(wish)) for mine in ours for wish in wishes if _kind(mine) == _kind(wish))
    return any(compare(claim.value, "", round(gap, 9), "") == 0 and _kind(claim) in ("", "%") for gap in gaps)


def _percent(claim: Claim) -> float:
    return claim.value * 10 if claim.quantity.unit == "成" else claim.value


def _kind(claim: Claim) -> str:
    unit = claim.quantity.unit
    return "%" if unit in ("成", "%") or unit.endswith("百分点") else clean_unit(unit)


def _is_count(claim: Claim, counted: int) -> bool:
    """Whether it counts the records spoken of (两项) or is an article (一家)."""
    own = claim.quantity.han and _COUNTED.match(claim.quantity.unit) is not None
    return own and (claim.value == 1 or 1 < claim.value <= counted)


def _problem(claim: Claim, known: Sequence[Claim], pool: str, text: str, names: frozenset[str], sentence: str) -> str:
    same = [other for other in known if _equal(claim, other, sentence) and not _goes_on(claim, other, text, pool)]
    if not same:
        return f"数字“{claim.literal}”在引文中找不到"
    if claim.direction and all(other.direction != claim.direction and not _ends(claim, other) for other in same):
        return f"数字“{claim.literal}”的方向与引文不同"
    if LEAN.get(claim.quantity.cue) and not any(_changes(claim, other) for other in same):
        return f"数字“{claim.literal}”不是变化后的值"
    thing = next((one for one in _things(text) if not any(one in _around(other, pool) for other in same)), "")
    if thing:
        return f"数字“{claim.literal}”说的不是“{thing}”"
    telling = _telling(claim, text, names)
    if telling and all(other.name and not (other.name & telling) for other in same):
        return f"数字“{claim.literal}”说的不是同一件事"
    return ""


def _equal(claim: Claim, other: Claim, text: str) -> bool:
    left, right = _unit(claim), _unit(other)
    if left.endswith("百分点") != right.endswith("百分点"):
        return False
    if same_kind(left, right) or _said_apart(left, right, text) or {left, right} == {"", "元"}:
        return compare(claim.value, "", other.value, "") == 0
    if not left or not right or "%" in (left, right):
        return False
    converted = convert(claim.value, left, right)
    return converted is not None and compare(converted, "", other.value, "") == 0


def _as_wished(claim: Claim, wishes: Sequence[Claim]) -> Claim:
    """A bare number with the unit of the user's amount of that value: 您要的 0.1 is 0.1 mg/L."""
    meant = next((one for one in wishes if not claim.quantity.unit and one.value == claim.value), None)
    return claim if meant is None else replace(claim, quantity=replace(claim.quantity, unit=meant.quantity.unit))


def _goes_on(claim: Claim, other: Claim, text: str, pool: str) -> bool:
    """Whether the verified amount is told per something that the sentence leaves out: 0.9 元/1000 m³."""
    return (
        pool[other.quantity.tail : other.quantity.tail + 1]
        == "/"
        != text[claim.quantity.tail : claim.quantity.tail + 1]
    )


def _things(text: str) -> list[str]:
    """What a clause names in one character: 镍, 氨."""
    return [word for word, tag in tagged(text) if len(word) == 1 and tag == "n" and not is_plain(word)]


def _around(other: Claim, pool: str) -> str:
    """The verified clause that an amount stands in."""
    start = max(pool.rfind(sign, 0, other.quantity.at) for sign in "，,。；;\n") + 1
    end = _SAID.match(pool, other.quantity.end)
    return pool[start : end.end() if end else other.quantity.end]


def _ends(claim: Claim, other: Claim) -> bool:
    """Whether the bound is the end of a stated range: 不到 120 mm of 2–120 mm."""
    end = other.quantity.value if claim.direction > 0 else other.quantity.value_max
    return end is not None and end == other.value and other.quantity.value_max is not None


def _changes(claim: Claim, other: Claim) -> bool:
    """Whether the other amount is one that something rose or fell to, or by, or a bound on that side."""
    lean = LEAN[claim.quantity.cue]
    return other.direction == lean or other.quantity.cue != "" or bool(_MOVES & other.name)


def _said_apart(left: str, right: str, text: str) -> bool:
    """Whether the units differ only in what the clause says elsewhere: 每班收 4200 元 for 4200 元/班."""
    short, long = sorted((left, right), key=len)
    head, _, each = long.partition("/")
    said = [each, *_EACH.findall(text)]
    return bool(each) and same_kind(short, head) and (each in text or any(same_kind(one, each) for one in said[1:]))


def _unit(claim: Claim) -> str:
    """The unit, with 度 read as degrees where it stands behind a temperature."""
    unit = clean_unit(claim.quantity.unit)
    return "℃" if unit == "度" and ("零" in claim.literal or "温" in claim.literal) else unit


def _telling(claim: Claim, text: str, names: frozenset[str]) -> frozenset[str]:
    """The part of the words around the amount that says what is measured."""
    before = text[: claim.quantity.at]
    near = claim.name & han_bigrams(before[-NEAR:])
    measured = frozenset().union(*(han_bigrams(one) for one in _MEASURE.findall(before[-14:])))
    after = _AFTER.match(text[claim.quantity.end :])
    behind = han_bigrams(after[1]) if after else frozenset()
    return (near & (names | measured)) | (behind & (names | measured)) | measured
