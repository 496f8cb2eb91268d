"""The SQL database: engine and migrations; the only copy of every record and case."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import TypeDecorator

from knowledge.storage.faults import MESSAGES, DatabaseProblem, telling
from knowledge.storage.folder import DATABASE, must_be_there
from knowledge.storage.transactions import inside, is_sqlite, reading, writing

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s"}
)
"""Every table of the product registers here; the migrations are compared with it."""

MIGRATIONS = Path(__file__).parents[1] / "migrations"
_RETRY_S = 0.02
_BUSY_TIMEOUT_MS = 10_000
_ADVICE = "请检查 QUEQIAO_DATABASE_URL，写法如 postgresql://用户:密码@主机:5432/库名；不设则用数据目录里的 SQLite。"
_DRIVER = '.venv/bin/uv pip install "psycopg[binary]>=3.2,<4"'
_MIGRATION_LOCK = 0x71756571


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: stored as naive UTC (SQLite has no time zones), read back as aware UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert an aware moment to naive UTC; ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("moments must carry a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Mark what was stored as UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def open_engine(url: str) -> Engine:
    """Open the database at an SQLAlchemy ``url``: ``sqlite:///data/queqiao.sqlite3``, ``postgresql://name:pw@host/db``.

    SQLite gets its folder made, write-ahead logging, foreign keys, full durability, overwriting of
    what is deleted, and a busy timeout.
    Nothing is migrated here; call :func:`migrate`. Raises DatabaseProblem for an address that is none.
    """
    address = _address(url)
    if address.get_backend_name() != "sqlite":
        return _open_postgres(address)
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}, "json_serializer": _json}
    options["hide_parameters"] = True  # what enterprises wrote stands in no log and in no error
    if address.database in (None, "", ":memory:"):
        options["poolclass"] = StaticPool
    else:
        with telling():
            Path(str(address.database)).expanduser().parent.mkdir(parents=True, exist_ok=True)
        options |= {"pool_size": 20, "max_overflow": 100}
    engine = create_engine(address, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def empty_log(engine: Engine) -> bool:
    """Move SQLite's write-ahead log into the database and empty it, so that no erased text stays behind in it.

    False when somebody is reading an older state now, so that it has to be tried again; True for other databases.
    """
    if not is_sqlite(engine) or inside(engine):
        return not is_sqlite(engine)
    with telling(), engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        found = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return bool(found[0] == 0)


def _address(url: str) -> URL:
    scheme, colon, rest = url.partition("://")
    if scheme in ("postgres", "postgresql"):
        scheme = "postgresql+psycopg"
    try:
        address = make_url(f"{scheme}{colon}{rest}")
    except ArgumentError as error:
        raise DatabaseProblem(f"数据库地址读不懂。{_ADVICE}") from error
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseProblem(f"不支持这种数据库：{address.get_backend_name()}。{_ADVICE}")
    return address


def _open_postgres(address: URL) -> Engine:
    try:
        engine = create_engine(address, pool_pre_ping=True, json_serializer=_json_without_nul, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise DatabaseProblem(f"没有安装 PostgreSQL 的驱动。请运行：{_DRIVER}") from error
    event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
    return engine


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json_without_nul(value: Any) -> str:
    return _json(value).replace("\\u0000", "\\ufffd")


def _without_nul(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> Any:
    """PostgreSQL's text cannot hold U+0000: it is stored, and looked for, as U+FFFD, and so in JSON."""
    if isinstance(parameters, list):
        return statement, [_replaced(row) for row in parameters]
    return statement, _replaced(parameters)


def _replaced(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.replace("\0", "\ufffd") if isinstance(value, str) else value for name, value in row.items()}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    _turn_on_wal(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _turn_on_wal(cursor: sqlite3.Cursor) -> None:
    """Switch to write-ahead logging; SQLite does not wait its busy timeout when several connections switch at once."""
    until = time.monotonic() + _BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_RETRY_S)


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("queqiao_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def check_database(url: str) -> None:
    """Raise DatabaseProblem for a database that cannot be reached or is damaged; an SQLite file need not exist yet."""
    engine = open_engine(url)
    try:
        knock(engine)
        file = Path(engine.url.database or "")
        if is_sqlite(engine) and file.name == DATABASE:
            must_be_there(file.parent)
        if is_sqlite(engine) and file.is_file():
            with reading(engine) as connection:
                if connection.scalar(text("PRAGMA quick_check(1)")) != "ok":
                    raise DatabaseProblem(MESSAGES["damaged"], "damaged")
            _is_newest(engine)
    finally:
        engine.dispose()


def knock(engine: Engine) -> None:
    """Raise DatabaseProblem when PostgreSQL does not answer or does not let us in."""
    if is_sqlite(engine):
        return
    url = engine.url
    place = f"{url.host or '本机'}:{url.port or 5432}/{url.database}"
    try:
        engine.connect().close()
    except OperationalError as error:
        raise DatabaseProblem(f"连不上数据库 {place}：没有启动，或账号、密码、库名不对。{_ADVICE}") from error


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema; does nothing when it is there already.

    Several processes may do so at once: they queue up, on SQLite by the write lock, on PostgreSQL by an advisory one.
    Raises DatabaseProblem when PostgreSQL does not answer or does not let us in.
    """
    knock(engine)
    with telling():
        if _is_newest(engine):
            return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with writing(engine) as connection:
        if not is_sqlite(engine):
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _is_newest(engine: Engine) -> bool:
    """Whether the schema is the newest already, found out without loading Alembic, as every command's start asks."""
    newest = max(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    tables = inspect(engine).get_table_names()
    if "alembic_version" not in tables:
        if tables and is_sqlite(engine):  # never ours: ours has it from its first table on
            raise DatabaseProblem(MESSAGES["damaged"], "damaged")
        return False
    with reading(engine) as connection:
        return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == newest)
