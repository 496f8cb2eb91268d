"""A throwaway PostgreSQL cluster on loopback: made by initdb as an unprivileged user, gone at the end."""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

ACCOUNTS = ("postgres", "nobody")
PATIENCE_S = 60


def why_not() -> str:
    """Why no cluster can be started here; "" when one can."""
    if programs() is None:
        return "PostgreSQL's initdb is not installed (apt-get install postgresql)"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "the driver psycopg is not installed (extra: postgres)"
    return "" if os.geteuid() or _account() else "root may not run PostgreSQL and there is no other account"


def programs() -> Path | None:
    """The folder of initdb and postgres: on the path, or where Debian puts it."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


class Cluster:
    """A running cluster; ``new_database`` gives the address of an empty database."""

    def __init__(self, port: int, password: str, bin: Path) -> None:
        self.port = port
        self.password = password
        self.bin = bin
        self._numbers = count(1)

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy address of a database."""
        return f"postgresql+psycopg://queqiao:{self.password}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Make an empty database and return its address."""
        import psycopg

        name = f"q{next(self._numbers)}"
        with psycopg.connect(self.url().replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Make, start, hand out and remove a cluster; only loopback reaches it, with a password of its own."""
    bin = programs()
    assert bin is not None
    owner = None if os.geteuid() else _account()
    folder = Path(tempfile.mkdtemp(prefix="queqiao-pg-"))
    password = folder / "password"
    password.write_text(secrets.token_hex(16))
    (folder / "sockets").mkdir()
    if owner:
        for path in (folder, password, folder / "sockets"):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    try:
        _run([str(bin / "initdb"), "-D", f"{folder}/data", "-U", "queqiao", "-A", "scram-sha-256",
              f"--pwfile={password}", "-E", "UTF8", "--locale=C.UTF-8", "-N"], folder, owner)  # fmt: skip
        cluster = Cluster(_free_port(), password.read_text(), bin)
        with _started(cluster, folder, owner):
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(cluster: Cluster, folder: Path, owner: pwd.struct_passwd | None) -> Iterator[None]:
    arguments = ["-D", f"{folder}/data", "-k", f"{folder}/sockets", "-h", "127.0.0.1", "-p", str(cluster.port), "-F"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [str(cluster.bin / "postgres"), *arguments],
            cwd=folder,
            stdout=log,
            stderr=log,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
            **_as(owner),
        )
    try:
        _wait(cluster, server, folder / "log")
        yield
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE_S)


def _end_with_parent() -> None:
    """In the child: stop when the tests are killed before they could stop it."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG


def _wait(cluster: Cluster, server: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    deadline = time.monotonic() + PATIENCE_S
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(cluster.url().replace("+psycopg", ""), connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")


def _run(command: list[str], folder: Path, owner: pwd.struct_passwd | None) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **_as(owner))
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr}")


def _as(owner: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}


def _account() -> pwd.struct_passwd | None:
    known = {one.pw_name: one for one in pwd.getpwall()}
    return next((known[name] for name in ACCOUNTS if name in known), None)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
