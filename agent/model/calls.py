"""What the calls of one turn leave behind, and the button that stops them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from agent.tokens import count_tokens


@dataclass
class Call:
    """One call of the model: ``prompt`` is name@version, ``cost`` in yuan, ``error`` a reason, ``at`` epoch seconds."""

    prompt: str
    model: str
    mode: str = "plain"
    ms: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    counted: str = "estimate"
    error: str = ""
    at: float = field(default_factory=time.time)

    def usage(self, reported: Mapping[str, Any] | None, text: str) -> None:
        """Take the provider's own count, or count the answer ourselves."""
        if reported and reported.get("output_tokens"):
            self.tokens_in = int(reported.get("input_tokens") or self.tokens_in)
            self.tokens_out = int(reported["output_tokens"])
            self.counted = "provider"
        else:
            self.tokens_out = count_tokens(text)


@dataclass
class ToolUse:
    """One call of a tool: its arguments, what it found, or why it was refused."""

    name: str
    arguments: dict[str, Any]
    found: list[str] = field(default_factory=list)
    error: str = ""


@dataclass(frozen=True)
class Decision:
    """What became of one thing that the model proposed: ``step`` read, judge, word, …; ``field`` what it was about.

    ``proposed`` and ``taken`` are short texts for a reader; nothing was taken where ``taken`` is empty. ``reason`` says
    in Chinese why code changed or refused it.
    """

    step: str
    field: str
    proposed: str
    taken: str = ""
    reason: str = ""

    @property
    def outcome(self) -> Literal["taken", "changed", "refused"]:
        """Whether code took it as it was, took something else in its place, or took nothing."""
        if not self.taken:
            return "refused"
        return "taken" if self.taken == self.proposed else "changed"

    def export(self) -> dict[str, str]:
        """As plain data, the outcome beside the fields."""
        return asdict(self) | {"outcome": self.outcome}


class Cancel:
    """A turn's stop button, pressed by whoever notices that the client went away.

    Set once, from any thread; what was registered with ``on_set`` runs then, and later registrations run at once."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._actions: list[Callable[[], None]] = []

    def set(self) -> None:
        """Stop the turn's calls."""
        with self._lock:
            self._event.set()
            actions, self._actions = self._actions, []
        for action in actions:
            action()

    def is_set(self) -> bool:
        """Whether the turn was stopped."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep up to ``seconds``; True as soon as the turn is stopped."""
        return self._event.wait(seconds)

    def on_set(self, action: Callable[[], None]) -> Callable[[], None]:
        """Run ``action`` when the turn is stopped; the returned function takes the registration back."""
        with self._lock:
            if not self._event.is_set():
                self._actions.append(action)
                return lambda: self._forget(action)
        action()
        return lambda: None

    def _forget(self, action: Callable[[], None]) -> None:
        with self._lock:
            if action in self._actions:
                self._actions.remove(action)
