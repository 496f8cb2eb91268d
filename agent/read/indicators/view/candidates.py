"""The quantities of a text with what stands around each: the ground of every later decision."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from agent.read.indicators.view.grammar import Quantity, fold, quantities
from agent.read.indicators.view.hashing import Grams
from agent.read.indicators.view.layout import Cell, Layout, lay_out
from agent.read.layout import Column
from agent.read.layout.words import column_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quantity stands: its clause, sentence and line, the cell and the bracket that hold it."""

    clause: int
    clause_end: int
    sentence: int
    sentence_end: int
    line: int
    heading: tuple[int, int]
    cell: Cell | None
    bracket: int
    """Where the bracket around the quantity opens, or −1."""
    holds: Column
    """What the column of its table holds, by the words of the header; empty outside tables."""


@dataclass(frozen=True)
class Scene:
    """A title and the text below it as one text, with its quantities and the place of each.

    ``body`` is where the text begins behind the title.
    """

    original: str
    text: str
    body: int
    layout: Layout
    found: list[Quantity]
    places: list[Place]

    @cached_property
    def grams(self) -> Grams:
        """The n-grams of the text."""
        return Grams(self.text)


def look(text: str, title: str = "") -> Scene:
    """Everything that later steps need to know of the quantities of ``text`` and ``title``."""
    original = f"{title}\n{text}" if title else text
    folded = fold(original)
    layout = lay_out(original, folded)
    found = quantities(_parted(folded, layout))
    brackets = _brackets(folded)
    body = len(original) - len(text)
    return Scene(original, folded, body, layout, found, [_place(layout, brackets, one) for one in found])


def _parted(folded: str, layout: Layout) -> str:
    """The text with a line break before every cell, so that no quantity runs from one cell into the next."""
    signs = list(folded)
    for cell in layout.cells:
        if cell.column:
            signs[cell.start - 1] = "\n"
    return "".join(signs)


def _place(layout: Layout, brackets: list[int], one: Quantity) -> Place:
    at = one.at
    return Place(
        layout.clause(at),
        layout.clause_end(max(at, one.end - 1)),
        layout.sentence(at),
        layout.sentence_end(max(at, one.end - 1)),
        layout.line(at),
        layout.heading(at),
        layout.cell(at),
        brackets[at],
        _holds(layout, at),
    )


def _holds(layout: Layout, at: int) -> Column:
    """What the header says of the column that holds a position; a table's own first row says it only if it is one."""
    cell = layout.cell(at)
    if cell is None or cell.head == cell.row or cell.column >= len(cell.head):
        return ""
    start, end = cell.head[cell.column]
    return column_of(layout.text[start:end])


def _brackets(text: str) -> list[int]:
    """For every position the start of the innermost bracket around it, or −1; brackets do not cross line ends."""
    around, stack = [], [-1]
    for index, sign in enumerate(text):
        if sign in ")]" and len(stack) > 1:
            stack.pop()
        around.append(stack[-1])
        if sign in "([":
            stack.append(index)
        elif sign == "\n":
            del stack[1:]
    return around
