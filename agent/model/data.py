"""Untrusted text for a model: between two equal marks that nobody can guess, and nothing else that looks like one."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from agent.tokens import truncate
from knowledge.text import clean


def new_mark() -> str:
    """A marker line of this request only."""
    return f"=====边界 {secrets.token_hex(8)}====="


def as_data(text: str, mark: str, limit: int) -> str:
    """``text`` cleaned, without the marker, at most ``limit`` tokens."""
    return truncate(clean(text).replace(mark, ""), limit)


def said_as_data(text: str, mark: str, limit: int) -> str:
    """What a user said as data; the line masks telephone numbers, accounts and names of firms."""
    return as_data(text, mark, limit)


def rows_as_data(rows: Sequence[Mapping[str, Any]], mark: str, limit: int) -> str:
    """Rows as JSON lines; whole rows only, as many as ``limit`` tokens hold (the first is cut when it is longer)."""
    lines: list[str] = []
    for row in rows:
        line = json.dumps(row, ensure_ascii=False)
        if lines and as_data("\n".join([*lines, line]), mark, limit) != "\n".join([*lines, line]):
            break
        lines.append(line)
    return as_data("\n".join(lines), mark, limit)
