"""The targets and present values of a card after a message: the model's where they hold, ours where it said nothing.

A number that the model accounts for, be it as a value or as something to leave aside, is the model's to place; of the
others ours stand. So a model that leaves numbers out costs nothing, and one that reads them overrules ours.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.model.text.quotes import find_quote
from agent.read.by_model.proposed import Proposal, Row, rows, texts
from agent.read.by_model.schema import MOST_VALUES
from agent.read.by_model.values import UNNAMED, Checked, checked
from agent.read.changes.amounts import merged
from agent.schema import Indicator, RequirementCard
from knowledge.quantities import find_numbers

LISTS = {"targets": "indicators", "present": "baselines"}
MARKS = {"indicators": "I", "baselines": "B"}


@dataclass(frozen=True)
class Sides:
    """The proposed values that hold: by list of the card, and by the id of the one that they replace."""

    held: dict[str, list[Indicator]]
    replaced: dict[str, Indicator]


def amounts(
    need: Row, proposal: Proposal, before: RequirementCard, ours: RequirementCard, gone: frozenset[str]
) -> dict[str, Any]:
    """The lists of values of ``ours`` as they become; ``before`` is the card before the message, ``gone`` its ids that
    the user takes off."""
    found = _sides(need, proposal, before, ours)
    away = gone & ids(before).keys()
    if not any(found.held.values()) and not found.replaced and not away:
        return {name: _ours_alone(name, need, proposal, before, ours) for name in MARKS}
    base = before.model_copy(update=_replaced(before, found.replaced, away))
    changed = merged(base, found.held["indicators"], found.held["baselines"])
    read = [*found.replaced.values(), *(one for values in found.held.values() for one in values)]
    known = _numbers(need, proposal, read)
    for name in MARKS:
        more = [one for one in _new(name, before, ours) if not _accounted(one, known)]
        changed[name] = [*changed[name], *(one for one in more if one not in changed[name])]
        proposal.note(name, _told(changed[name]), _told(getattr(ours, name)), _whose(changed[name], ours, name))
    return changed


def ids(card: RequirementCard) -> dict[str, Indicator]:
    """Every value of a card under the id by which the model is told of it: I1, I2 … B1 …"""
    return {
        f"{MARKS[name]}{number}": one
        for name in MARKS
        for number, one in enumerate((x for x in getattr(card, name) if not x.suggestion), 1)
    }


def _replaced(card: RequirementCard, new: Mapping[str, Indicator], away: Collection[str]) -> dict[str, list[Indicator]]:
    """The lists of the card with the new values in the places of the old, and without what is taken off."""
    known = {id(one): name for name, one in ids(card).items()}
    return {
        name: [
            new.get(known.get(id(one), ""), one) for one in getattr(card, name) if known.get(id(one), "") not in away
        ]
        for name in MARKS
    }


def _ours_alone(
    name: str, need: Row, proposal: Proposal, before: RequirementCard, ours: RequirementCard
) -> list[Indicator]:
    """Ours without the values that the model saw and leaves aside."""
    values: list[Indicator] = list(getattr(ours, name))
    known = _numbers(need, proposal, [])
    doubted = [one for one in _new(name, before, ours) if _accounted(one, known)]
    if doubted and proposal.leads:
        proposal.note(name, "不是指标也不是现状", _told(doubted), "model")
        return [one for one in values if one not in doubted]
    return values


def _sides(need: Row, proposal: Proposal, before: RequirementCard, ours: RequirementCard) -> Sides:
    held: dict[str, list[Indicator]] = {}
    replaced: dict[str, Indicator] = {}
    old = ids(before)
    known = "\n".join(f"{one.name}\n{one.unit}" for one in old.values())
    for name, target in LISTS.items():
        given = rows(need.get(name))[:MOST_VALUES]
        found = [
            checked(row, proposal.message, target=name == "targets", budget=ours.budget_cny, known=known)
            for row in given
        ]
        for row, one in zip(given, found, strict=True):
            if one.problem:
                said = f"{row.get('name')} {row.get('value')} {row.get('unit')}"
                proposal.note(target, said, "", "refused", one.problem)
        good = [one for one in found if one.value is not None]
        replaced |= {one.replaces: _renewed(one, old[one.replaces]) for one in good if one.replaces in old}
        held[target] = [_called(one, ours) for one in good if one.replaces not in old]
    return Sides(held, replaced)


def _renewed(one: Checked, old: Indicator) -> Indicator:
    """The value in the place of an old one, under its name and in its unit where the change says neither."""
    value = one.value
    assert value is not None
    name = old.name if value.name == UNNAMED else value.name
    return value.model_copy(update={"name": name, "unit": value.unit or old.unit})


def _called(one: Checked, ours: RequirementCard) -> Indicator:
    """The value; one without a name of the model's under the name that ours gave it."""
    value = one.value
    assert value is not None
    if value.name != UNNAMED:
        return value
    same = [other.name for other in (*ours.indicators, *ours.baselines) if _same(other, value)]
    return value.model_copy(update={"name": same[0]}) if same else value


def _same(one: Indicator, other: Indicator) -> bool:
    return (one.value, one.value_max, one.unit) == (other.value, other.value_max, other.unit)


def _new(name: str, before: RequirementCard, ours: RequirementCard) -> list[Indicator]:
    """What ours read in the message and was not on the card."""
    return [one for one in getattr(ours, name) if one not in getattr(before, name) and not one.suggestion]


def _numbers(need: Row, proposal: Proposal, held: Sequence[Indicator]) -> frozenset[float]:
    """Every number that the model placed somewhere, of quotes that stand in the message."""
    quotes = [*texts(need.get("limits")), *proposal.aside, *proposal.unread]
    quotes += [str(row.get("quote")) for row in rows(need.get("exclusions"))]
    quotes += [str(need[name].get("quote")) for name in ("budget", "deadline") if isinstance(need.get(name), dict)]
    stated = [number for quote in quotes for number in find_numbers(find_quote(quote, proposal.message))]
    values = [value for one in held for value in (one.value, one.value_max) if value is not None]
    return frozenset([*values, *(one.value for one in stated), *(one.value / one.scale for one in stated)])


def _accounted(one: Indicator, known: frozenset[float]) -> bool:
    return one.value in known and (one.value_max is None or one.value_max in known)


def _told(values: Sequence[Indicator]) -> list[str]:
    return [one.text() for one in values if not one.suggestion]


def _whose(now: Sequence[Indicator], ours: RequirementCard, name: str) -> Any:
    plain = {(one.op, one.value, one.value_max, one.unit) for one in now}
    return "both" if plain == {(one.op, one.value, one.value_max, one.unit) for one in getattr(ours, name)} else "model"
