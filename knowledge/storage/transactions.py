"""Reading and writing the database; one user action is one transaction, however many stores it touches.

A store opens its part with :func:`reading` or :func:`writing`. What runs inside :func:`whole` joins that transaction:
all of it is committed at the end or nothing. A write that fails inside takes back its own part only, so that a caller
may go on after an error it handles. A database that cannot be used is told as DatabaseProblem.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import sqlite

from knowledge.storage.faults import telling

_open = threading.local()
"""``connections``: the open transaction of this thread by engine; work in other threads never joins it."""


@contextmanager
def whole(engine: Engine) -> Iterator[None]:
    """One transaction around everything that this thread reads and writes inside; inside another it is part of that.

    On SQLite it takes the write lock at once, so nothing slow belongs inside: compute first, then write.
    """
    if _joined(engine) is not None:
        yield
        return
    with telling(), engine.connect().execution_options(queqiao_write=True) as connection, connection.begin():
        _connections()[id(engine)] = connection
        try:
            yield
        finally:
            del _connections()[id(engine)]


def inside(engine: Engine) -> bool:
    """Whether this thread is inside :func:`whole`, so that what it reads may never be committed."""
    return _joined(engine) is not None


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection on one consistent snapshot, with what the action at hand has written so far."""
    if (joined := _joined(engine)) is not None:
        yield joined
        return
    with telling(), engine.connect() as connection:
        yield connection if is_sqlite(engine) else connection.execution_options(isolation_level="REPEATABLE READ")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that commits at the end and rolls back on any exception; inside an action it is a part of it.

    On SQLite it takes the write lock at once: a transaction that reads first and writes later would fail
    when another writer came between.
    """
    if (joined := _joined(engine)) is not None:
        with joined.begin_nested():
            yield joined
        return
    with telling(), engine.connect().execution_options(queqiao_write=True) as connection, connection.begin():
        yield connection


def insert_missing(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert the row unless its key is there already, also when another writer inserts it now; True when inserted."""
    make: Any = sqlite.insert
    if not is_sqlite(connection.engine):
        from sqlalchemy.dialects import postgresql

        make = postgresql.insert
    done = make(table).values(row).on_conflict_do_nothing().returning(table.c.tenant)
    return connection.scalar(done) is not None


def is_sqlite(engine: Engine) -> bool:
    """Whether the database is SQLite."""
    return engine.dialect.name == "sqlite"


def _connections() -> dict[int, Connection]:
    found: dict[int, Connection] = _open.__dict__.setdefault("connections", {})
    return found


def _joined(engine: Engine) -> Connection | None:
    return _connections().get(id(engine))
