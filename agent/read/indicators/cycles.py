"""How often something must be done: 15天就要换水 states a cycle, a longer time wished for is its target."""

from __future__ import annotations

import re

from agent.schema import Indicator
from knowledge.quantities import find_numbers, fold, parse_han

_TIME = r"(?:个月|星期|小时|天|周|月|年)"
_ACT = r"(?P<act>更换|换|清洗|清理|保养|维护|校准|再生)"
_DONE = r"(?:(?:一?次)(?P<after>水|液|油|芯|药|料|网|刀|辊|膜)?|(?P<noun>水|液|油|芯|药|网|刀|辊|膜))"
_HURRY = r"(?:左右|就|才|都|便|要|需要|需|得|必须|只能)*"
_CYCLE = re.compile(rf"每?隔?(?P<number>[\d.]+|[一二两三四五六七八九十半]+)(?P<unit>{_TIME}){_HURRY}{_ACT}{_DONE}")
_NAMED = re.compile(rf"(?:{_HURRY}{_ACT}{_DONE})$")


def with_cycles(
    text: str, targets: list[Indicator], baselines: list[Indicator]
) -> tuple[list[Indicator], list[Indicator]]:
    """Targets in a unit of time that follow a stated cycle are named after it, and the cycle is their baseline."""
    stated = next(iter(_CYCLE.finditer(fold(text))), None)
    if stated is None:
        return targets, baselines
    wished = [one for one in targets if _is_wished(one, stated)]
    if not wished:
        return targets, baselines
    name = f"{stated['act']}{_object(stated) or _object(_NAMED.search(wished[0].name))}周期"
    named = [one.model_copy(update={"name": name}) if one in wished else one for one in targets]
    present = _baseline(text, stated, name)
    known = any(one.value == present.value and one.unit == present.unit for one in baselines)
    return named, baselines if known or _states(wished[0], present) else [*baselines, present]


def _is_wished(indicator: Indicator, stated: re.Match[str]) -> bool:
    same_act = _NAMED.search(indicator.name) is not None or stated["act"] in indicator.name
    return bool(re.fullmatch(_TIME, indicator.unit)) and (same_act or stated["number"] in indicator.name)


def _object(act: re.Match[str] | None) -> str:
    """What is changed, where the act names it: 水 of 换一次水."""
    return (act["after"] or act["noun"] or "") if act else ""


def _states(target: Indicator, present: Indicator) -> bool:
    return (target.value, target.unit) == (present.value, present.unit)


def _baseline(text: str, stated: re.Match[str], name: str) -> Indicator:
    number = stated["number"]
    value = 0.5 if number == "半" else parse_han(number) if not number[0].isdigit() else find_numbers(number)[0].value
    quote = text[stated.start() : stated.end()]
    return Indicator(name=name, op="=", value=value or 0.0, unit=stated["unit"], quote=quote)
