"""The beginning of a turn: a message that was said, or a card that was corrected field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.read import apply_changes
from agent.read.memory import Memory
from agent.read.reading import Reading
from agent.schema import RequirementCard
from agent.turn.state import Turn


def said(message: str, memory: Memory) -> Turn:
    """The turn of a message."""
    return Turn(message=message, memory=memory)


def corrected(changes: Mapping[str, Any], memory: Memory) -> Turn:
    """The turn of a corrected card. Raises CardError for an unknown field or a wrong value."""
    message = f"（修改需求卡：{'、'.join(sorted(changes))}）"
    card = apply_changes(memory.card or RequirementCard(), dict(changes))
    return Turn(message=message, memory=memory, reading=Reading("confirm", message), card=card, changes=[])
