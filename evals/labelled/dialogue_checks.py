"""What a turn of a dialogue must hold: one small check per expectation, each giving its name, verdict and what it saw.

Expectations are written by people who know neither the catalogue nor the code. Keys of a turn's ``expect``: ``act``,
``card``, ``indicators``, ``baselines``, ``only_indicators``, ``names``, ``not_values``, ``object``, ``not_object``,
``problem_any``, ``ref``, ``same_need``, ``new_need``, ``must``, ``must_not``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent import Reply

Row = Mapping[str, Any]
Expect = Mapping[str, Any]
_UNITS = {
    **{"度": "℃", "°c": "℃", "摄氏度": "℃", "平方米": "㎡", "m2": "㎡", "m²": "㎡", "块": "元", "块钱": "元"},
    **{"个点": "%", "个百分点": "%", "百分点": "%", "公斤": "kg", "千克": "kg", "克": "g", "吨": "t", "小时": "h"},
    **{"毫米": "mm", "微米": "μm", "um": "μm", "米": "m", "分钟": "min", "秒": "s", "日": "天", "d": "天"},
}
_ALIKE = ({">=", ">"}, {"<=", "<"}, {"=", "approx"})
_RECOMMENDING = {"recommend": {"recommend", "ask", "confirm"}, "confirm": {"confirm", "recommend"}}


@dataclass(frozen=True)
class Check:
    """One expectation of one turn: its name, whether it holds, and what stood there instead."""

    name: str
    holds: bool
    seen: str = ""


@dataclass(frozen=True)
class Before:
    """What the dialogue held before the turn: the object of its need, and the record ids last listed."""

    object: str = ""
    achievements: Sequence[str] = ()
    experts: Sequence[str] = ()


def checks(expect: Expect, reply: Reply, before: Before) -> list[Check]:
    """Every check of one turn."""
    card = reply.card.model_dump() if reply.card else {}
    return [
        *_card(expect, card),
        *_values(expect, card),
        *_words(expect, card),
        *_act(expect, reply),
        *_reference(expect, reply, before),
        *_need(expect, card, before),
        *(Check("must", bool(re.search(one, reply.text)), one) for one in expect.get("must") or []),
        *(Check("must not", not re.search(one, reply.text), one) for one in expect.get("must_not") or []),
    ]


def _card(expect: Expect, card: Row) -> Iterator[Check]:
    for key, wanted in (expect.get("card") or {}).items():
        got = card.get(key)
        if key == "budget_cny":
            yield Check("card", got is None if wanted is None else _near(got, wanted), f"{key}: {got}")
        elif key == "deadline":
            yield Check("card", bool(got) and (wanted in str(got) or str(got) in wanted), f"{key}: {got}")
        else:
            stated = [one for one in got or [] if one and one != "未说明"]
            for one in wanted:
                yield Check("card", any(one in other or other in one for other in stated), f"{key}: {stated}")


def _values(expect: Expect, card: Row) -> Iterator[Check]:
    targets = [one for one in card.get("indicators") or [] if not one.get("suggestion")]
    present = card.get("baselines") or []
    shown = "；".join(map(_told, targets))
    wanted = expect.get("indicators") or []
    for one in wanted:
        yield Check("indicator", any(_same(row, one) for row in targets), f"{one} in {shown}")
    if expect.get("only_indicators"):
        extra = [_told(row) for row in targets if not any(_same(row, one) for one in wanted)]
        yield Check("no other indicator", not extra, "；".join(extra))
    for value, name in (expect.get("names") or {}).items():
        named = [row.get("name", "") for row in (*targets, *present) if _near(row.get("value"), value)]
        yield Check("name", any(name in one for one in named), f"{value}: {named} wants {name}")
    for one in expect.get("baselines") or []:
        yield Check("baseline", any(_stands(row, one) for row in present), f"{one} in {list(map(_told, present))}")
    for value in expect.get("not_values") or []:
        hit = any(_near(row.get(key), value) for row in (*targets, *present) for key in ("value", "value_max"))
        yield Check("not a value", not hit, str(value))


def _words(expect: Expect, card: Row) -> Iterator[Check]:
    named = card.get("object") or ""
    if "object" in expect:
        yield Check("object", expect["object"] in named or expect["object"] in (card.get("title") or ""), named)
    for word in expect.get("not_object") or []:
        yield Check("not object", word not in named, named)
    if "problem_any" in expect:
        parts = [one.get("text", "") for one in card.get("sub_requirements") or []]
        indicators = [_told(one) for one in card.get("indicators") or []]
        said = "|".join([card.get("problem") or "", *parts, *indicators])
        yield Check("problem", any(word in said for word in expect["problem_any"]), said)


def _act(expect: Expect, reply: Reply) -> Iterator[Check]:
    if act := expect.get("act"):
        yield Check(f"act {act}", reply.act in _RECOMMENDING.get(act, {act}), f"{reply.act}: {reply.text[:70]}")


def _reference(expect: Expect, reply: Reply, before: Before) -> Iterator[Check]:
    wanted = str(expect.get("ref", ""))
    listed = before.experts if wanted.startswith("expert") else before.achievements
    place = int(wanted.partition(":")[2] or wanted) if wanted else 0
    if not 0 < place <= len(listed):
        return
    record = listed[place - 1]
    told = {one.record_id for one in reply.citations} | {one.record_id for one in reply.statements}
    yield Check(
        "reference", record in told or record in reply.text, f"wants {record}, told {sorted(filter(None, told))}"
    )


def _need(expect: Expect, card: Row, before: Before) -> Iterator[Check]:
    named, first = card.get("object") or "", before.object
    if first and expect.get("same_need"):
        yield Check("same need", first in named or bool(named) and named in first, f"{first} -> {named}")
    if first and expect.get("new_need"):
        yield Check("new need", named != first, named)


def _told(row: Row) -> str:
    return f"{row.get('name', '')} {row.get('op', '')} {row.get('value', '')} {row.get('unit', '')}".strip()


def _unit(text: str | None) -> str:
    plain = (text or "").replace("％", "%").replace(" ", "").replace("·", "").lower()
    return "/".join(_UNITS.get(part, part) for part in plain.split("/"))


def _near(found: Any, wanted: Any) -> bool:
    try:
        return abs(float(found) - float(wanted)) <= 1e-6 * max(1.0, abs(float(wanted)))
    except (TypeError, ValueError):
        return False


def _same(row: Row, wanted: Sequence[Any]) -> bool:
    """Whether a card's value is the one expected: ``[op, value, unit]`` or ``["range", low, high, unit]``."""
    op, unit = wanted[0], _unit(wanted[-1])
    if unit and _unit(row.get("unit")) != unit:
        return False
    if op == "range":
        return _near(row.get("value"), wanted[1]) and _near(row.get("value_max"), wanted[2])
    return _near(row.get("value"), wanted[1]) and any({op, row.get("op")} <= kinds for kinds in _ALIKE)


def _stands(row: Row, wanted: Sequence[Any]) -> bool:
    """Present values are compared by number and unit; a present value has no direction."""
    same_unit = _unit(row.get("unit")) == _unit(wanted[-1])
    return _same(row, wanted) or (same_unit and _near(row.get("value"), wanted[1]))
