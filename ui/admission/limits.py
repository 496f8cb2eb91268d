"""How often somebody may ask, counted in a small file beside the data, so that a restart forgets nothing."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

log = logging.getLogger(__name__)
MINUTE, DAY = 60, 86_400
_TIDY_EVERY = 1000


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
    """Counts by limit and key in sliding windows; keys are stored as hashes. Thread-safe.

    The file is written without waiting for the disk: it survives the end of the process, not of the machine. Where no
    file can be written the counts are kept in memory.
    """

    def __init__(self, path: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = Lock()
        self._db = _open(path)
        self._hits = 0

    def hit(self, *wanted: tuple[Limit, str]) -> None:
        """Count one for every limit and key, or raise Exceeded and count none."""
        moment = self._clock()
        with self._lock:
            try:
                with self._db:
                    self._check_and_count(moment, wanted)
            except sqlite3.Error:
                log.exception("limits cannot be counted in their file; from here on they are counted in memory")
                self._db = _open(None)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def _check_and_count(self, moment: float, wanted: tuple[tuple[Limit, str], ...]) -> None:
        keys = [(limit, f"{limit.name}:{_hash(key)}", int(moment // limit.seconds)) for limit, key in wanted]
        for limit, key, window in keys:
            now, before = self._count(key, window), self._count(key, window - 1)
            share = 1 - (moment % limit.seconds) / limit.seconds
            if now + before * share >= limit.amount:
                raise Exceeded(limit, max(1, round(limit.seconds - moment % limit.seconds)))
        for limit, key, window in keys:
            self._db.execute(
                "INSERT INTO hits VALUES (?, ?, ?, 1) ON CONFLICT (key, window) DO UPDATE SET count = count + 1",
                (key, window, (window + 2) * limit.seconds),
            )
        self._hits += 1
        if self._hits % _TIDY_EVERY == 0:
            self._db.execute("DELETE FROM hits WHERE ends < ?", (moment,))

    def _count(self, key: str, window: int) -> int:
        row = self._db.execute("SELECT count FROM hits WHERE key = ? AND window = ?", (key, window)).fetchone()
        return int(row[0]) if row else 0


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
