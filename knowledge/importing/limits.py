"""How much one import may be asked to read: what is too long is cut and told; the error for a file beyond reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.text import cut

MAX_FILE_BYTES = 100 * 2**20
MAX_UNPACKED_BYTES = 300 * 2**20
MAX_ROWS = 100_000
MAX_CELL_CHARS = 100_000
"""Characters of one cell that are kept."""
MAX_LINE_CHARS = 2_000_000
"""Characters of a line of JSON."""
MAX_ITEMS = 1_000
"""Entries of a list in a cell."""
MAX_COLUMNS = 200
MAX_HEADER_CHARS = 60
HEADER_SEARCH_ROWS = 20

Notices = list[tuple[str, str]]
"""Pairs of column and message."""


class ImportProblem(ValueError):
    """The file as a whole cannot be read; the message is Chinese and says what to do."""


def bounded(cells: Mapping[str, Any]) -> tuple[dict[str, Any], Notices]:
    """The cells with every text of at most MAX_CELL_CHARS and every list of at most MAX_ITEMS, and what was cut."""
    notices: Notices = []
    return {header: _bounded(value, header, notices) for header, value in cells.items()}, notices


def shortened(text: str, most: int, header: str, notices: Notices, *, done: str = "只保留") -> str:
    """The first ``most`` characters of ``text`` at most; a cut is noted for ``header``, ``done`` says what with."""
    kept, rest = cut(text, most)
    if rest:
        notices.append(
            (header, f"有 {len(text)} 字，{done}前 {len(kept)} 字（从“{rest.strip()[:12]}”起截断），请缩短或拆开。")
        )
    return kept


def _bounded(value: Any, header: str, notices: Notices) -> Any:
    if type(value) is str:
        return shortened(value, MAX_CELL_CHARS, header, notices)
    if isinstance(value, list):
        if len(value) > MAX_ITEMS:
            notices.append((header, f"有 {len(value)} 项，只保留前 {MAX_ITEMS} 项。"))
        return [_bounded(item, header, notices) for item in value[:MAX_ITEMS]]
    if isinstance(value, dict):
        return {name: _bounded(item, header, notices) for name, item in value.items()}
    return value
