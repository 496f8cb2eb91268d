"""People: one user across the channels, with one present conversation, and the codes that link two channels."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, delete, insert, select, update

from knowledge.casebook.base import CaseError, Store, View, digest, new_id
from knowledge.casebook.channels.tables import identities, link_codes, people, person_conversations, person_tokens
from knowledge.casebook.conversations import Conversation
from knowledge.casebook.tables import conversations
from knowledge.storage.database import now
from knowledge.storage.transactions import insert_missing, reading, writing

CODE_DIGITS = 8
CODE_LIVES = timedelta(minutes=10)
TOKEN_LIVES = timedelta(days=30)
TOKENS_EACH = 5
"""Tokens that one person holds at a time; the one that ends first goes."""

WRONG_CODE = "连接码不对或已过期。请在另一处重新取一个，10 分钟内输入。"


class Person(View):
    """One user; ``conversation_id`` is "" before the first conversation."""

    id: str
    conversation_id: str
    created: datetime


class Identity(View):
    """One user of one account of one channel."""

    channel: str
    account: str
    user: str


class People(Store):
    """The people of one tenant."""

    def at(self, channel: str, account: str, user: str) -> Person:
        """Who that user is; somebody new at the first time."""
        with writing(self._engine) as connection:
            id = self._at(connection, channel, account, user) or self._new(connection, channel, account, user)
            return self._person(connection, id)

    def of(self, conversation_id: str) -> Person | None:
        """Whose conversation that is, or None."""
        with reading(self._engine) as connection:
            id = self._owner(connection, conversation_id)
            return self._person(connection, id) if id else None

    def adopt(self, conversation_id: str) -> Person:
        """Whose conversation that is; somebody new where it was nobody's."""
        with writing(self._engine) as connection:
            id = self._owner(connection, conversation_id)
            if id is None:
                id = self._new(connection, "web", "", conversation_id)
                self._enter(connection, id, conversation_id)
            return self._person(connection, id)

    def enter(self, person_id: str, conversation_id: str) -> None:
        """Make a conversation, new or one of the person's own, the one talked in. CaseError for somebody else's."""
        with writing(self._engine) as connection:
            if self._owner(connection, conversation_id) not in (None, person_id):
                raise CaseError("没有找到这段对话。")
            self._enter(connection, person_id, conversation_id)

    def conversations(self, person_id: str, limit: int = 20) -> list[Conversation]:
        """A person's conversations, the latest used first."""
        own = select(person_conversations.c.conversation_id).where(
            self._mine(person_conversations, person_id=person_id)
        )
        query = select(conversations).where(self._mine(conversations), conversations.c.id.in_(own))
        return self._all(Conversation, query.order_by(conversations.c.used.desc()).limit(limit))

    def identities(self, person_id: str) -> list[Identity]:
        """The channels that a person uses, in the order in which they came."""
        query = select(identities).where(self._mine(identities, person_id=person_id))
        return self._all(Identity, query.order_by(identities.c.created, identities.c.channel))

    def leave(self, channel: str, account: str, user: str) -> None:
        """Take a user out of their person: the next message there is somebody new's."""
        with writing(self._engine) as connection:
            mine = self._mine(identities, channel=channel, account=account, user=user)
            connection.execute(delete(identities).where(mine))

    # Linking two channels

    def code(self, person_id: str) -> str:
        """A code that links another channel to this person: eight digits, once, for ten minutes; earlier ones end."""
        code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
        row = {
            "tenant": self.tenant,
            "code_hash": self._hash(code),
            "person_id": person_id,
            "expires": now() + CODE_LIVES,
        }
        with writing(self._engine) as connection:
            ended = self._mine(link_codes) & (link_codes.c.expires < now())
            connection.execute(delete(link_codes).where(ended))
            connection.execute(delete(link_codes).where(self._mine(link_codes, person_id=person_id)))
            connection.execute(insert(link_codes).values(row))
        return code

    def redeem(self, code: str, person_id: str) -> Person:
        """Join the person who showed the code, with all channels and conversations; the code is used up.

        Raises CaseError for a code that is wrong, used, too old, or one's own. How often somebody may try is the
        caller's to limit.
        """
        with writing(self._engine) as connection:
            mine = self._mine(link_codes, code_hash=self._hash(code)) & (link_codes.c.expires >= now())
            used = delete(link_codes).where(mine, link_codes.c.person_id != person_id)
            shown = connection.scalar(used.returning(link_codes.c.person_id))
            if shown is None:
                raise CaseError(WRONG_CODE)
            for table in (identities, person_conversations, person_tokens):
                self._move(connection, table, person_id, shown)
            before = self._person(connection, person_id)
            connection.execute(delete(people).where(self._mine(people, id=person_id)))
            person = self._person(connection, shown)
            if before.conversation_id and not self._owner(connection, person.conversation_id):
                self._enter(connection, shown, before.conversation_id)
                person = self._person(connection, shown)
            return person

    # Tokens of a person's own client

    def token(self, person_id: str) -> str:
        """A bearer token for a client of this person; it is not stored and cannot be shown again."""
        token = secrets.token_urlsafe(32)
        row = {
            "tenant": self.tenant,
            "token_hash": digest(token),
            "person_id": person_id,
            "expires": now() + TOKEN_LIVES,
        }
        mine = self._mine(person_tokens, person_id=person_id)
        with writing(self._engine) as connection:
            kept = select(person_tokens.c.token_hash).where(mine).order_by(person_tokens.c.expires.desc())
            last = list(connection.scalars(kept.limit(TOKENS_EACH - 1)))
            connection.execute(delete(person_tokens).where(mine, person_tokens.c.token_hash.not_in(last)))
            connection.execute(insert(person_tokens).values(row))
        return token

    def by_token(self, token: str) -> Person | None:
        """Whose token that is, or None for an unknown or old one."""
        mine = self._mine(person_tokens, token_hash=digest(token)) & (person_tokens.c.expires >= now())
        with reading(self._engine) as connection:
            id = connection.scalar(select(person_tokens.c.person_id).where(mine))
            return self._person(connection, id) if id else None

    def may(self, conversation_id: str, token: str) -> bool:
        """Whether the token belongs to the person whose conversation that is."""
        person = self.by_token(token)
        with reading(self._engine) as connection:
            return person is not None and self._owner(connection, conversation_id) == person.id

    def _at(self, connection: Connection, channel: str, account: str, user: str) -> str | None:
        mine = self._mine(identities, channel=channel, account=account, user=user)
        return connection.scalar(select(identities.c.person_id).where(mine))

    def _new(self, connection: Connection, channel: str, account: str, user: str) -> str:
        id, moment = new_id(), now()
        row = {"tenant": self.tenant, "id": id, "conversation_id": "", "created": moment}
        connection.execute(insert(people).values(row))
        told = {"tenant": self.tenant, "channel": channel, "account": account, "user": user}
        if not insert_missing(connection, identities, {**told, "person_id": id, "created": moment}):
            connection.execute(delete(people).where(self._mine(people, id=id)))
            return self._at(connection, channel, account, user) or id
        return id

    def _person(self, connection: Connection, id: str) -> Person:
        return Person.model_validate(dict(self._must(connection, people, "这位用户", id=id)))

    def _owner(self, connection: Connection, conversation_id: str) -> str | None:
        mine = self._mine(person_conversations, conversation_id=conversation_id)
        return connection.scalar(select(person_conversations.c.person_id).where(mine))

    def _enter(self, connection: Connection, id: str, conversation_id: str) -> None:
        row = {"tenant": self.tenant, "conversation_id": conversation_id, "person_id": id}
        insert_missing(connection, person_conversations, row)
        connection.execute(update(people).where(self._mine(people, id=id)).values(conversation_id=conversation_id))

    def _move(self, connection: Connection, table: Table, person_id: str, to: str) -> None:
        connection.execute(update(table).where(self._mine(table, person_id=person_id)).values(person_id=to))

    def _hash(self, code: str) -> str:
        return hashlib.sha256(f"{self.tenant}/{code}".encode()).hexdigest()
