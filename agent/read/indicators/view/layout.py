"""Where things stand in a text: clauses, sentences, lines with their headings, and the cells of tables."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

_SENTENCE = re.compile(r"[。！？!?；;\n]+")
_CLAUSE = re.compile(r"[。！？!?；;，\n]+|,(?!\d{3})|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_HEADING = re.compile(r"[^\n:】]{0,24}[:】] *$|【[^】\n]{1,20}】|[^\n\d:，。；]{2,16}:(?= *\S)")
_SEPARATORS = (re.compile(r"\t"), re.compile(r" *\| *"), re.compile(r" {2,}"), re.compile(r","), re.compile(r" +"))
_LEAST_LINES = (2, 2, 2, 3, 3)
_LEAST_CELLS = (2, 2, 2, 3, 3)
_WIDEST = 24
_PROSE = re.compile(r"[。；;，]")
_LONGEST_LINE = 300
_MARK = re.compile(r"[ \"“]*(?:[(]?[一二三四五六七八九十\d]{1,2}[)、.:](?!\d)|[-*◆●·①-⑳])? *")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its span, its column, the cells of its row and of the head of the table."""

    start: int
    end: int
    column: int
    row: tuple[tuple[int, int], ...]
    head: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Boundaries of one folded text, all sorted: starts of sentences, clauses, lines; headings; cells."""

    text: str
    sentences: list[int]
    clauses: list[int]
    lines: list[int]
    headings: list[tuple[int, int]]
    cells: list[Cell]
    cell_starts: list[int] = field(default_factory=list)

    def sentence(self, pos: int) -> int:
        """Start of the sentence that holds ``pos``."""
        return self.sentences[bisect_right(self.sentences, pos) - 1]

    def clause(self, pos: int) -> int:
        """Start of the clause that holds ``pos``."""
        return self.clauses[bisect_right(self.clauses, pos) - 1]

    def line(self, pos: int) -> int:
        """Start of the line that holds ``pos``, behind its list mark."""
        return self.lines[bisect_right(self.lines, pos) - 1]

    def clause_end(self, pos: int) -> int:
        """End of the clause that holds ``pos`` (the start of the next one, or the end of the text)."""
        index = bisect_right(self.clauses, pos)
        return self.clauses[index] if index < len(self.clauses) else len(self.text)

    def sentence_end(self, pos: int) -> int:
        """End of the sentence that holds ``pos``."""
        index = bisect_right(self.sentences, pos)
        return self.sentences[index] if index < len(self.sentences) else len(self.text)

    def heading(self, pos: int) -> tuple[int, int]:
        """The span of the last heading that begins before ``pos``; empty when there is none."""
        index = bisect_right(self.headings, (pos, pos)) - 1
        return self.headings[index] if index >= 0 else (0, 0)

    def cell(self, pos: int) -> Cell | None:
        """The cell of a table that holds ``pos``, if it stands in one."""
        index = bisect_right(self.cell_starts, pos) - 1
        return self.cells[index] if index >= 0 and pos <= self.cells[index].end else None


def lay_out(original: str, folded: str) -> Layout:
    """The layout of ``folded`` text; ``original`` still has the tabs that part cells."""
    lines = [0, *(m.end() for m in re.finditer(r"\n+", folded))]
    cells = find_cells(original, folded, lines)
    marked = [match.end() if (match := _MARK.match(folded, at)) else at for at in lines]
    return Layout(
        folded,
        [0, *(m.end() for m in _SENTENCE.finditer(folded))],
        [0, *(m.end() for m in _CLAUSE.finditer(folded))],
        [0, *marked[1:]],
        [m.span() for m in _HEADING.finditer(folded)],
        cells,
        [cell.start for cell in cells],
    )


Spans = tuple[tuple[int, int], ...]


def find_cells(original: str, folded: str, lines: list[int]) -> list[Cell]:
    """The cells of every table: neighbouring lines cut into as many parts by the same separator."""
    ends = ((at, folded.find("\n", at)) for at in lines)
    spans = [(at, end if end >= 0 else len(folded)) for at, end in ends]
    taken: dict[int, tuple[Spans, Spans]] = {}
    for kind in range(len(_SEPARATORS)):
        rows = [_parts(original, folded, a, b, kind) if a not in taken else () for a, b in spans]
        for first, last in _blocks(rows, kind):
            for row in rows[first:last]:
                taken[row[0][0]] = (row, rows[first])
    return [
        Cell(a, b, column, row, head)
        for start in sorted(taken)
        for row, head in [taken[start]]
        for column, (a, b) in enumerate(row)
    ]


def _parts(original: str, folded: str, start: int, end: int, kind: int) -> Spans:
    """The spans of the cells of one line."""
    text = original if kind == 0 else folded
    if end - start > _LONGEST_LINE:
        return ()
    found, at = [], start
    for match in _SEPARATORS[kind].finditer(text, start, end):
        found.append((at, match.start()))
        at = match.end()
    found.append((at, end))
    wide = kind >= 3 and any(b - a > _WIDEST or _PROSE.search(text, a, b) for a, b in found)
    return () if wide or len(found) < _LEAST_CELLS[kind] else tuple(found)


def _blocks(rows: list[Spans], kind: int) -> list[tuple[int, int]]:
    """Runs of neighbouring rows with as many cells as the first (or, but for loose separators, one more or less)."""
    found, first = [], 0
    slack = 1 if kind < 3 else 0
    while first < len(rows):
        last = first + 1
        if rows[first]:
            while last < len(rows) and rows[last] and abs(len(rows[last]) - len(rows[first])) <= slack:
                last += 1
            if last - first >= _LEAST_LINES[kind]:
                found.append((first, last))
        first = last
    return found
