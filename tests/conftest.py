"""Every test runs offline: sockets reach loopback only, and no test sees the caller's environment."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from knowledge import Catalogue
    from tests.postgres import Cluster

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise OSError(f"tests may not connect to {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No model, no keys, and a data folder of the test's own."""
    for name in ("OPENAI_MODEL", "OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QUEQIAO_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LANGSMITH_TRACING", "false")
    from agent.settings import get_settings

    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A throwaway PostgreSQL cluster; skips, with the reason, where none can be started."""
    postgres = pytest.importorskip("tests.postgres", reason="PostgreSQL is tested on POSIX systems")
    if reason := postgres.why_not():
        pytest.skip(reason)
    with postgres.running_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Gives the address of an empty database with every call; the tests run once on each backend."""
    if request.param == "postgres":
        made: Callable[[], str] = request.getfixturevalue("postgres").new_database
        return made
    return lambda: f"sqlite:///{tmp_path_factory.mktemp('db')}/deep/100%/q.sqlite3"


@pytest.fixture(scope="module")
def engine(new_database: Callable[[], str]) -> Iterator[Engine]:
    """An empty database with all tables, shared by the tests of a file; each test takes a tenant of its own."""
    from knowledge.storage.database import migrate, open_engine

    engine = open_engine(new_database())
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def catalogue(engine: Engine) -> Catalogue:
    """An empty catalogue."""
    from knowledge import Catalogue

    return Catalogue(engine, uuid4().hex)
