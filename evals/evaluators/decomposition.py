"""The requirement card of the matching cases: field, and the slots that the cases state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent import Indicator, RequirementCard
from evals.dataset import Case
from evals.measure import Measure, mean
from evals.outcomes import Outcome
from knowledge import Achievement, AnyRecord

SAME_OPERATOR = {">": ">=", "<": "<="}
PLAIN = ("budget_cny", "deadline_months")


def decomposition(outcomes: Sequence[Outcome], records: Mapping[str, AnyRecord]) -> list[Measure]:
    """Field accuracy (first or alternative), recall of stated indicators, exact budget and deadline."""
    asked = [(one.case, one.reply.card) for one in outcomes if one.dataset == "matching" and one.reply.card]
    fields = {case.id: float(bool({card.field, *card.field_alt} & accepted(case, records))) for case, card in asked}
    slots = {case.id: (case.expected["slots"], card) for case, card in asked if "slots" in case.expected}
    indicators = {
        key: _found(wanted["indicators"], card) for key, (wanted, card) in slots.items() if "indicators" in wanted
    }
    plain = {
        key: float(all(getattr(card, name) == wanted[name] for name in PLAIN if name in wanted))
        for key, (wanted, card) in slots.items()
        if any(name in wanted for name in PLAIN)
    }
    return [
        mean("decomposition.field", "领域判断（含次选）", fields),
        mean("decomposition.indicators", "指标抽取全对", indicators),
        mean("decomposition.conditions", "预算与期限", plain),
    ]


def accepted(case: Case, records: Mapping[str, AnyRecord]) -> set[str]:
    """The case's field and the fields, first and second, of the achievements that fit it."""
    fits = [records.get(record) for record, grade in case.expected["achievements"].items() if grade == 3]
    own = {field for one in fits if isinstance(one, Achievement) for field in (one.field, one.field_second) if field}
    return {case.metadata["field"], *own}


def _found(wanted: Sequence[Mapping[str, Any]], card: RequirementCard) -> float:
    stated = {_key(one) for one in card.indicators}
    return sum(_wanted_key(one) in stated for one in wanted) / len(wanted)


def _key(one: Indicator) -> tuple[str, float, str]:
    return SAME_OPERATOR.get(one.op, str(one.op)), round(one.value, 6), _unit(one.unit)


def _wanted_key(one: Mapping[str, Any]) -> tuple[str, float, str]:
    return SAME_OPERATOR.get(one["op"], one["op"]), round(one["value"], 6), _unit(one["unit"])


def _unit(text: str) -> str:
    folded = text.replace(" ", "").lower().replace("µ", "μ")
    return {"毫瓦": "mw", "分钟": "min", "秒": "s", "小时": "h", "兆帕": "mpa", "微米": "μm", "毫米": "mm"}.get(
        folded, folded
    )
