"""The audit trail and the count of what models cost."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from knowledge.casebook.base import Store, View
from knowledge.casebook.tables import audit, usage
from knowledge.storage.database import now
from knowledge.storage.transactions import insert_missing, reading, writing


class AuditLine(View):
    """Who did what to which object, and when."""

    id: str
    who: str
    action: str
    object: str
    detail: str
    at: datetime


class Usage(View):
    """What one tenant used on one day; ``cost`` in yuan."""

    day: date
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0

    @property
    def tokens(self) -> int:
        """Tokens in and out."""
        return self.tokens_in + self.tokens_out


class Audit(Store):
    """One tenant's audit trail: lines are only ever added (an erasure blanks their detail)."""

    def write(self, who: str, action: str, object: str = "", detail: str = "") -> AuditLine:
        """Add a line."""
        row: dict[str, Any] = {"who": who, "action": action, "object": object, "detail": detail, "at": now()}
        with writing(self._engine) as connection:
            row["id"] = self._next_id(connection, audit)
            connection.execute(insert(audit).values({**row, "tenant": self.tenant}))
        return AuditLine.model_validate(row)

    def has(self, who: str, action: str, detail: str) -> bool:
        """Whether there is such a line."""
        query = select(audit.c.id).where(self._mine(audit, who=who, action=action, detail=detail)).limit(1)
        with reading(self._engine) as connection:
            return connection.scalar(query) is not None

    def recent(self, who: str = "", action: str = "", object: str = "", limit: int = 200) -> list[AuditLine]:
        """Lines by who, action and object (empty: any), latest first."""
        wanted = {name: value for name, value in (("who", who), ("action", action), ("object", object)) if value}
        query = select(audit).where(self._mine(audit, **wanted))
        return self._all(AuditLine, query.order_by(audit.c.id.desc()).limit(limit))


class UsageBook(Store):
    """One tenant's use of models, day by day."""

    def add(self, day: date, tokens_in: int, tokens_out: int, cost: float = 0.0, calls: int = 1) -> Usage:
        """Add to the day's count and return it; safe when several processes add at once."""
        amounts = {"calls": calls, "tokens_in": tokens_in, "tokens_out": tokens_out, "cost": cost}
        grown = {name: usage.c[name] + value for name, value in amounts.items()}
        with writing(self._engine) as connection:
            mine = self._mine(usage, day=day)
            if not insert_missing(connection, usage, {**amounts, "tenant": self.tenant, "day": day}):
                connection.execute(update(usage).where(mine).values(grown))
            row = connection.execute(select(usage).where(mine)).mappings().one()
        return Usage.model_validate(dict(row))

    def day(self, day: date) -> Usage:
        """The day's count; zeros when nothing was used."""
        return self._one(Usage, select(usage).where(self._mine(usage, day=day))) or Usage(day=day)

    def days(self, first: date, last: date) -> list[Usage]:
        """The days between (both included) on which something was used, in order."""
        query = select(usage).where(self._mine(usage), usage.c.day.between(first, last))
        return self._all(Usage, query.order_by(usage.c.day))
