"""Links to one answer: whoever has the address may read it until it ends."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, insert, select

from knowledge.casebook.base import Store, digest
from knowledge.casebook.channels.tables import answer_links
from knowledge.casebook.tables import turns
from knowledge.casebook.turns import Turn
from knowledge.storage.database import now
from knowledge.storage.transactions import writing

LINK_LIVES = timedelta(days=7)


class AnswerLinks(Store):
    """The links to answers of one tenant's conversations; they go with their conversation."""

    def make(self, conversation_id: str, number: int) -> str:
        """The secret of a new link to a turn; it is not stored and cannot be shown again."""
        secret = secrets.token_hex(16)
        row = {"tenant": self.tenant, "token_hash": digest(secret), "conversation_id": conversation_id}
        with writing(self._engine) as connection:
            ended = self._mine(answer_links) & (answer_links.c.expires < now())
            connection.execute(delete(answer_links).where(ended))
            connection.execute(insert(answer_links).values({**row, "number": number, "expires": now() + LINK_LIVES}))
        return secret

    def read(self, secret: str) -> Turn | None:
        """The turn that a link leads to; None for a link that is unknown or has ended."""
        mine = self._mine(answer_links, token_hash=digest(secret)) & (answer_links.c.expires >= now())
        same = (turns.c.conversation_id == answer_links.c.conversation_id) & (turns.c.number == answer_links.c.number)
        query = select(turns).join(answer_links, same & (turns.c.tenant == answer_links.c.tenant))
        return self._one(Turn, query.where(mine, turns.c.state == "done"))

    def end(self, conversation_id: str) -> None:
        """End every link to a conversation."""
        with writing(self._engine) as connection:
            connection.execute(delete(answer_links).where(self._mine(answer_links, conversation_id=conversation_id)))
