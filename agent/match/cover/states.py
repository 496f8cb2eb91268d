"""The state in which a quantity is meant: 高温, 1200℃下, 1000次循环后. Another state makes another quantity of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.quantities import Quantity, find_quantities, same_kind, show_number

_WORDS = re.compile("高温|低温|常温|室温|高压|低压|满载|空载|高湿|夜间|雨雾|极寒|全工况|海水|酸性|碱性|强光|弱光")
_UNDER = re.compile(r"(?:循环)?(?=下|时(?!间)|后|条件|工况|环境)")
_SAID = re.compile(r"[^，。；]{0,2}(?:下|时(?!间)|条件|环境)")
_JOINT = re.compile(r"(?:条件下|环境下|工况下|下|时(?!间)|后|条件|环境|工况)?的?")


def in_name(name: str) -> tuple[str, frozenset[str]]:
    """``name`` without the states that stand in it, and these states; every temperature in a name is one."""
    spans = [(word.start(), word.end(), word[0]) for word in _WORDS.finditer(name)]
    spans += [
        (one.at, _end(name, one), _text(one))
        for one in find_quantities(name)
        if _is_temperature(name, one) or _is_condition(name, one)
    ]
    for start, end, _ in sorted(spans, reverse=True):
        joint = _JOINT.match(name, end)
        name = name[:start] + name[joint.end() if joint else end :]
    return name, frozenset(state for _, _, state in spans)


def in_context(context: str, *, stated: bool, temperatures: bool) -> frozenset[str]:
    """The states in a condition or a quote.

    In a record's condition (``stated``) every temperature is one, in a user's quote only one said to be a condition.
    """
    return frozenset(_states(context, stated, temperatures))


def _states(context: str, stated: bool, temperatures: bool) -> Iterator[str]:
    yield from _WORDS.findall(context)
    for one in find_quantities(context):
        said = stated or _SAID.match(context, one.tail) or (one.value < 0 and one.unit == "度")
        if _is_condition(context, one) or (temperatures and said and _is_temperature(context, one)):
            yield _text(one)


def _is_temperature(text: str, one: Quantity) -> bool:
    degree = one.unit == "度" and text[one.tail : one.tail + 1] != "电"
    return degree or same_kind(one.unit, "℃")


def _is_condition(text: str, one: Quantity) -> bool:
    return bool(one.unit and _UNDER.match(text, one.tail))


def _end(text: str, one: Quantity) -> int:
    under = _UNDER.match(text, one.tail)
    return under.end() if under else one.tail


def _text(one: Quantity) -> str:
    top = "" if one.value_max is None else f"~{show_number(one.value_max)}"
    unit = "℃" if one.unit == "度" or same_kind(one.unit, "℃") else one.unit.lower()
    return f"{show_number(one.value)}{top}{unit}"
