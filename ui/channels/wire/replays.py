"""Callbacks that are too old or come again: a window of time, and what was seen within it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from ui.channels.wire.crypto import Refused

WINDOW_S = 300
TIMES = 3
"""How often one callback may come: WeChat sends it again twice when no answer came in five seconds."""
MOST = 50_000


class Replays:
    """The callbacks of the last minutes. Thread-safe; what a restart forgets is still told apart by its message id."""

    def __init__(self, window_s: int = WINDOW_S, clock: Callable[[], float] = time.time) -> None:
        self._window_s = window_s
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: OrderedDict[tuple[str, str], tuple[float, str, int]] = OrderedDict()

    def check(self, timestamp: str, nonce: str, signature: str) -> None:
        """Count a callback whose signature is right.

        Refused when its moment lies outside the window, when its nonce was used for something else, and when it comes
        more than :data:`TIMES` times.
        """
        moment = self._clock()
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            raise Refused("no timestamp")
        if abs(moment - int(timestamp)) > self._window_s:
            raise Refused("outside the window of time")
        if not 1 <= len(nonce) <= 128:
            raise Refused("no nonce")
        with self._lock:
            self._forget(moment)
            _, before, times = self._seen.get((timestamp, nonce), (0.0, signature, 0))
            if before != signature:
                raise Refused("a nonce used twice")
            if times >= TIMES:
                raise Refused("replayed")
            self._seen[timestamp, nonce] = (moment, signature, times + 1)

    def _forget(self, moment: float) -> None:
        while self._seen:
            oldest = next(iter(self._seen))
            if len(self._seen) < MOST and moment - self._seen[oldest][0] <= 2 * self._window_s:
                return
            del self._seen[oldest]
