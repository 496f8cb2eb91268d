"""What /healthz says while turns are at work: looked up beside them every second, and told from memory."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)
EVERY_S = 1.0
STALE_S = 15.0
STUCK = "检查已经超过 15 秒没有结果，服务可能卡住了。"


class HealthWatch:
    """Asks ``look`` again and again in a thread of its own, so that nobody who asks for the answer waits for it."""

    def __init__(self, look: Callable[[], dict[str, Any]]) -> None:
        self._look = look
        self._found = look()
        self._at = time.monotonic()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="health", daemon=True)
        self._thread.start()

    def told(self) -> dict[str, Any]:
        """The last answer, at most a second old; an error when none has come for long."""
        if time.monotonic() - self._at > STALE_S:
            return {**self._found, "status": "error", "problem": STUCK}
        return self._found

    def fresh(self) -> dict[str, Any]:
        """The answer of now."""
        self._found, self._at = self._look(), time.monotonic()
        return self._found

    def close(self) -> None:
        """Ask no more."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.wait(EVERY_S):
            try:
                self.fresh()
            except Exception:
                log.exception("the health of the service could not be looked up")
