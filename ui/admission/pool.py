"""The pool of turns: a few at work, some waiting in a queue, the rest refused honestly.

A turn runs to its end once it was let in, also when its client has gone: what it became is kept and stands there when
the client comes back.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
log = logging.getLogger(__name__)
ASKS_EVERY_S = 1.0
"""How often somebody who waits is told how many are before him, when that changed."""


class Full(Exception):
    """Nobody more is let in; ``retry_after`` is when it may be tried again, in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"full, retry after {retry_after} s")
        self.retry_after = retry_after


@dataclass(eq=False)
class Place(Generic[T]):
    """A place in the pool: what its work has yielded so far, and whether it is at its end."""

    work: Iterator[T]
    loop: asyncio.AbstractEventLoop
    news: asyncio.Event = field(default_factory=asyncio.Event)
    made: deque[T] = field(default_factory=deque)
    begun: bool = False
    ended: bool = False

    def tell(self) -> None:
        """Wake who listens; a loop that is closed has no listener any more."""
        try:
            self.loop.call_soon_threadsafe(self.news.set)
        except RuntimeError:
            log.debug("the listener's loop is closed")


class TurnPool(Generic[T]):
    """At most ``at_once`` works at a time in threads of its own, and ``waiting`` in line. For one event loop."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._at_once = at_once
        self._waiting = waiting
        self._changed = threading.Condition()
        self._line: deque[Place[T]] = deque()
        self._promised = 0
        self._working = 0
        self._inside = 0
        self._mean_s = 1.0
        self._closed = False

    def reserve(self) -> Callable[[], None]:
        """Promise a place before what costs is begun; call the result to give it back. Raises Full."""
        with self._changed:
            if self._closed or self._inside + self._promised >= self._at_once + self._waiting:
                raise Full(max(2, round(self._mean_s * (len(self._line) + 1) / self._at_once)))
            self._promised += 1
        given_back = False

        def give_back() -> None:
            nonlocal given_back
            with self._changed:
                self._promised -= 0 if given_back else 1
                given_back = True

        return give_back

    def enter(self, work: Iterator[T], give_back: Callable[[], None]) -> Place[T]:
        """Put a work in line with the promise it has; it runs to its end whether or not anybody listens."""
        place = Place(work, asyncio.get_running_loop())
        give_back()
        with self._changed:
            self._inside += 1
            self._line.append(place)
            if self._working < self._at_once:
                self._working += 1
                threading.Thread(target=self._serve, name="turn", daemon=True).start()
        return place

    @property
    def busy(self) -> bool:
        """Whether any work is being done."""
        return self._working > 0

    def ahead(self, place: Place[T]) -> int:
        """How many stand before it in line; 0 when it is next or at work."""
        with self._changed:
            return self._line.index(place) if place in self._line else 0

    async def results(self, place: Place[T], waits: Callable[[int], T] | None = None) -> AsyncIterator[T]:
        """What the work yields, as it comes; first, while it waits, ``waits`` of how many stand before it."""
        told = -1
        while True:
            place.news.clear()
            while place.made:
                yield place.made.popleft()
            if place.ended and not place.made:
                return
            try:
                await asyncio.wait_for(place.news.wait(), None if place.begun else ASKS_EVERY_S)
            except TimeoutError:
                ahead = self.ahead(place)
                if waits is not None and not place.begun and ahead != told:
                    told = ahead
                    yield waits(ahead)

    def close(self, patience_s: float = 20.0) -> None:
        """Let nobody in any more, drop who waits and give those at work time to end."""
        with self._changed:
            self._closed = True
            for place in self._line:
                place.ended = True
                place.tell()
            self._line.clear()
            self._changed.wait_for(lambda: self._working == 0, patience_s)

    def _serve(self) -> None:
        while True:
            with self._changed:
                if not self._line:
                    self._working -= 1
                    self._changed.notify_all()
                    return
                place = self._line.popleft()
            place.begun = True
            place.tell()
            began = time.monotonic()
            try:
                for one in place.work:
                    place.made.append(one)
                    place.tell()
            except Exception:
                log.exception("a turn in the pool failed")
            finally:
                with self._changed:
                    self._inside -= 1
                place.ended = True
                place.tell()
                self._mean_s += 0.2 * (time.monotonic() - began - self._mean_s)
