"""Threads: whose a conversation is, and the name that another program has for it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from knowledge.casebook.base import Store, View
from knowledge.casebook.doors.tables import threads
from knowledge.casebook.tables import conversations
from knowledge.storage.database import now
from knowledge.storage.transactions import reading, writing


class Thread(View):
    """One conversation of an owner; ``title`` and ``channel`` are the conversation's."""

    conversation_id: str
    place: int
    title: str
    channel: str
    created: datetime
    updated: datetime


class Threads(Store):
    """The threads of one tenant. An owner is a key (``key:…``) or somebody without one (``anonymous:…``)."""

    def put(self, owner: str, conversation_id: str, thread: str = "") -> None:
        """Name a conversation of an owner (again), by default by its own id; a name moves to the latest one."""
        name = _name(thread) if thread else conversation_id
        with writing(self._engine) as connection:
            place = self._next(connection, threads, "place")
            mine = self._mine(threads, owner=owner, thread=name)
            values: dict[str, Any] = {"conversation_id": conversation_id, "place": place, "at": now()}
            if connection.execute(update(threads).where(mine).values(values)).rowcount == 0:
                row = {**values, "tenant": self.tenant, "owner": owner, "thread": name}
                connection.execute(insert(threads).values(row))

    def find(self, owner: str, thread: str) -> str | None:
        """The conversation that an owner's program knows by that name."""
        query = select(threads.c.conversation_id).where(self._mine(threads, owner=owner, thread=_name(thread)))
        with reading(self._engine) as connection:
            return connection.scalar(query)

    def take(self, owner: str, thread: str) -> str | None:
        """The conversation of that name, which loses the name: of several who ask at once one gets it."""
        mine = self._mine(threads, owner=owner, thread=_name(thread))
        with writing(self._engine) as connection:
            found: str | None = connection.scalar(select(threads.c.conversation_id).where(mine).with_for_update())
            connection.execute(delete(threads).where(mine))
        return found

    def owns(self, owner: str, conversation_id: str) -> bool:
        """Whether the conversation is the owner's."""
        mine = self._mine(threads, owner=owner, conversation_id=conversation_id)
        with reading(self._engine) as connection:
            return connection.scalar(select(threads.c.place).where(mine).limit(1)) is not None

    def of_owner(self, owner: str, limit: int, before: int | None = None) -> list[Thread]:
        """The conversations of an owner, the latest first; ``before`` is the place of the last one seen."""
        wanted = [conversations.c[name] for name in ("title", "channel", "created", "updated")]
        own = threads.c.conversation_id == conversations.c.id
        joined = threads.join(conversations, (conversations.c.tenant == threads.c.tenant) & own)
        query = select(threads.c.conversation_id, threads.c.place, *wanted).select_from(joined)
        query = query.where(self._mine(threads, owner=owner), threads.c.thread == threads.c.conversation_id)
        if before is not None:
            query = query.where(threads.c.place < before)
        return self._all(Thread, query.order_by(threads.c.place.desc()).limit(limit))


def _name(thread: str) -> str:
    return hashlib.sha256(thread.encode()).hexdigest()
