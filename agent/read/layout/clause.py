"""What a layout is made of: clauses, cells and tables, each with its place in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Section = Literal[
    "start",
    "need",
    "problem",
    "content",
    "goal",
    "existing",
    "limits",
    "budget",
    "time",
    "cooperation",
    "result",
    "note",
]
"""What a heading says of the text below it; ``start`` stands before the first heading."""

Column = Literal["name", "present", "target", "unit", "note", "other", ""]
"""What a column of a table holds; empty where its header does not tell."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: ``text`` is ``source[start:end]``.

    ``block``, ``line`` and ``sentence`` number the headed block, the line and the sentence; ``position`` is the
    clause's place in its sentence and ``nth`` the sentence's place in its line. ``marker`` is the kind of list number
    that stands before the clause ("" when none) and ``item`` the number of the list item it belongs to (−1 outside
    lists); ``closer`` is the punctuation that ends it. ``heading`` is the words of the heading above it. A row of a
    table is one clause: ``row`` is its number in its table (−1 outside tables, 0 for the header).
    """

    start: int
    end: int
    text: str
    section: Section
    block: int
    line: int
    sentence: int
    nth: int
    position: int
    marker: str
    item: int
    closer: str
    heading: str = ""
    row: int = -1


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, ``source[start:end]``: ``row`` and ``column`` are the words of its first cell and header."""

    start: int
    end: int
    text: str
    row: str
    column: str
    holds: Column


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells pasted as text, the header (if there is one) first; ``start`` and ``end`` are its place."""

    start: int
    end: int
    rows: list[list[Cell]]
    headed: bool

    @property
    def body(self) -> list[list[Cell]]:
        """The rows without the header."""
        return self.rows[1:] if self.headed else self.rows
