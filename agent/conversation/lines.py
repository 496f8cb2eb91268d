"""Waiting in line: of one conversation one turn runs at a time, in the order they came."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Lines:
    """One line per key; a key that nobody waits for takes no memory. Thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: dict[str, deque[object]] = {}

    def waiting(self, key: str) -> int:
        """How many stand in that line, the one at work included."""
        with self._changed:
            return len(self._waiting.get(key, ()))

    @contextmanager
    def turn(self, key: str, patience_s: float) -> Iterator[bool]:
        """Wait for everybody who came before; False when that took longer than ``patience_s``.

        It may be left in another thread than it was entered in.
        """
        me = object()
        until = time.monotonic() + patience_s
        with self._changed:
            line = self._waiting.setdefault(key, deque())
            line.append(me)
            first = self._changed.wait_for(lambda: line[0] is me, max(0.0, until - time.monotonic()))
        try:
            yield first
        finally:
            with self._changed:
                line.remove(me)
                if not line and self._waiting.get(key) is line:
                    del self._waiting[key]
                self._changed.notify_all()
