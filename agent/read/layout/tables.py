"""Tables pasted as text: lines whose cells are parted by tabs, bars, wide gaps, commas or single spaces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.read.layout.clause import Cell, Column, Table
from agent.read.layout.words import column_of

_PARTINGS = (
    (re.compile(r"\t"), False),
    (re.compile(r"\s*[|｜]\s*"), False),
    (re.compile(r"[ 　]{2,}"), False),
    (re.compile(r"[,，]"), True),
    (re.compile(r"[ 　]+"), True),
)
"""How cells are parted, and whether only a known header makes a table of it: a comma or a space parts much else."""
_FEWEST = 2
_HEADER_CELL = 14
_UNTOLD: Column = ""
_RULE = re.compile(r"[\s|｜:：\-—–]+")


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    end: int
    cells: list[tuple[int, int]]


def _cells(text: str, start: int, end: int, parting: re.Pattern[str]) -> list[tuple[int, int]]:
    cells, at = [], start
    for match in parting.finditer(text, start, end):
        if match.start() > start and match.end() < end:
            cells.append((at, match.start()))
        if match.start() == start or match.end() < end:
            at = match.end()
        else:
            end = match.start()
            break
    cells.append((at, end))
    return cells


def _is_header(text: str, row: _Row) -> bool:
    words = [text[a:b].strip() for a, b in row.cells]
    known = sum(column_of(word) != "" for word in words)
    short = all(len(word) <= _HEADER_CELL for word in words)
    return short and known >= min(2, len(words)) and not any(c in "。；" for word in words for c in word)


def _plain_words(text: str, row: _Row) -> bool:
    return all(b - a <= _HEADER_CELL and not any(c.isdigit() for c in text[a:b]) for a, b in row.cells)


def _headed(text: str, rows: list[_Row]) -> bool:
    """Whether the first row names the columns: by known words, or as the only row without numbers."""
    bare = _plain_words(text, rows[0]) and not any(_plain_words(text, row) for row in rows[1:])
    return _is_header(text, rows[0]) or bare


def _row_name(words: list[str], heads: list[Column]) -> str:
    """What a row is called: the last of its leading cells that name something; a bare number names nothing."""
    leading = next((i for i, head in enumerate(heads) if head != "name"), len(heads))
    named = [word for word in words[:leading] if word and not word.strip(".、").isdigit()]
    return named[-1] if named else words[0]


def _table(text: str, rows: list[_Row], headed: bool) -> Table:
    header = [text[a:b].strip() for a, b in rows[0].cells] if headed else []
    holds = [column_of(word) for word in header]
    built = []
    for row in rows:
        words = [text[a:b].strip() for a, b in row.cells]
        name = _row_name(words, holds)
        cells = []
        for i, (a, b) in enumerate(row.cells):
            column, held = (header[i], holds[i]) if i < len(header) else ("", _UNTOLD)
            cells.append(Cell(a, b, text[a:b], name, column, held))
        built.append(cells)
    return Table(rows[0].start, rows[-1].end, built, headed)


def _grow(text: str, lines: list[tuple[int, int]], at: int, parting: re.Pattern[str], strict: bool) -> list[_Row]:
    """The rows of the table that begins at line ``at``, or [] when there is none."""
    rows: list[_Row] = []
    for start, end in lines[at:]:
        if rows and _RULE.fullmatch(text, start, end):
            continue
        row = _Row(start, end, _cells(text, start, end, parting))
        if not rows:
            if len(row.cells) < 3 - (parting is _PARTINGS[0][0]) or strict and not _is_header(text, row):
                return []
        elif len(row.cells) < _FEWEST or abs(len(row.cells) - len(rows[0].cells)) > 1:
            break
        rows.append(row)
    return rows if len(rows) > 1 else []


def find_tables(text: str, lines: list[tuple[int, int]]) -> dict[int, tuple[Table, int]]:
    """The tables of ``text`` by the number of their first line, each with the number of lines it takes."""
    found: dict[int, tuple[Table, int]] = {}
    at = 0
    while at < len(lines):
        for parting, strict in _PARTINGS:
            rows = _grow(text, lines, at, parting, strict)
            if rows:
                headed = _headed(text, rows)
                last = next(i for i in range(at, len(lines)) if lines[i][0] == rows[-1].start)
                found[at] = (_table(text, rows, headed), last - at + 1)
                at = last
                break
        at += 1
    return found
