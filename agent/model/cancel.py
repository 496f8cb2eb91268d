"""A turn's stop button: set by whoever notices that the client went away."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Cancel:
    """Set once, from any thread; what was registered with ``on_set`` runs then, and later registrations run at once."""

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
