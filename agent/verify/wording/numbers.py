"""Amounts of a clause against what was verified: value, unit, direction, and what is measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.verify.quantities import Claim, claims
from agent.verify.wording.support import NUMERAL_NAMES
from knowledge.quantities import clean_unit, compare, convert, same_kind
from knowledge.text import han_bigrams

_IDIOM = re.compile(r"[两三几](?=件事|头|方面|点|步|回事|者)")
_COUNTED = re.compile(r"^[项个家条套位台种者样款份]$")
_MEASURE = re.compile(
    r"[^\W\d_]{0,4}(?:率|度|量|值|数|比|期|费|价|耗|寿命|周期|时间|误差|偏差|温度|压力|速度)(?=[\W\d]|$|的|可|为|是|达|约|从|在|低|高|仅|不|有|降|提|稳)"
)
_AFTER = re.compile(r"^[^\d，。；]{0,3}的([^\W\d_]{2,8})")


def number_problem(clause: str, own: str, told: str, said: str, *, counted: int, lenient: bool) -> str:
    """Why an amount of the clause may not stand, in Chinese; "" when all may.

    Amounts stand in what the records spoken of state themselves (``own``), in what code found out about them (``told``,
    without the user's amounts that it repeats), or in the user's ``said`` where the clause speaks of the user or states
    no fact (``lenient``). ``counted`` is how many records are spoken of: 两项 of two is a count.
    """
    text = clause
    for pattern in (_IDIOM, NUMERAL_NAMES):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    wishes = list(claims(said))
    ours = [*claims(own), *(one for one in claims(told) if not any(_equal(one, wish, told) for wish in wishes))]
    theirs = wishes if lenient else []
    names = frozenset().union(*(one.name for one in ours)) if ours else frozenset()
    for claim in claims(text):
        if claim.literal == "一半" or _is_count(claim, counted):
            continue
        problem = _problem(claim, ours, text, names)
        if problem and (not lenient or _problem(_as_wished(claim, theirs), theirs, text, frozenset())):
            return problem
    return ""


def amounts_of(text: str) -> list[Claim]:
    """The amounts of a text."""
    return list(claims(text))


def _is_count(claim: Claim, counted: int) -> bool:
    """Whether it counts the records spoken of (两项) or is an article (一家)."""
    own = claim.quantity.han and _COUNTED.match(claim.quantity.unit) is not None
    return own and (claim.value == 1 or 1 < claim.value <= counted)


def _problem(claim: Claim, known: Sequence[Claim], text: str, names: frozenset[str]) -> str:
    same = [other for other in known if _equal(claim, other, text)]
    if not same:
        return f"数字“{claim.literal}”在引文中找不到"
    if claim.direction and all(other.direction != claim.direction for other in same):
        return f"数字“{claim.literal}”的方向与引文不同"
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


def _said_apart(left: str, right: str, text: str) -> bool:
    """Whether the units differ only in what the clause says elsewhere: 每班收 4200 元 for 4200 元/班."""
    short, long = sorted((left, right), key=len)
    head, _, each = long.partition("/")
    return bool(each) and same_kind(short, head) and each in text


def _unit(claim: Claim) -> str:
    """The unit, with 度 read as degrees where it stands behind a temperature."""
    unit = clean_unit(claim.quantity.unit)
    return "℃" if unit == "度" and ("零" in claim.literal or "温" in claim.literal) else unit


def _telling(claim: Claim, text: str, names: frozenset[str]) -> frozenset[str]:
    """The part of the words around the amount that says what is measured."""
    before = text[: claim.quantity.at]
    measured = frozenset().union(*(han_bigrams(one) for one in _MEASURE.findall(before[-14:])))
    after = _AFTER.match(text[claim.quantity.end :])
    behind = han_bigrams(after[1]) if after else frozenset()
    return (claim.name & (names | measured)) | (behind & (names | measured)) | measured
