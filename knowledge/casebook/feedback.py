"""Feedback of enterprises and officers on single turns and records."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from knowledge.casebook.base import Store, View
from knowledge.casebook.doors.webhooks import Webhooks
from knowledge.casebook.tables import feedback, turns
from knowledge.storage.database import now
from knowledge.storage.transactions import writing


class Feedback(View):
    """Whether an answer was useful, or one record of it when ``record_id`` is set."""

    id: str
    conversation_id: str
    turn: int
    record_id: str
    useful: bool
    reason: str
    correction: str
    at: datetime


class FeedbackBook(Store):
    """The feedback given in one tenant."""

    def add(
        self,
        conversation_id: str,
        turn: int,
        *,
        useful: bool,
        record_id: str = "",
        reason: str = "",
        correction: str = "",
    ) -> Feedback:
        """Keep a verdict with its reason and the user's correction; NotFoundError for an unknown turn."""
        row: dict[str, Any] = {"conversation_id": conversation_id, "turn": turn, "useful": useful, "at": now()}
        row |= {"record_id": record_id, "reason": reason, "correction": correction}
        with writing(self._engine) as connection:
            self._must(connection, turns, "这一轮对话", conversation_id=conversation_id, number=turn)
            entry = Feedback.model_validate(row | {"id": self._next_id(connection, feedback)})
            connection.execute(insert(feedback).values({**entry.model_dump(), "tenant": self.tenant}))
            told = {"conversation_id": conversation_id, "turn": turn, "record_id": record_id, "useful": useful}
            Webhooks(self._engine, self.tenant).announce(connection, "feedback.added", told, conversation_id)
        return entry

    def recent(self, conversation_id: str | None = None, limit: int = 200) -> list[Feedback]:
        """The feedback of one conversation, or all of it, latest first."""
        key = {} if conversation_id is None else {"conversation_id": conversation_id}
        query = select(feedback).where(self._mine(feedback, **key))
        return self._all(Feedback, query.order_by(feedback.c.id.desc()).limit(limit))
