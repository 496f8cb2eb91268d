"""Unit-aware comparison of the card's indicators with a record's stated parameters.

A verdict is given only when it follows from what is stated; everything else is not stated.
"""

from __future__ import annotations

from agent.match.cover.interval import is_duration, to_unit
from agent.match.cover.judge import Verdict, judge
from agent.match.cover.names import Property, as_duration, proves_more, quantity, same_quantity
from agent.match.cover.states import USUAL
from agent.match.cover.wording import wording
from agent.schema import Comparison, Indicator, RequirementCard
from agent.verify.citing import cite
from knowledge.quantities import direction_of
from knowledge.records import Achievement, Parameter


def compare_all(card: RequirementCard, record: Achievement) -> list[Comparison]:
    """One comparison for each indicator of the card, in the card's order."""
    return [compare_one(card, index, record) for index in range(len(card.indicators))]


def compare_one(card: RequirementCard, index: int, record: Achievement) -> Comparison:
    """Compare indicator ``index`` of the card with the record's parameters.

    When several parameters bear the same name (other conditions, other objects), they must agree, or nothing is said.
    """
    indicator = card.indicators[index]
    wanted = _wanted(indicator)
    about_card = f"{card.object} {card.title} {card.problem} {indicator.quote}"
    about_record = f"{record.title} {'；'.join(record.applications)}"
    found = [
        (parameter, judged)
        for parameter in matching(indicator, record.parameters, about_card, about_record)
        if (judged := judge(indicator, parameter, change=wanted.change != 0)) is not None
    ] or _proved(indicator, record.parameters, about_card, about_record)
    if not found:
        return Comparison(indicator=index, verdict="not_stated", text="未说明")
    verdicts = {verdict for _, verdict in found}
    verdict = verdicts.pop() if len(verdicts) == 1 else "not_stated"
    parameter = _nearest(indicator, [parameter for parameter, _ in found])
    citation = cite(record, "parameters", parameter.text())
    text = wording(indicator, parameter, verdict)
    if proves_more(stated := quantity(parameter.name)) != stated:
        text += f"（记录写的是{parameter.name}）"
    return Comparison(indicator=index, verdict=verdict, text=text, citation=citation)


def compare_parameter(indicator: Indicator, index: int, record: Achievement, parameter: Parameter) -> Comparison:
    """Compare an indicator with one parameter that is known to mean its quantity."""
    verdict = judge(indicator, parameter, change=_wanted(indicator).change != 0)
    if verdict is None:
        return Comparison(indicator=index, verdict="not_stated", text="未说明")
    text = f"{wording(indicator, parameter, verdict)}（记录写的是{parameter.name}）"
    citation = cite(record, "parameters", parameter.text())
    return Comparison(indicator=index, verdict=verdict, text=text, citation=citation)


def _wanted(indicator: Indicator) -> Property:
    return quantity(indicator.name, indicator.quote, unit=indicator.unit)


def _proved(
    indicator: Indicator, parameters: list[Parameter], about_card: str, about_record: str
) -> list[tuple[Parameter, Verdict]]:
    """Stricter quantities that meet a floor; one that misses it says nothing about the quantity that was asked for."""
    wanted = _wanted(indicator)
    if direction_of(indicator.op) <= 0:
        return []
    return [
        (parameter, "met")
        for parameter in parameters
        if (stated := quantity(parameter.name, parameter.condition, stated=True)) != proves_more(stated)
        and same_quantity(wanted, proves_more(stated), about_card, about_record)
        and judge(indicator, parameter) == "met"
    ]


def matching(
    indicator: Indicator, parameters: list[Parameter], about_card: str = "", about_record: str = ""
) -> list[Parameter]:
    """The parameters that mean the indicator's quantity; exact names win over names that differ in the object."""
    lasting = is_duration(indicator.unit)
    wanted = _wanted(indicator)
    wanted = as_duration(wanted) if lasting else wanted
    exact: list[Parameter] = []
    near: list[Parameter] = []
    for parameter in parameters:
        stated = quantity(parameter.name, parameter.condition, stated=True)
        if not quantity(parameter.name).states - {USUAL} <= wanted.states:
            continue
        if lasting and is_duration(parameter.unit):
            stated = as_duration(stated)
        if same_quantity(wanted, stated, about_card, f"{about_record} {parameter.condition}"):
            (exact if wanted.base == stated.base else near).append(parameter)
    return exact or near


def _nearest(indicator: Indicator, parameters: list[Parameter]) -> Parameter:
    """The least favourable of several agreeing parameters, so that the text never flatters."""

    def distance(parameter: Parameter) -> float:
        value = to_unit(parameter.value, parameter.unit, indicator.unit, name=indicator.name)
        return value if value is not None else parameter.value

    return max(parameters, key=distance) if direction_of(indicator.op) < 0 else min(parameters, key=distance)
