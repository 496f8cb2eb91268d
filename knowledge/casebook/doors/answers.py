"""Kept answers: what a request with an Idempotency-Key was answered, so that its repetition is answered the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from knowledge.casebook.base import ConflictError, Store, View
from knowledge.casebook.doors.tables import kept_answers
from knowledge.storage.database import now
from knowledge.storage.transactions import insert_missing, writing

KEPT = timedelta(hours=24)
AT_WORK = timedelta(minutes=10)
"""A request that is at work longer than any may take was left by a process that ended, and may be made again."""


class KeptAnswer(View):
    """An answer as it was encrypted; ``status`` 0 while the first request is still at work."""

    request_hash: str
    status: int
    answer: bytes


class KeptAnswers(Store):
    """The kept answers of one tenant; ``key_hash`` tells the key and who used it."""

    def begin(self, key_hash: str, request_hash: str) -> KeptAnswer | None:
        """None when the request is to be worked on now, else what is known of its first making.

        ConflictError when the key was used for another request.
        """
        row: dict[str, Any] = {"tenant": self.tenant, "key_hash": key_hash, "request_hash": request_hash}
        row |= {"status": 0, "answer": b"", "at": now()}
        mine = self._mine(kept_answers, key_hash=key_hash)
        stale = (kept_answers.c.status == 0) & (kept_answers.c.at < now() - AT_WORK)
        with writing(self._engine) as connection:
            connection.execute(delete(kept_answers).where(mine, stale | (kept_answers.c.at < now() - KEPT)))
            if insert_missing(connection, kept_answers, row):
                return None
            kept = connection.execute(select(kept_answers).where(mine)).mappings().one()
            if kept["request_hash"] != request_hash:
                raise ConflictError("这个 Idempotency-Key 已用于另一个请求，请换一个。")
            return KeptAnswer.model_validate(dict(kept))

    def keep(self, key_hash: str, status: int, answer: bytes) -> None:
        """Keep the answer of a request that was begun."""
        with writing(self._engine) as connection:
            mine = self._mine(kept_answers, key_hash=key_hash)
            connection.execute(update(kept_answers).where(mine).values(status=status, answer=answer))

    def drop(self, key_hash: str) -> None:
        """Forget a request that came to nothing: it may be made again."""
        with writing(self._engine) as connection:
            connection.execute(delete(kept_answers).where(self._mine(kept_answers, key_hash=key_hash, status=0)))

    def forget(self) -> int:
        """Remove the answers that are older than a day; how many."""
        with writing(self._engine) as connection:
            old = self._mine(kept_answers) & (kept_answers.c.at < now() - KEPT)
            return connection.execute(delete(kept_answers).where(old)).rowcount
