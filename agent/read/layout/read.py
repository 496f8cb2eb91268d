"""Cut a requirement text into clauses that keep their offsets, heading, list item and table row."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from agent.read.layout.clause import Clause, Section, Table
from agent.read.layout.cutting import SENTENCE_END, clause_pieces, items, lines, pieces, trim
from agent.read.layout.headings import read_heading
from agent.read.layout.numbering import MARKER, marker_kind
from agent.read.layout.tables import find_tables


@dataclass(frozen=True, slots=True)
class Layout:
    """A text with its clauses and its tables, in order."""

    text: str
    clauses: list[Clause]
    tables: list[Table]


@dataclass(slots=True)
class _Cutter:
    """The clauses so far, and where the text stands: under which heading, in which item."""

    text: str
    out: list[Clause] = field(default_factory=list)
    section: Section = "start"
    heading: str = ""
    block: int = 0
    line: int = 0
    sentence: int = 0
    item: int = -1

    def open(self, start: int, end: int) -> int:
        """Where the text behind a heading begins; ``start`` when there is no heading."""
        found = read_heading(self.text[start:end])
        if found is None:
            return start
        self.section, self.heading = found[0], found[2]
        self.block, self.item = self.block + 1, -1
        return start + found[1]

    def add(self, start: int, end: int, nth: int, position: int, marker: str, closer: str, row: int = -1) -> bool:
        """Take ``text[start:end]`` as a clause if it is one."""
        start, end = trim(self.text, start, end)
        if end - start < 2:
            return False
        place = (self.section, self.block, self.line, self.sentence, nth, position, marker, self.item, closer)
        self.out.append(Clause(start, end, self.text[start:end], *place, self.heading, row))
        return True

    def take_line(self, start: int, end: int) -> None:
        """Cut one line or list item into sentences and clauses."""
        start, marker = self.open(start, end), ""
        if match := MARKER.match(self.text, start, end):
            start, self.item, marker = match.end(), self.item + 1, marker_kind(match.group())
        for nth, (a, b, stop) in enumerate(pieces(self.text, start, end, SENTENCE_END)):
            self.sentence += 1
            a = self.open(a, b) if nth else a
            for position, (c, d, comma) in enumerate(clause_pieces(self.text, a, b)):
                if self.add(c, d, nth, position, marker, comma or stop):
                    marker = ""
        self.line += 1

    def take_table(self, table: Table) -> None:
        """One clause a row; the rows stand in a block and a list of their own."""
        self.block, self.item = self.block + 1, -1
        for number, row in enumerate(table.rows):
            self.sentence, self.item = self.sentence + 1, self.item + 1
            self.add(row[0].start, row[-1].end, 0, 0, "row", "\n", number + (not table.headed))
            self.line += 1
        self.block, self.item = self.block + 1, -1


@lru_cache(maxsize=8)
def read_layout(text: str) -> Layout:
    """The clauses and tables of ``text``, with offsets into it; the latest few texts are remembered."""
    cutter, spans = _Cutter(text), lines(text)
    tables = find_tables(text, spans)
    at = 0
    while at < len(spans):
        if at in tables:
            table, count = tables[at]
            cutter.take_table(table)
            at += count
            continue
        for start, end in items(text, *spans[at]):
            cutter.take_line(start, end)
        at += 1
    return Layout(text, cutter.out, [table for table, _ in tables.values()])


def clauses(text: str) -> list[Clause]:
    """Every clause of ``text`` in order, with its section, list item and offsets."""
    return list(read_layout(text).clauses)
