"""What a further message adds to a card: more to solve, targets, present values, terms; the rest stays as it was."""

from __future__ import annotations

from datetime import date
from typing import Any

from agent.read.card import refresh, understand
from agent.read.changes.amounts import merged
from agent.read.changes.readers import joined
from agent.read.quality import names_something
from agent.schema import RequirementCard, SubRequirement

MOST = 6
_ONCE = ("deadline", "deadline_months", "tier", "stage", "secrecy", "enterprise", "field")
_MONEY = ("budget_cny", "budget_quote")
_LISTS = (
    *("regions", "institution_types", "keywords", "exclude", "exclude_regions", "exclude_institutions"),
    *("constraints", "exclusions"),
)
_UNSTATED = ["未说明"]


def extend(card: RequirementCard, message: str, *, today: date | None = None) -> RequirementCard:
    """A new version of ``card`` with what ``message`` says beyond it; its words are kept in ``text``."""
    read = understand(message, today=today)
    longer = with_terms(card, read, message)
    known = {item.quote or item.text for item in longer.sub_requirements}
    more = [item for item in read.sub_requirements if (item.quote or item.text) not in known and read.problem]
    more = [item for item in more if names_something([item.text])]
    items = [*longer.sub_requirements, *more][: max(MOST, len(longer.sub_requirements))]
    return refresh(longer.model_copy(update={"sub_requirements": numbered(items)}))


def with_terms(card: RequirementCard, read: RequirementCard, message: str) -> RequirementCard:
    """A new version of ``card`` with the values and terms of ``read``: what is empty is filled, lists grow."""
    update: dict[str, Any] = {"version": card.version + 1, "text": f"{card.text}\n{message}".strip()}
    update |= merged(card, read.indicators, read.baselines)
    update |= {name: getattr(card, name) or getattr(read, name) for name in _ONCE}
    if card.budget_cny is None:
        update |= {name: getattr(read, name) for name in _MONEY}
    update |= {name: joined(getattr(card, name), getattr(read, name)) for name in _LISTS}
    update["regions"] = [one for one in update["regions"] if one not in read.exclude_regions]
    update["guesses"] = [*card.guesses, *(one for one in read.guesses if one not in card.guesses)]
    update["unread"] = [*card.unread, *(one for one in read.unread if one not in card.unread)]
    update["cooperation"] = read.cooperation if card.cooperation == _UNSTATED else card.cooperation
    return card.model_copy(update=update)


def numbered(items: list[SubRequirement]) -> list[SubRequirement]:
    """The items with their ids in order: S1, S2 …"""
    return [item.model_copy(update={"id": f"S{number}"}) for number, item in enumerate(items, 1)]
