"""Backup and restore of a data folder."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from knowledge.storage.database import now

_DATABASE, _CACHE = "queqiao.sqlite3", "embeddings.sqlite3"
_FORMAT = "queqiao-backup-1"
_MAX_UNPACKED = 20 * 1024**3


class BackupError(RuntimeError):
    """A backup could not be written or read; the message says why, in Chinese."""


NAMES = {
    "records": "条记录（成果、专家、资源等，含联系方式）",
    "record_history": "个记录历史版本",
    "conversations": "段企业会话",
    "turns": "轮对话（企业原话、回答和运行记录）",
    "cards": "版需求卡",
    "needs": "条需求",
    "matches": "条对接",
    "reports": "份报告",
    "drafts": "份没保存的草稿",
    "feedback": "条评价",
    "decisions": "条取舍",
    "audit": "条操作记录",
    "users": "个账号（密码摘要）",
}
"""What a backup holds by table, as its keeper is told; other tables hold what belongs to these."""


def pack(engine: Engine, data_dir: Path, target: Path) -> dict[str, int]:
    """Write database and embedding cache into a zip with a manifest of contents, sizes and digests.

    Gives the rows by the names of NAMES.
    """
    path = _sqlite_path(engine)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            copies = {_DATABASE: path, _CACHE: data_dir / _CACHE}
            files = {name: _vacuum(source, Path(folder) / name) for name, source in copies.items() if source.is_file()}
            manifest: dict[str, Any] = {
                "format": _FORMAT,
                "created": now().isoformat(),
                "holds": _contents(files[_DATABASE]),
                "files": {
                    name: {"sha256": _sha256(file), "bytes": file.stat().st_size} for name, file in files.items()
                },
            }
            _must_be_whole(files[_DATABASE])
            partial.touch(0o600)
            with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
                for name, file in files.items():
                    archive.write(file, name)
        partial.replace(target)
    except (OSError, sqlite3.Error) as error:
        partial.unlink(missing_ok=True)
        raise BackupError(f"备份没有写成（{target}）：{error}。请检查磁盘空间和写权限。") from error
    return {what: manifest["holds"].get(table, 0) for table, what in NAMES.items()}


def unpack(engine: Engine, data_dir: Path, source: Path) -> None:
    """Check a backup whole, then copy it over the live database in one transaction."""
    path = _sqlite_path(engine)
    try:
        with tempfile.TemporaryDirectory(dir=data_dir) as folder, zipfile.ZipFile(source) as archive:
            files = _extract(archive, Path(folder))
            _must_be_whole(files[_DATABASE])
            engine.dispose()
            _copy_over(files[_DATABASE], path)
            if _CACHE in files:
                _merge_cache(files[_CACHE], data_dir / _CACHE)
    except (OSError, KeyError, ValueError, TypeError, sqlite3.Error, zipfile.BadZipFile) as error:
        raise BackupError(f"备份文件读不了（{source.name}）：不是鹊桥的备份，或已损坏。没有改动现有数据。") from error


def check_backup(source: Path) -> None:
    """Unpack and check a backup beside itself, changing nothing. Raises BackupError."""
    try:
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(source) as archive:
            _must_be_whole(_extract(archive, Path(folder))[_DATABASE])
    except (OSError, KeyError, ValueError, TypeError, sqlite3.Error, zipfile.BadZipFile) as error:
        raise BackupError(f"备份文件读不了（{source.name}）：不是鹊桥的备份，或已损坏。没有改动现有数据。") from error


def set_aside(data_dir: Path) -> Path | None:
    """Rename a database that cannot be opened, so that a backup can take its place; the new name, None for none."""
    database = data_dir / _DATABASE
    if not database.exists():
        return None
    number = next(n for n in range(1, 1000) if not database.with_name(f"{_DATABASE}.damaged-{n}").exists())
    aside = database.with_name(f"{_DATABASE}.damaged-{number}")
    for ending in ("", "-wal", "-shm"):
        file = database.with_name(f"{_DATABASE}{ending}")
        if file.exists():
            file.rename(aside.with_name(f"{aside.name}{ending}"))
    return aside


def forget_indexes(data_dir: Path) -> None:
    """Have every index compared with the database at the next synchronisation, as after a restore."""
    for state in (data_dir / "index").glob("*/state.json"):
        state.unlink()


def _must_be_whole(database: Path) -> None:
    with closing(sqlite3.connect(database)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupError("备份中的数据库已损坏，没有恢复。请换一份备份。")


_OTHER = "当前数据库不是 SQLite 文件，请用数据库自带的工具备份与恢复（如 pg_dump）。"


def must_be_sqlite(address: str) -> None:
    """Raise BackupError for the address of a database that has tools of its own."""
    if address and not address.startswith("sqlite"):
        raise BackupError(_OTHER)


def _sqlite_path(engine: Engine) -> Path:
    if engine.dialect.name != "sqlite" or not engine.url.database or engine.url.database == ":memory:":
        raise BackupError(_OTHER)
    return Path(engine.url.database)


def _contents(database: Path) -> dict[str, int]:
    """How many rows of each table a copy holds."""
    with closing(sqlite3.connect(database)) as copy:
        tables = [row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608


def _vacuum(source: Path, target: Path) -> Path:
    with closing(sqlite3.connect(source, timeout=30)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    return target


def _extract(archive: zipfile.ZipFile, folder: Path) -> dict[str, Path]:
    manifest = json.loads(archive.read("manifest.json"))
    if manifest["format"] != _FORMAT:
        raise ValueError("unknown backup format")
    files: dict[str, Path] = {}
    for name in (_DATABASE, _CACHE):
        if name not in manifest["files"] and name != _DATABASE:
            continue
        if archive.getinfo(name).file_size > _MAX_UNPACKED:
            raise ValueError("backup too large")
        files[name] = folder / name
        with archive.open(name) as packed, files[name].open("wb") as plain:
            shutil.copyfileobj(packed, plain)
        if _sha256(files[name]) != manifest["files"][name]["sha256"]:
            raise ValueError("digest differs")
    return files


def _copy_over(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as fresh, closing(sqlite3.connect(target, timeout=30)) as live:
        fresh.backup(live)


def _merge_cache(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(target, timeout=30)) as live:
        live.execute("ATTACH ? AS packed", (str(source),))
        with live:
            live.execute("INSERT OR IGNORE INTO vectors SELECT name, hash, vector FROM packed.vectors")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
