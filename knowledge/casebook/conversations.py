"""Conversations, what they remember, and the versions of their requirement card."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from typing import Any, cast

from pydantic import JsonValue
from sqlalchemy import insert, select, update

from knowledge.casebook.base import ConflictError, Store, View, digest, new_id
from knowledge.casebook.tables import cards, conversations
from knowledge.casebook.turns import Turns
from knowledge.storage.database import now
from knowledge.storage.transactions import reading, writing


class Conversation(View):
    """One conversation; its secret token is known to the enterprise's client only."""

    id: str
    channel: str
    title: str
    created: datetime
    updated: datetime


class CardVersion(View):
    """One version of the requirement card, with who made it: user, rules, model or an officer's name."""

    conversation_id: str
    version: int
    card: dict[str, Any]
    author: str
    note: str
    at: datetime


class Conversations(Turns):
    """The conversations of one tenant, with their turns."""

    def start(self, channel: str = "web", title: str = "") -> tuple[Conversation, str]:
        """A new conversation and its secret token, which is not stored and cannot be shown again."""
        token = secrets.token_urlsafe(32)
        moment = now()
        row = {"id": new_id(), "channel": channel, "title": title, "created": moment, "updated": moment}
        with writing(self._engine) as connection:
            used = self._next(connection, conversations, "used")
            fresh = {**row, "tenant": self.tenant, "token_hash": digest(token), "used": used}
            connection.execute(insert(conversations).values(fresh))
        return Conversation.model_validate(row), token

    def open(self, id: str, token: str) -> Conversation | None:
        """The conversation when the token is the right one, else None."""
        with reading(self._engine) as connection:
            query = select(conversations.c.token_hash).where(self._mine(conversations, id=id))
            stored = connection.scalar(query)
        if stored is None or not hmac.compare_digest(stored, digest(token)):
            return None
        return self.get(id)

    def get(self, id: str) -> Conversation | None:
        """The conversation without a check of its token: for officers and for the command line."""
        return self._one(Conversation, select(conversations).where(self._mine(conversations, id=id)))

    def recent(self, limit: int = 50) -> list[Conversation]:
        """Conversations, the latest used first."""
        query = select(conversations).where(self._mine(conversations))
        return self._all(Conversation, query.order_by(conversations.c.used.desc()).limit(limit))

    def memory(self, id: str) -> dict[str, JsonValue] | None:
        """What the conversation remembers, as ``add_turn`` or ``remember`` stored it; None before the first turn."""
        query = select(conversations.c.memory).where(self._mine(conversations, id=id))
        with reading(self._engine) as connection:
            return cast("dict[str, JsonValue] | None", connection.scalar(query))

    def remember(self, id: str, memory: dict[str, JsonValue]) -> None:
        """Store a memory that no turn changes; NotFoundError for an unknown id."""
        with writing(self._engine) as connection:
            self._must(connection, conversations, "这段对话", id=id)
            connection.execute(update(conversations).where(self._mine(conversations, id=id)).values(memory=memory))


class Cards(Store):
    """The requirement cards of one tenant's conversations, every version kept."""

    def save(
        self, conversation_id: str, card: dict[str, Any], author: str, note: str = "", *, based_on: int | None = None
    ) -> CardVersion:
        """Store a new version, or return the present one when nothing but its ``version`` key differs.

        The stored card's ``version`` key is set to the version's number. NotFoundError for an unknown
        conversation, ConflictError when ``based_on`` is given and is not the latest version (0: none).
        """
        with writing(self._engine) as connection:
            self._must(connection, conversations, "这段对话", id=conversation_id)
            version = self._next(connection, cards, "version", conversation_id=conversation_id)
            if based_on is not None and based_on != version - 1:
                raise ConflictError("需求卡刚被另一处修改，这一次没有保存。")
            mine = self._mine(cards, conversation_id=conversation_id, version=version - 1)
            last = connection.execute(select(cards).where(mine)).mappings().one_or_none()
            if last is not None and last["card"] == card | {"version": version - 1}:
                return CardVersion.model_validate(dict(last))
            row = {"conversation_id": conversation_id, "version": version, "card": card | {"version": version}}
            row |= {"author": author, "note": note, "at": now()}
            connection.execute(insert(cards).values({**row, "tenant": self.tenant}))
        return CardVersion.model_validate(row)

    def latest(self, conversation_id: str) -> CardVersion | None:
        """The present card, or None."""
        query = select(cards).where(self._mine(cards, conversation_id=conversation_id))
        return self._one(CardVersion, query.order_by(cards.c.version.desc()))

    def version(self, conversation_id: str, version: int) -> CardVersion | None:
        """One version, or None."""
        return self._one(
            CardVersion, select(cards).where(self._mine(cards, conversation_id=conversation_id, version=version))
        )

    def versions(self, conversation_id: str) -> list[CardVersion]:
        """Every version, oldest first."""
        query = select(cards).where(self._mine(cards, conversation_id=conversation_id))
        return self._all(CardVersion, query.order_by(cards.c.version))
