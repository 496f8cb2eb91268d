"""Messages of the channels: each is kept once before it is acknowledged, worked on, and its answer kept until given."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, and_, delete, exists, func, select, update

from knowledge.casebook.base import Store, View
from knowledge.casebook.channels.tables import messages
from knowledge.storage.database import now
from knowledge.storage.transactions import insert_missing, reading, writing

MessageState = Literal["new", "working", "owed", "done"]
ANSWERED = ("owed", "done")
KEPT = timedelta(days=3)
"""How long a message is remembered: longer than any channel repeats it and lets us answer it."""


class ChannelMessage(View):
    """One message of a user; ``answer`` are the parts it is answered with, ``given`` how many of them were given.

    It is ``new`` until somebody is at work on it, then ``working``, ``owed`` when it is answered, and ``done`` when its
    user has got every part.
    """

    channel: str
    id: str
    account: str
    user: str
    text: str
    state: MessageState
    attempts: int
    conversation_id: str
    answer: list[str]
    given: int
    at: datetime

    @property
    def answered(self) -> bool:
        """Whether there is an answer, given or not."""
        return self.state in ANSWERED

    @property
    def owed(self) -> list[str]:
        """The parts that the user has not got yet."""
        return self.answer[self.given :]


class ChannelMessages(Store):
    """The messages of one tenant's channels."""

    def take(self, channel: str, id: str, account: str, user: str, text: str) -> bool:
        """Keep a message; False when that one was kept before, whatever it says now."""
        row: dict[str, Any] = {"tenant": self.tenant, "channel": channel, "id": id, "account": account, "user": user}
        row |= {
            "text": text,
            "state": "new",
            "attempts": 0,
            "conversation_id": "",
            "answer": [],
            "given": 0,
            "at": now(),
        }
        with writing(self._engine) as connection:
            place = self._next(connection, messages, "place")
            return insert_missing(connection, messages, {**row, "place": place})

    def get(self, channel: str, id: str) -> ChannelMessage | None:
        """One message, or None."""
        return self._one(ChannelMessage, select(messages).where(self._mine(messages, channel=channel, id=id)))

    def claim(self) -> ChannelMessage | None:
        """The oldest message that nobody works on, of a user none of whose messages is worked on; it is at work now."""
        other = messages.alias()
        mine = and_(other.c.tenant == messages.c.tenant, other.c.channel == messages.c.channel)
        same = and_(mine, other.c.account == messages.c.account, other.c.user == messages.c.user)
        at_work = exists().where(same, other.c.state == "working")
        query = select(messages).where(self._mine(messages, state="new"), ~at_work).order_by(messages.c.place).limit(1)
        with writing(self._engine) as connection:
            row = connection.execute(query.with_for_update()).mappings().one_or_none()
            if row is None:
                return None
            changed = {"state": "working", "attempts": row["attempts"] + 1}
            self._change(connection, row["channel"], row["id"], **changed)
        return ChannelMessage.model_validate({**row, **changed})

    def put_back(self, channel: str, id: str) -> None:
        """Leave a message for later; this attempt does not count."""
        mine = self._mine(messages, channel=channel, id=id, state="working")
        with writing(self._engine) as connection:
            values = {"state": "new", "attempts": messages.c.attempts - 1}
            connection.execute(update(messages).where(mine).values(values))

    def again(self, channel: str, id: str) -> None:
        """Leave a message that came to no answer for another attempt; nothing happens to one that is answered."""
        with writing(self._engine) as connection:
            mine = self._mine(messages, channel=channel, id=id, state="working")
            connection.execute(update(messages).where(mine).values(state="new"))

    def resume(self) -> int:
        """Take up again what a process that ended was working on; how many messages."""
        with writing(self._engine) as connection:
            mine = self._mine(messages, state="working")
            return connection.execute(update(messages).where(mine).values(state="new")).rowcount

    def answered(self, channel: str, id: str, conversation_id: str, answer: list[str]) -> None:
        """Keep the answer to a message, whose own text goes: it stands in its conversation."""
        with writing(self._engine) as connection:
            changed = {"state": "owed" if answer else "done", "text": "", "answer": answer}
            self._change(connection, channel, id, conversation_id=conversation_id, **changed)

    def gave(self, channel: str, id: str, parts: int) -> None:
        """Note that so many parts of the answer have reached the user; it never goes down."""
        mine = self._mine(messages, channel=channel, id=id)
        with writing(self._engine) as connection:
            row = connection.execute(select(messages).where(mine).with_for_update()).mappings().one_or_none()
            if row is None or row["state"] not in ANSWERED or row["given"] >= parts:
                return
            state = "done" if parts >= len(row["answer"]) else "owed"
            self._change(connection, channel, id, given=parts, state=state)

    def owing(self, channel: str, account: str, user: str) -> ChannelMessage | None:
        """The oldest message of a user whose answer has not been given in full."""
        mine = self._mine(messages, channel=channel, account=account, user=user, state="owed")
        return self._one(ChannelMessage, select(messages).where(mine).order_by(messages.c.place))

    def unanswered(self) -> int:
        """How many messages wait or are worked on."""
        with reading(self._engine) as connection:
            query = select(func.count()).where(self._mine(messages), messages.c.state.in_(("new", "working")))
            return connection.scalar(query) or 0

    def forget_old(self) -> int:
        """Remove what is older than :data:`KEPT`; how many messages."""
        with writing(self._engine) as connection:
            old = self._mine(messages) & messages.c.state.in_(ANSWERED) & (messages.c.at < now() - KEPT)
            return connection.execute(delete(messages).where(old)).rowcount

    def _change(self, connection: Connection, channel: str, id: str, **values: object) -> None:
        connection.execute(update(messages).where(self._mine(messages, channel=channel, id=id)).values(values))
