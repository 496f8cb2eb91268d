"""A lock file that says which process owns a folder; the system frees it when the process ends."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from knowledge.storage.faults import DatabaseProblem, telling

SERVICE = "service.lock"


class FolderLock:
    """An exclusive, non-blocking lock on ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def holder(self) -> str:
        """Who holds the lock, in Chinese, as they wrote it down; "" when that cannot be read."""
        try:
            return self._path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def acquire(self) -> bool:
        """Take the lock if no other holder has it; True when this object holds it afterwards."""
        if self._file is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+b")
        try:
            _lock(file)
        except OSError:
            file.close()
            return False
        self._file = file
        file.truncate(0)
        file.write(f"进程 {os.getpid()}，主机 {socket.gethostname()}，自 {datetime.now():%Y-%m-%d %H:%M}".encode())
        file.flush()
        return True

    def release(self) -> None:
        """Give the lock back; does nothing when it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None


def served_by(data_dir: Path) -> str:
    """Who serves the data folder now, in Chinese; "" for nobody."""
    lock = FolderLock(data_dir / SERVICE)
    if not (data_dir / SERVICE).exists() or lock.acquire():
        lock.release()
        return ""
    return lock.holder() or "另一个进程"


@contextmanager
def owned(data_dir: Path, purpose: str = "启动服务") -> Iterator[None]:
    """Own the data folder: one service, or one command that must not run beside it.

    Raises DatabaseProblem, which names process and host, while another process owns it.
    """
    lock = FolderLock(data_dir / SERVICE)
    with telling():
        taken = lock.acquire()
    if not taken:
        who = lock.holder() or "另一个进程"
        told = f"数据目录 {data_dir} 正由鹊桥服务使用（{who}），不能{purpose}。请先停止它，或用 --data 另选目录。"
        raise DatabaseProblem(told, "busy")
    try:
        yield
    finally:
        lock.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
