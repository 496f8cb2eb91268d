"""One budget for everything that a turn spends on the model: calls, tool calls, tokens and wall time."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from agent.model.faults import ModelUnavailable
from agent.settings import Settings

MIN_CALL_S = 0.05
MIN_OUT = 64


@dataclass
class Budget:
    """What is left of a turn. Retries, repairs, tool rounds and calls beside each other all draw on it."""

    calls: int
    tool_calls: int
    tokens_in: int
    tokens_out: int
    seconds: float
    _started: float = field(default_factory=time.monotonic)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Budget:
        """A full budget as configured."""
        return cls(
            calls=settings.turn_model_calls,
            tool_calls=settings.turn_tool_calls,
            tokens_in=settings.turn_tokens_in,
            tokens_out=settings.turn_tokens_out,
            seconds=settings.turn_timeout_s,
        )

    @property
    def remaining_s(self) -> float:
        """Wall time left, in seconds."""
        return self.seconds - (time.monotonic() - self._started)

    def begin_call(self, tokens_in: int) -> None:
        """Take one call and its prompt; raises ModelUnavailable when one of them or the time is used up."""
        if self.remaining_s < MIN_CALL_S:
            raise ModelUnavailable("timeout", "turn")
        with self._lock:
            if self.calls <= 0 or tokens_in > self.tokens_in or self.tokens_out < MIN_OUT:
                raise ModelUnavailable("budget")
            self.calls -= 1
            self.tokens_in -= tokens_in

    def end_call(self, tokens_out: int, tokens_in_more: int = 0) -> None:
        """Take what the answer cost, and what the prompt cost beyond the estimate."""
        with self._lock:
            self.tokens_out -= tokens_out
            self.tokens_in -= max(0, tokens_in_more)

    def take_tool_calls(self, count: int) -> None:
        """Take tool calls; raises ModelUnavailable when there are fewer left."""
        if count > self.tool_calls:
            raise ModelUnavailable("loop")
        self.tool_calls -= count
