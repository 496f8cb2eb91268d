"""What can be wrong with the place where everything is kept, each as one Chinese line that says what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from sqlalchemy.exc import DBAPIError, IntegrityError

Kind = Literal["full", "readonly", "damaged", "busy", "missing", "other"]
MESSAGES: dict[Kind, str] = {
    "full": "磁盘已满，没有存下来。请清理磁盘，至少留出 0.5 GB，再试。",
    "readonly": "数据目录不可写，没有存下来。请检查目录的权限，以及磁盘是否只读。",
    "damaged": "数据库文件已损坏或不是鹊桥的数据库。请停止服务，用 queqiao restore 从备份恢复。",
    "busy": "数据库正忙，没有存下来。请稍后再试。",
    "missing": "数据库文件打不开。请检查数据目录和它的权限。",
    "other": "数据库出错，没有存下来。请运行 queqiao doctor 查看原因。",
}
_BY_CODE: dict[int, Kind] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "readonly",
    sqlite3.SQLITE_PERM: "readonly",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CANTOPEN: "missing",
}
_BY_ERRNO: dict[int, Kind] = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "readonly",
    errno.EACCES: "readonly",
    errno.EPERM: "readonly",
}


class DatabaseProblem(RuntimeError):
    """The place where everything is kept cannot be used; the message says why and what to do, in Chinese."""

    def __init__(self, message: str, kind: Kind = "other") -> None:
        super().__init__(message)
        self.kind = kind


def problem_of(error: BaseException) -> DatabaseProblem | None:
    """The problem that an error of a database or of the file system tells; None for any other error."""
    if isinstance(error, DatabaseProblem):
        return error
    if isinstance(error, IntegrityError):
        return None
    cause = error.orig if isinstance(error, DBAPIError) else error
    kind: Kind | None = None
    if isinstance(cause, sqlite3.Error):
        kind = _BY_CODE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF, "other")
    elif isinstance(cause, OSError):
        kind = _BY_ERRNO.get(cause.errno or 0)
    elif isinstance(error, DBAPIError):
        kind = "other"
    return DatabaseProblem(MESSAGES[kind], kind) if kind else None


@contextmanager
def telling() -> Iterator[None]:
    """Turn the errors of database and file system inside into DatabaseProblem; others pass."""
    try:
        yield
    except DatabaseProblem:
        raise
    except (DBAPIError, sqlite3.Error, OSError) as error:
        problem = problem_of(error)
        if problem is None:
            raise
        raise problem from error
