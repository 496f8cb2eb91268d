"""The state of a conversation as the reading of acts sees it: what a message may mean depends on what came before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from agent.read.acts.references import NameIndex
from agent.read.memory import Memory
from agent.schema import Act

CardState = Literal["none", "vague", "full"]
ASKING: frozenset[Act] = frozenset({"recommend", "confirm", "ask", "more"})
"""Acts whose answers may end with a question back."""


@dataclass(frozen=True)
class State:
    """What the classifier may know: the card, whether a list or a question stands open, the last act, the turns."""

    card: CardState = "none"
    listed: bool = False
    asked: bool = False
    last: Act | None = None
    turns: int = 0

    @classmethod
    def of(cls, memory: Memory) -> State:
        """The state that a conversation's memory holds."""
        card: CardState = "none" if memory.card is None else "vague" if memory.card.vague else "full"
        asked = bool(memory.asked) and memory.last in ASKING
        return cls(card, bool(memory.order), asked, memory.last, memory.turns)

    def after(self, act: Act) -> State:
        """The state after a turn of this act, as far as it can be told without its answer; used to fit."""
        turns = self.turns + 1
        if act == "recommend":
            return State("full", True, False, act, turns)
        if act == "ask":
            return State("vague" if self.card == "none" else self.card, self.listed, True, act, turns)
        return State(self.card, self.listed, False, act, turns)


@dataclass(frozen=True)
class Scene:
    """Everything that reading a message may use: the memory of the conversation and the names of records."""

    memory: Memory = field(default_factory=Memory)
    names: NameIndex = field(default_factory=lambda: NameIndex(()))

    @property
    def state(self) -> State:
        """The conversation's state."""
        return State.of(self.memory)
