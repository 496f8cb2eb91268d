"""What a report is: sections of paragraphs, bullets and tables, every sentence a checkable statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal

from pydantic import Field

from agent.schema import Citation, Model, Reply, Statement

Variant = Literal["full", "brief", "bounty", "invitation", "roadshow", "english"]

VARIANTS: dict[Variant, str] = {
    "full": "对接推荐报告",
    "brief": "对接简报",
    "bounty": "揭榜需求（草案）",
    "invitation": "专家邀请函",
    "roadshow": "成果路演单页",
    "english": "Matchmaking report",
}
"""Variant -> the document's name, which is also its title."""

UNVERIFIED = "待核实"


class Paragraph(Model):
    """Sentences that are read as one paragraph."""

    type: Literal["paragraph"] = "paragraph"
    statements: list[Statement]


class Bullets(Model):
    """A list with one statement an item."""

    type: Literal["bullets"] = "bullets"
    statements: list[Statement]


class Table(Model):
    """A table with a header row; every cell is a statement, so that it can be cited and checked."""

    type: Literal["table"] = "table"
    header: list[str]
    rows: list[list[Statement]]


Block = Paragraph | Bullets | Table


class Section(Model):
    """One headed part of a report. ``level`` 2 stands inside the level-1 section before it.

    ``listing`` marks the citation list, whose lines are checked as citations and not as sentences.
    """

    heading: str
    listing: bool = False
    level: Literal[1, 2] = 1
    citations: list[Citation] = []
    blocks: list[Block] = []


class Reference(Model):
    """One numbered entry of the citation list."""

    number: int
    record_id: str
    title: str
    field: str
    label: str
    quote: str
    source: str
    as_of: str

    def carries(self, citation: Citation) -> bool:
        """Whether this entry stands for the citation: the same field, with the quote within its own."""
        same = (self.record_id, self.field) == (citation.record_id, citation.field)
        return same and citation.quote in self.quote


class Report(Model):
    """A drafted document: what it says, what carries it, and what verification took out.

    ``removed`` holds the statements that failed, each with its ``problem``; ``unverified`` those that stand in the
    report marked 待核实.
    """

    variant: Variant
    title: str
    need: str
    date: date
    officer: str = ""
    author: str = "鹊桥"
    model: str = ""
    sections: list[Section] = []
    citations: list[Reference] = []
    removed: list[Statement] = []
    unverified: list[Statement] = []
    label: str = Field(default=Reply.model_fields["label"].default)

    def statements(self) -> Iterator[Statement]:
        """Every statement in reading order, headings and table cells included, the citation list left out."""
        for section in self.sections:
            if section.listing:
                continue
            yield Statement(section=section.heading, text=section.heading, citations=section.citations)
            for block in section.blocks:
                yield from statements_of(block)

    def numbers_of(self, statement: Statement) -> list[int]:
        """The citation numbers that carry a statement, ascending; a title is cited by its record id alone."""
        return sorted({number for cited in statement.citations if (number := self._number(cited))})

    def _number(self, citation: Citation) -> int:
        own = [one for one in self.citations if one.carries(citation)]
        exact = [one for one in own if one.quote == citation.quote]
        return (exact or own)[0].number if own else 0


def statements_of(block: Block) -> list[Statement]:
    """The statements of one block in reading order."""
    if isinstance(block, Table):
        return [cell for row in block.rows for cell in row]
    return list(block.statements)


def rebuild(block: Block, change: Callable[[Statement], Statement | None]) -> Block:
    """The block with every statement changed; None drops a sentence, and a cell becomes 待核实 instead."""
    if isinstance(block, Table):
        rows = [
            [change(cell) or Statement(section=cell.section, text=UNVERIFIED) for cell in row] for row in block.rows
        ]
        return Table(header=block.header, rows=rows)
    kept = [one for one in map(change, block.statements) if one is not None]
    return block.model_copy(update={"statements": kept})
