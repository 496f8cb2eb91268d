"""The turns of conversations: a message is kept before work on it begins, what it became when the work is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from pydantic import JsonValue
from sqlalchemy import Connection, delete, func, insert, select, update

from knowledge.casebook.base import ConflictError, NotFoundError, Store, View
from knowledge.casebook.tables import conversations, turns
from knowledge.storage.database import now
from knowledge.storage.transactions import reading, whole, writing

_TITLE_LENGTH = 60
Remember = Callable[[dict[str, JsonValue] | None, int], dict[str, JsonValue]]
TurnState = Literal["open", "done", "failed", "left"]


class Turn(View):
    """One message and what it became; ``number`` counts from 1. Only a turn that is ``done`` has a reply.

    ``request`` is what was asked where that is not in the message: the changes of a corrected card.
    """

    conversation_id: str
    number: int
    message: str
    state: TurnState
    request: dict[str, Any] | None
    kind: str
    reply: dict[str, Any]
    trace: dict[str, Any]
    at: datetime


class Turns(Store):
    """The turns of one tenant's conversations."""

    def begin(self, id: str, message: str, request: dict[str, Any] | None = None) -> int:
        """Keep a message whose answer is begun now; the first one names an untitled conversation. Its number.

        NotFoundError for an unknown conversation.
        """
        moment = now()
        with writing(self._engine) as connection:
            owner = self._must(connection, conversations, "这段对话", id=id)
            number = self._next(connection, turns, "number", conversation_id=id)
            row = {"conversation_id": id, "number": number, "message": message, "request": request, "state": "open"}
            row |= {"kind": "", "reply": {}, "trace": {}, "at": moment, "tenant": self.tenant}
            connection.execute(insert(turns).values(row))
            title = owner["title"] or " ".join(message.split())[:_TITLE_LENGTH]
            used = self._next(connection, conversations, "used")
            changed = {"updated": moment, "title": title, "used": used}
            connection.execute(update(conversations).where(self._mine(conversations, id=id)).values(changed))
        return number

    def finish(
        self,
        id: str,
        number: int,
        kind: str,
        reply: dict[str, Any],
        trace: dict[str, Any] | None = None,
        remember: Remember | None = None,
        after: int | None = None,
    ) -> Turn:
        """Keep what an open turn became; it is the conversation's latest then, and ``number`` may grow.

        Earlier turns that asked the same and got no answer go.

        ``remember`` makes the new memory of the stored one and the turn's number, in the same transaction. ``after``
        is the latest finished turn that the answer was made with: ConflictError when there is a later one now.
        """
        with writing(self._engine) as connection:
            owner = self._must(connection, conversations, "这段对话", id=id)
            row = dict(self._must(connection, turns, "这一轮对话", conversation_id=id, number=number))
            if row["state"] == "done":
                raise ConflictError("这一轮已经有了回答。")
            latest = self._latest(connection, id)
            if after is not None and latest != after:
                raise ConflictError("这段对话刚才有了别的改动。请再发一次。")
            mine = self._mine(turns, conversation_id=id, number=number)
            if latest > number:
                number = self._next(connection, turns, "number", conversation_id=id)
            row |= {"number": number, "state": "done", "kind": kind, "reply": reply, "trace": trace or {}}
            connection.execute(update(turns).where(mine).values(row))
            self._drop_tried(connection, row)
            if remember is not None:
                memory = remember(owner["memory"], number)
                mine = self._mine(conversations, id=id)
                connection.execute(update(conversations).where(mine).values(memory=memory))
        return Turn.model_validate(row)

    def leave(self, id: str, number: int, state: Literal["failed", "left"]) -> None:
        """Mark an open turn as one that came to no answer; nothing happens when it is erased or finished."""
        mine = self._mine(turns, conversation_id=id, number=number, state="open")
        with writing(self._engine) as connection:
            connection.execute(update(turns).where(mine).values(state=state))

    def leave_open(self) -> int:
        """Mark every open turn as left: for the start of a process that owns the folder. How many there were."""
        with writing(self._engine) as connection:
            mine = self._mine(turns, state="open")
            return connection.execute(update(turns).where(mine).values(state="left")).rowcount

    def add_turn(
        self,
        id: str,
        message: str,
        kind: str,
        reply: dict[str, Any],
        trace: dict[str, Any] | None = None,
        remember: Remember | None = None,
    ) -> Turn:
        """Keep a message with its answer at once; see ``begin`` and ``finish``."""
        with whole(self._engine):
            return self.finish(id, self.begin(id, message), kind, reply, trace, remember)

    def turns(self, id: str) -> list[Turn]:
        """The finished turns of a conversation in order."""
        return self._turns(id, turns.c.state == "done")

    def turns_after(self, id: str, number: int, limit: int) -> list[Turn]:
        """The first finished turns after that number, in order."""
        condition = (turns.c.state == "done") & (turns.c.number > number)
        query = select(turns).where(self._mine(turns, conversation_id=id), condition)
        return self._all(Turn, query.order_by(turns.c.number).limit(limit))

    def unfinished(self, id: str) -> list[Turn]:
        """The turns without an answer in order: still at work (``open``), ``failed`` or ``left``."""
        return self._turns(id, turns.c.state != "done")

    def latest(self, id: str) -> int:
        """The number of the latest finished turn; 0 before the first."""
        with reading(self._engine) as connection:
            return self._latest(connection, id)

    def turn(self, id: str, number: int) -> Turn | None:
        """One turn, or None."""
        return self._one(Turn, select(turns).where(self._mine(turns, conversation_id=id, number=number)))

    def _turns(self, id: str, condition: Any) -> list[Turn]:
        query = select(turns).where(self._mine(turns, conversation_id=id), condition)
        return self._all(Turn, query.order_by(turns.c.number))

    def _drop_tried(self, connection: Connection, answered: dict[str, Any]) -> None:
        id, message = answered["conversation_id"], answered["message"]
        tried = self._mine(turns, conversation_id=id, message=message) & turns.c.state.in_(("failed", "left"))
        same = [
            row.number
            for row in connection.execute(select(turns.c.number, turns.c.request).where(tried))
            if row.request == answered["request"]
        ]
        if same:
            mine = self._mine(turns, conversation_id=id) & turns.c.number.in_(same)
            connection.execute(delete(turns).where(mine))

    def _latest(self, connection: Connection, id: str) -> int:
        mine = self._mine(turns, conversation_id=id, state="done")
        return connection.scalar(select(func.max(turns.c.number)).where(mine)) or 0


def must_turn(found: Turn | None) -> Turn:
    """The turn, or NotFoundError."""
    if found is None:
        raise NotFoundError("没有找到这条消息，可能已被删除。请刷新页面。")
    return found
