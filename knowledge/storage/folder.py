"""The data folder: closed to other users of the machine, and refused when its database went missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.storage.faults import MESSAGES, DatabaseProblem, telling

DATABASE = "queqiao.sqlite3"
_FOLDER, _FILE = 0o700, 0o600
_LEAST_FREE = 1024**2
"""Bytes below which the next write will hardly fit."""


def close_folder(folder: Path) -> None:
    """Make the folder if it is not there; it and the files in it are for their owner only. Raises OSError."""
    folder.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    if os.name != "posix":
        return
    _close(folder, _FOLDER)
    for file in folder.iterdir():
        if file.is_file() and not file.is_symlink():
            _close(file, _FILE)


def must_be_there(folder: Path) -> None:
    """Raise DatabaseProblem when the folder was in use and its database is gone or empty: never begin anew silently."""
    database = folder / DATABASE
    used = any(folder.glob("index/*/state.json"))
    if not used or (database.exists() and database.stat().st_size):
        return
    what = "是空的" if database.exists() else "不见了"
    told = f"数据库文件 {database} {what}，但这个目录用过。请用 queqiao restore 从备份恢复；要从头开始，请另选目录。"
    raise DatabaseProblem(told, "damaged")


def trouble_of(folder: Path) -> str:
    """Why nothing can be kept in the folder, in Chinese; "" when it can."""
    try:
        if shutil.disk_usage(folder).free < _LEAST_FREE:
            return MESSAGES["full"]
        database = folder / DATABASE
        writable = os.access(folder, os.W_OK) and (not database.exists() or os.access(database, os.W_OK))
        return "" if writable else MESSAGES["readonly"]
    except OSError:
        return MESSAGES["missing"]


@contextmanager
def telling_of(folder: Path) -> Iterator[None]:
    """Tell what is wrong inside as DatabaseProblem; what the database cannot name is often a disk that is full."""
    try:
        with telling():
            yield
    except DatabaseProblem as error:
        found = trouble_of(folder) if error.kind == "other" else ""
        if not found:
            raise
        raise DatabaseProblem(found, "full" if found == MESSAGES["full"] else "readonly") from error


def is_closed(folder: Path) -> bool:
    """Whether nobody but the owner may read the folder or a file in it."""
    if os.name != "posix":
        return True
    return not any(
        path.stat().st_mode & 0o077 for path in (folder, *(one for one in folder.iterdir() if one.is_file()))
    )


def _close(path: Path, mode: int) -> None:
    if path.stat().st_mode & 0o077 and path.stat().st_uid == os.getuid():
        path.chmod(mode)
