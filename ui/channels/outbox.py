"""The worker of the outbox: hands letters to the senders of their channels until they arrive or are given up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from time import monotonic

from knowledge import Casebook, DatabaseProblem, Letter

log = logging.getLogger(__name__)
LOOKS_EVERY_S = 5.0
"""How long the worker sleeps at most: another process may have put a letter."""

TIDIES_EVERY_S = 3_600.0


class NotSent(Exception):
    """A letter did not arrive; ``final`` when no further attempt can help. The text is kept: no secret in it."""

    def __init__(self, why: str, *, retry_after_s: float | None = None, final: bool = False) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s
        self.final = final


Sender = Callable[[Letter], None]
"""Sends a letter within the lease, or raises NotSent."""


class OutboxWorker:
    """Some threads that send what stands in the outbox. ``wake`` after a letter was put."""

    def __init__(self, casebook: Casebook, senders: Mapping[str, Sender], threads: int = 2) -> None:
        self._casebook = casebook
        self._senders = dict(senders)
        self._news = threading.Condition()
        self._rung = 0
        self._ended = False
        self._tidied = 0.0
        self._threads = [threading.Thread(target=self._run, name="outbox", daemon=True) for _ in range(threads)]

    def start(self) -> None:
        """Begin with what was left there by an earlier process."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look into the outbox now."""
        with self._news:
            self._rung += 1
            self._news.notify_all()

    def close(self, patience_s: float = 10.0) -> None:
        """Stop after the letters at hand; what is not sent by then is sent by the next process."""
        with self._news:
            self._ended = True
            self._news.notify_all()
        until = monotonic() + patience_s
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, until - monotonic()))

    def send_one(self) -> bool:
        """Send the letter that is due; False when there is none."""
        letter = self._casebook.outbox.claim(list(self._senders))
        if letter is None:
            return False
        try:
            self._senders[letter.channel](letter)
        except NotSent as error:
            self._casebook.outbox.failed(letter.id, str(error), retry_after_s=error.retry_after_s, final=error.final)
        except Exception as error:
            log.exception("the sender of %s failed", letter.channel)
            self._casebook.outbox.failed(letter.id, type(error).__name__)
        else:
            self._casebook.outbox.sent(letter.id)
        return True

    def _run(self) -> None:
        while not self._ended:
            rung = self._rung
            try:
                if self.send_one():
                    continue
                self._tidy()
                wait = self._until_due()
            except DatabaseProblem as error:
                log.warning("the outbox cannot be read: %s", error)
                wait = LOOKS_EVERY_S
            except Exception:
                log.exception("the outbox goes on after an error")
                wait = LOOKS_EVERY_S
            with self._news:
                if not self._ended and rung == self._rung:
                    self._news.wait(wait)

    def _until_due(self) -> float:
        due = self._casebook.outbox.next_due(list(self._senders))
        left = LOOKS_EVERY_S if due is None else (due - datetime.now(UTC)).total_seconds()
        return min(LOOKS_EVERY_S, max(0.05, left))

    def _tidy(self) -> None:
        if monotonic() - self._tidied > TIDIES_EVERY_S or not self._tidied:
            self._tidied = monotonic()
            self._casebook.outbox.forget()
            self._casebook.kept_answers.forget()
