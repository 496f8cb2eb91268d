"""How often somebody may try: a moving window of attempts per key, in memory."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

from knowledge.casebook import CaseError

KEYS_MAX = 50_000


class TooManyAttempts(CaseError):
    """The key has used up its attempts; ``retry_after`` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"尝试次数过多，请 {max(1, round(retry_after / 60))} 分钟后再试。")
        self.retry_after = retry_after


class Attempts:
    """At most ``limit`` attempts per key within ``seconds``, each counted from its start: a race gains nothing."""

    def __init__(self, limit: int = 10, seconds: float = 900, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._lock = Lock()
        self._made: dict[str, deque[float]] = {}

    def begin(self, *keys: str) -> None:
        """Count one attempt for every key, or raise TooManyAttempts and count none."""
        now = self._clock()
        with self._lock:
            if len(self._made) > KEYS_MAX:
                self._forget_old(now)
            for key in keys:
                made = self._recent(key, now)
                if len(made) >= self._limit:
                    raise TooManyAttempts(int(made[0] + self._seconds - now) + 1)
            for key in keys:
                self._made.setdefault(key, deque()).append(now)

    def note(self, key: str) -> None:
        """Count one attempt whatever the limit."""
        with self._lock:
            self._made.setdefault(key, deque()).append(self._clock())

    def count(self, key: str) -> int:
        """How many attempts of the key are remembered."""
        with self._lock:
            return len(self._recent(key, self._clock()))

    def forget(self, key: str) -> None:
        """Forget every attempt of the key."""
        with self._lock:
            self._made.pop(key, None)

    def forgive(self, *keys: str) -> None:
        """Take the latest attempt of every key back: it was a right one."""
        with self._lock:
            for key in keys:
                if made := self._made.get(key):
                    made.pop()

    def _recent(self, key: str, now: float) -> deque[float]:
        made = self._made.get(key, deque())
        while made and made[0] <= now - self._seconds:
            made.popleft()
        return made

    def _forget_old(self, now: float) -> None:
        self._made = {key: made for key in list(self._made) if (made := self._recent(key, now))}
