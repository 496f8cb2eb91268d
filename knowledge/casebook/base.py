"""What the parts of the casebook share: a tenant's view of the tables, identifiers, errors."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Connection, Engine, Select, Table, and_, func, select

from knowledge.storage.transactions import reading


class CaseError(ValueError):
    """What was asked cannot be done; the message is Chinese and says why."""


class NotFoundError(CaseError):
    """There is no such object in this tenant."""


class ConflictError(CaseError):
    """Somebody else changed the same thing meanwhile; nothing was written."""


class View(BaseModel):
    """One row as handed out; unchangeable."""

    model_config = ConfigDict(extra="ignore", frozen=True)


_V = TypeVar("_V", bound=View)


class Store:
    """One tenant's part of some tables."""

    def __init__(self, engine: Engine, tenant: str) -> None:
        if not tenant:
            raise ValueError("tenant must not be empty")
        self._engine = engine
        self.tenant = tenant

    def _mine(self, table: Table, **equal: object) -> ColumnElement[bool]:
        return and_(table.c.tenant == self.tenant, *(table.c[name] == value for name, value in equal.items()))

    def _all(self, view: type[_V], query: Select[Any]) -> list[_V]:
        with reading(self._engine) as connection:
            return [view.model_validate(dict(row)) for row in connection.execute(query).mappings()]

    def _one(self, view: type[_V], query: Select[Any]) -> _V | None:
        found = self._all(view, query.limit(1))
        return found[0] if found else None

    def _must(self, connection: Connection, table: Table, what: str, **equal: object) -> Mapping[str, Any]:
        """The row, locked until the end of the transaction; NotFoundError when there is none."""
        query = select(table).where(self._mine(table, **equal)).with_for_update()
        row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError(f"没有找到{what}，可能已被删除。请刷新后重试。")
        return dict(row)

    def _next(self, connection: Connection, table: Table, column: str, **equal: object) -> int:
        query = select(func.max(table.c[column])).where(self._mine(table, **equal))
        return (connection.scalar(query) or 0) + 1

    def _next_id(self, connection: Connection, table: Table) -> str:
        """An identifier that sorts after every one in the table; 64 random bits keep it unique.

        The first 16 hexadecimal digits count on from the last one, so a clock that is set back changes no order.
        """
        last = connection.scalar(select(func.max(table.c.id)).where(self._mine(table)))
        place = int(last[:16], 16) + 1 if last else 1
        return f"{place:016x}{secrets.token_hex(8)}"


def new_id() -> str:
    """An identifier that cannot be guessed: 128 random bits."""
    return secrets.token_urlsafe(16)


def digest(token: str) -> str:
    """SHA-256 of a high-entropy token; only this is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
