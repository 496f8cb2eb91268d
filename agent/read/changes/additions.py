"""What a further message adds to a card: more to solve, targets, present values, terms; the rest stays as it was."""

from __future__ import annotations

from datetime import date
from typing import Any

from agent.read.card import refresh, understand
from agent.read.changes.amounts import merged
from agent.read.changes.readers import joined
from agent.read.lexicon import says
from agent.read.quality import names_something
from agent.schema import RequirementCard, SubRequirement
from knowledge.quantities import find_quantities

MOST, _ASIDE = 6, 5
_ONCE = ("deadline", "deadline_months", "tier", "stage", "secrecy", "enterprise", "field")
_MONEY = ("budget_cny", "budget_quote")
_LISTS = (
    *("regions", "institution_types", "keywords", "exclude", "exclude_regions", "exclude_institutions"),
    *("constraints", "exclusions"),
)
_UNSTATED = ["未说明"]


def extend(card: RequirementCard, message: str, *, today: date | None = None) -> RequirementCard:
    """A new version of ``card`` with what ``message`` says beyond it; its words are kept in ``text``."""
    read = _settled(understand(message, today=today))
    longer = with_terms(card, read, message)
    known = {item.quote or item.text for item in longer.sub_requirements}
    more = [item for item in read.sub_requirements if (item.quote or item.text) not in known and read.problem]
    more = [item for item in more if names_something([item.text]) and not _is_value(item.quote, read)]
    items = [*longer.sub_requirements, *more][: max(MOST, len(longer.sub_requirements))]
    return refresh(longer.model_copy(update={"sub_requirements": numbered(items)}))


def _settled(read: RequirementCard) -> RequirementCard:
    """A further value that is neither bound nor wished for holds today: 不良率800ppm behind a need."""
    bare = [one for one in read.indicators if _is_bare(one.quote)]
    if not bare or says(read.text, "changes", "goal"):
        return read
    present = [*read.baselines, *(one.model_copy(update={"op": "="}) for one in bare)]
    return read.model_copy(update={"indicators": [x for x in read.indicators if x not in bare], "baselines": present})


def _is_bare(quote: str) -> bool:
    said = find_quantities(quote)
    return len(said) == 1 and said[0].op is None and not said[0].cue


def _is_value(quote: str, read: RequirementCard) -> bool:
    """Whether a stretch says no more than a value or a condition that the card holds anyway."""
    values = [one.quote for one in (*read.indicators, *read.baselines)]
    return any(quote in held or (held and held in quote and len(quote) - len(held) < _ASIDE) for held in values) or any(
        quote in held for held in read.constraints
    )


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
