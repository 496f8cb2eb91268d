"""What officers typed and have not saved: kept as they type, so that no reload, session or restart loses it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from knowledge.casebook.base import ConflictError, Store, View
from knowledge.casebook.keeping.tables import drafts
from knowledge.casebook.tables import needs
from knowledge.storage.database import now
from knowledge.storage.transactions import writing


class Draft(View):
    """One officer's unsaved work on one thing; ``version`` grows with every change of it.

    ``based_on`` is what it was begun from, as the thing itself tells it: it is how a conflict is seen.
    """

    need_id: str
    what: str
    who: str
    version: int
    based_on: str
    body: str
    at: datetime


class Drafts(Store):
    """The drafts of one tenant's officers; everybody has one of his own on each thing."""

    def keep(self, need_id: str, what: str, who: str, body: str, based_on: str, seen: int | None = None) -> Draft:
        """Keep a draft in place of the last one. NotFoundError for an unknown need.

        ``seen`` is the version that was changed (0: there was none): ConflictError when another window of the same
        officer kept a later one since. None asks for no check. What is kept already is given as it is.
        """
        key = {"need_id": need_id, "what": what, "who": who}
        with writing(self._engine) as connection:
            self._must(connection, needs, "这条需求", id=need_id)
            mine = self._mine(drafts, **key)
            found = connection.execute(select(drafts).where(mine)).mappings().one_or_none()
            if found is not None and (found["body"], found["based_on"]) == (body, based_on):
                return Draft.model_validate(dict(found))
            version = found["version"] if found else 0
            if seen is not None and seen != version:
                raise ConflictError("您在另一个窗口里改过这份草稿，这里的没有盖过它。请复制留好这里的文字，再刷新。")
            row: dict[str, Any] = {"version": version + 1, "based_on": based_on, "body": body, "at": now()}
            if version:
                connection.execute(update(drafts).where(mine).values(row))
            else:
                connection.execute(insert(drafts).values({"tenant": self.tenant, **key, **row}))
        return Draft.model_validate(key | row)

    def get(self, need_id: str, what: str, who: str) -> Draft | None:
        """An officer's draft, or None."""
        return self._one(Draft, select(drafts).where(self._mine(drafts, need_id=need_id, what=what, who=who)))

    def of(self, need_id: str, what: str) -> list[Draft]:
        """Everybody's drafts on one thing, the latest first."""
        query = select(drafts).where(self._mine(drafts, need_id=need_id, what=what))
        return self._all(Draft, query.order_by(drafts.c.at.desc(), drafts.c.who))

    def drop(self, need_id: str, what: str, who: str) -> None:
        """Forget a draft: it was saved, or given up."""
        with writing(self._engine) as connection:
            connection.execute(delete(drafts).where(self._mine(drafts, need_id=need_id, what=what, who=who)))
