"""What users of a messenger say instead of pressing a button, read from ``commands.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("commands.toml")


@dataclass(frozen=True, slots=True)
class Command:
    """A command by name; ``takes`` is what stood behind its word, "" for nothing."""

    name: str
    takes: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    pattern: re.Pattern[str]
    says: str
    first: str


def command_of(text: str) -> Command | None:
    """The command that a message is as a whole, or None."""
    said = text.strip().rstrip("。！!.～~")
    for entry in _entries():
        if found := entry.pattern.fullmatch(said):
            return Command(entry.name, "".join(found.groups(default="")))
    return None


def help_text() -> str:
    """The commands in lines, each with what it does."""
    lines = [f"· {entry.first}：{entry.says}" for entry in _entries() if entry.says]
    return "\n".join(["直接说您的技术难题就行，一句话也可以。另外可以回复：", *lines])


@lru_cache(maxsize=1)
def _entries() -> tuple[_Entry, ...]:
    return tuple(_entry(name, row) for name, row in tomllib.loads(FILE.read_text("utf-8")).items())


def _entry(name: str, row: dict[str, Any]) -> _Entry:
    words = "|".join(map(re.escape, row["words"]))
    return _Entry(name, re.compile(f"(?:{words}){row.get('takes', '')}"), row["says"], row["words"][0])
