"""How long what was kept stays: what is older than its time goes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, cast, delete, exists, select, update

from knowledge.casebook.base import Store
from knowledge.casebook.keeping.tables import drafts
from knowledge.casebook.tables import audit, conversations, matches, needs, turns
from knowledge.storage.transactions import reading, writing

_AT_WORK = ("联系", "洽谈")
"""A match between its parties that has come to no end keeps its need."""


class Retention(Store):
    """Finds and removes what is older than it may get, of one tenant."""

    def idle(self, before: datetime, limit: int = 100) -> list[str]:
        """Conversations in which nothing happened since, neither with the enterprise nor with their need.

        One whose need is in contact with somebody is left out, however old it is.
        """
        c, n, m = conversations.c, needs.c, matches.c
        mine = (n.tenant == c.tenant) & (n.conversation_id == c.id)
        fresh = exists(select(n.id).where(mine, n.updated >= before))
        joined = needs.join(matches, (m.tenant == n.tenant) & (m.need_id == n.id))
        open_ = exists(select(n.id).select_from(joined).where(mine, m.status.in_(_AT_WORK)))
        query = select(c.id).where(c.tenant == self.tenant, c.updated < before, ~fresh, ~open_)
        with reading(self._engine) as connection:
            return list(connection.scalars(query.order_by(c.used).limit(limit)))

    def blank_traces(self, before: datetime) -> int:
        """Empty the traces of older turns; how many had one."""
        old = self._mine(turns) & (turns.c.at < before) & (cast(turns.c.trace, Text) != "{}")
        with writing(self._engine) as connection:
            return connection.execute(update(turns).where(old).values(trace={})).rowcount

    def drop_audit(self, before: datetime) -> int:
        """Remove older audit lines; how many there were."""
        with writing(self._engine) as connection:
            return connection.execute(delete(audit).where(self._mine(audit), audit.c.at < before)).rowcount

    def drop_drafts(self, before: datetime) -> int:
        """Remove drafts that nobody touched since; how many there were."""
        with writing(self._engine) as connection:
            return connection.execute(delete(drafts).where(self._mine(drafts), drafts.c.at < before)).rowcount
