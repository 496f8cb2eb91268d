"""Names that a model takes for one quantity: code compares them, firmly only where it can tell that they are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.match.by_model.checks import STEP, Note
from agent.match.cover.comparison import compare_parameter
from agent.match.cover.judge import judge
from agent.match.cover.names import Property, polarity, quantity, same_quantity
from agent.match.cover.states import USUAL
from agent.match.cover.wording import amount
from agent.match.rank.terms import record_text
from agent.model.calls import Decision
from agent.schema import Comparison, Indicator, RequirementCard
from agent.verify.citing import cite
from knowledge.quantities import direction_of, normalise_unit
from knowledge.records import Achievement, Parameter

GENERIC = frozenset("率度量值比数时间性能能力的")
"""Characters that many names end in and that say nothing of what is measured."""
_IF = {"met": "达到", "not_met": "未达到", "not_stated": "说不清是否达到"}


def aligned(
    card: RequirementCard,
    record: Achievement,
    comparisons: Sequence[Comparison],
    names: Mapping[int, str],
    note: Note,
) -> list[Comparison]:
    """The comparisons, with those that our names left open made again by the model's names."""
    return [_again(card, record, one, names[one.indicator], note) if _open(one, names) else one for one in comparisons]


def _open(one: Comparison, names: Mapping[int, str]) -> bool:
    return one.citation is None and one.indicator in names


def _again(card: RequirementCard, record: Achievement, ours: Comparison, name: str, note: Note) -> Comparison:
    indicator = card.indicators[ours.indicator]
    parameter = next(one for one in record.parameters if one.name == name)
    field = f"{record.id} 参数 I{ours.indicator + 1}"
    problem = unlike(indicator, parameter)
    if problem:
        note(Decision(STEP, field, f"{indicator.name}＝{name}", "", problem))
        return ours
    found = compare_parameter(indicator, ours.indicator, record, parameter)
    if not _is_one(card, indicator, record, parameter):
        found = _conditional(indicator, ours.indicator, record, parameter)
    note(Decision(STEP, field, f"{indicator.name}＝{name}", found.text))
    return found


def unlike(indicator: Indicator, parameter: Parameter) -> str:
    """Why the two cannot be one quantity; empty where they may be."""
    wanted, stated = _wanted(indicator), quantity(parameter.name, parameter.condition, stated=True)
    if judge(indicator, parameter, change=wanted.change != 0) is None:
        return "单位不同类"
    if wanted.change != stated.change:
        return "一个说水平，一个说变化"
    if wanted.states - {USUAL} != quantity(parameter.name).states - {USUAL} and not wanted.states <= stated.states:
        return "条件不同"
    if wanted.marks != stated.marks:
        return "限定词不同"
    if polarity(indicator.name) * polarity(parameter.name) < 0 or _opposed(indicator, parameter):
        return "方向相反"
    shared = (set(indicator.name) & set(parameter.name)) - GENERIC
    return "" if shared or normalise_unit(indicator.unit, indicator.name) not in ("", "%") else "名称没有共同之处"


def _opposed(indicator: Indicator, parameter: Parameter) -> bool:
    return direction_of(indicator.op) * direction_of(parameter.op) < 0


def _wanted(indicator: Indicator) -> Property:
    return quantity(indicator.name, indicator.quote, unit=indicator.unit)


def _is_one(card: RequirementCard, indicator: Indicator, record: Achievement, parameter: Parameter) -> bool:
    """Whether need and record as a whole name what the two names differ in."""
    stated = quantity(parameter.name, parameter.condition, stated=True)
    about = f"{card.object} {card.title} {card.problem} {card.text}"
    return same_quantity(_wanted(indicator), stated, about, record_text(record))


def _conditional(indicator: Indicator, index: int, record: Achievement, parameter: Parameter) -> Comparison:
    """The comparison that holds if the two are one quantity: it states no verdict."""
    verdict = judge(indicator, parameter, change=_wanted(indicator).change != 0) or "not_stated"
    target = amount(indicator.op, indicator.value, indicator.value_max, indicator.unit)
    text = f"未说明是否达到 {target}：记录写的是“{parameter.text()}”，名称不同，若是同一指标则{_IF[verdict]}，请核实"
    return Comparison(
        indicator=index, verdict="not_stated", text=text, citation=cite(record, "parameters", parameter.text())
    )
