"""What a further message adds to a card: more to solve, targets, present values, terms; the rest stays as it was."""

from __future__ import annotations

from datetime import date

from agent.read.card import refresh, understand
from agent.read.changes.answers import merge_answer
from agent.schema import RequirementCard, SubRequirement

MOST = 6


def extend(card: RequirementCard, message: str, slots: list[str], *, today: date | None = None) -> RequirementCard:
    """A new version of ``card`` with what ``message`` says beyond it; ``slots`` are the fields that were asked for."""
    longer = merge_answer(card, message, slots, today=today)
    read = understand(message, today=today)
    known = {item.quote or item.text for item in longer.sub_requirements}
    more = [item for item in read.sub_requirements if (item.quote or item.text) not in known and read.problem]
    items = [*longer.sub_requirements, *more][: max(MOST, len(longer.sub_requirements))]
    return refresh(longer.model_copy(update={"sub_requirements": _numbered(items)}))


def _numbered(items: list[SubRequirement]) -> list[SubRequirement]:
    return [item.model_copy(update={"id": f"S{number}"}) for number, item in enumerate(items, 1)]
