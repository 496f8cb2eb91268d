"""How often somebody may ask, counted in a small file beside the data, so that a restart forgets nothing."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread

log = logging.getLogger(__name__)
MINUTE, DAY = 60, 86_400
_WRITES_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``amount`` in any ``seconds``; ``name`` tells limits on one key apart, ``what`` tells the user."""

    name: str
    amount: int
    seconds: int
    what: str


class Exceeded(Exception):
    """A limit is reached; ``retry_after`` in seconds."""

    def __init__(self, limit: Limit, retry_after: int) -> None:
        super().__init__(limit.what)
        self.limit = limit
        self.retry_after = retry_after


class Counts:
    """Counts by limit and key in sliding windows; keys are kept as hashes. Thread-safe.

    Counting is done in memory, since every request does it and a file would hold up the loop that answers them all. A
    thread writes what changed into the file every second: a restart forgets nothing, a kill at most that second. Where
    no file can be written the counts stay in memory.
    """

    def __init__(self, path: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = Lock()
        self._db = _open(path)
        self._counts: dict[tuple[str, int], int] = {}
        self._ends: dict[tuple[str, int], float] = {}
        self._changed: set[tuple[str, int]] = set()
        for key, window, ends, count in self._db.execute("SELECT key, window, ends, count FROM hits"):
            self._counts[key, window], self._ends[key, window] = count, ends
        self._stop = Event()
        self._thread = Thread(target=self._run, name="limits", daemon=True)
        self._thread.start()

    def hit(self, *wanted: tuple[Limit, str]) -> None:
        """Count one for every limit and key, or raise Exceeded and count none."""
        moment = self._clock()
        keys = [(limit, f"{limit.name}:{_hash(key)}", int(moment // limit.seconds)) for limit, key in wanted]
        with self._lock:
            for limit, key, window in keys:
                now, before = self._counts.get((key, window), 0), self._counts.get((key, window - 1), 0)
                share = 1 - (moment % limit.seconds) / limit.seconds
                if now + before * share >= limit.amount:
                    raise Exceeded(limit, max(1, round(limit.seconds - moment % limit.seconds)))
            for limit, key, window in keys:
                self._counts[key, window] = self._counts.get((key, window), 0) + 1
                self._ends[key, window] = (window + 2) * limit.seconds
                self._changed.add((key, window))

    def close(self) -> None:
        """Write what is not written yet and close the file."""
        self._stop.set()
        self._thread.join()
        self._write()
        self._db.close()

    def _run(self) -> None:
        while not self._stop.wait(_WRITES_EVERY_S):
            self._write()

    def _write(self) -> None:
        """Write what changed, and drop what is past."""
        moment = self._clock()
        with self._lock:
            past = [at for at, ends in self._ends.items() if ends < moment]
            for at in past:
                del self._counts[at], self._ends[at]
            rows = [(*at, self._ends[at], self._counts[at]) for at in self._changed if at in self._counts]
            self._changed.clear()
        if not rows and not past:
            return
        try:
            with self._db:
                self._db.executemany("INSERT OR REPLACE INTO hits VALUES (?, ?, ?, ?)", rows)
                self._db.execute("DELETE FROM hits WHERE ends < ?", (moment,))
        except sqlite3.Error:
            log.exception("limits cannot be written into their file; they are counted in memory")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def _open(path: Path | None) -> sqlite3.Connection:
    for place in (path, None):
        try:
            db = sqlite3.connect(place or ":memory:", check_same_thread=False, timeout=2)
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=OFF")
            table = "key TEXT, window INTEGER, ends REAL, count INTEGER, PRIMARY KEY (key, window)"
            db.execute(f"CREATE TABLE IF NOT EXISTS hits ({table}) WITHOUT ROWID")
            db.execute("SELECT count(*) FROM hits").fetchone()
        except sqlite3.Error as error:
            log.warning("limits are counted in memory: %s", error)
            if place is not None and isinstance(error, sqlite3.DatabaseError):
                place.unlink(missing_ok=True)
        else:
            return db
    raise AssertionError("a database in memory can always be opened")
