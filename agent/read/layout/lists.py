"""The list items of a cut text as a forest: which list an item belongs to, and which item holds it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from agent.read.layout.clause import Clause

_FEWEST_LINES = 4
_SHORT_LINE = 45


@dataclass(slots=True)
class Item:
    """One list item: the list it stands in, the item above it (None at the top), and the clauses of its own."""

    number: int
    series: int
    above: Item | None
    first: int
    kind: str
    clauses: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Lists:
    """``of[i]`` is the innermost item of clause i (None outside lists); ``members`` the item numbers of each list;
    ``below`` the numbers of the items directly below an item."""

    of: list[Item | None]
    members: dict[int, list[int]]
    below: dict[int, list[int]]


def find_lists(clauses: list[Clause]) -> Lists:
    """Read the lists off the markers of ``clauses``: a marker of a kind that is open goes on with its list, another one
    opens a list below. Without any marker, at least four short lines under one heading count as a list."""
    of: list[Item | None] = []
    items: list[Item] = []
    open_items: list[Item] = []
    block = -1
    for index, clause in enumerate(clauses):
        if clause.block != block:
            open_items, block = [], clause.block
        if clause.marker:
            kinds = [item.kind for item in open_items]
            level = kinds.index(clause.marker) if clause.marker in kinds else len(kinds)
            series = open_items[level].series if level < len(kinds) else len(items)
            open_items = open_items[:level]
            above = open_items[-1] if open_items else None
            items.append(Item(len(items), series, above, index, clause.marker))
            open_items.append(items[-1])
        of.append(open_items[-1] if open_items else None)
        if open_items:
            open_items[-1].clauses.append(index)
    if not items:
        items = _from_lines(clauses, of)
    members, below = defaultdict(list), defaultdict(list)
    for item in items:
        members[item.series].append(item.number)
        if item.above:
            below[item.above.number].append(item.number)
    return Lists(of, members, below)


def _from_lines(clauses: list[Clause], of: list[Item | None]) -> list[Item]:
    blocks: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, clause in enumerate(clauses):
        blocks[clause.block][clause.line].append(index)
    items: list[Item] = []
    for lines in blocks.values():
        length = sum(clauses[own[-1]].end - clauses[own[0]].start for own in lines.values())
        if len(lines) < _FEWEST_LINES or length >= _SHORT_LINE * len(lines):
            continue
        series = len(items)
        for own in lines.values():
            items.append(Item(len(items), series, None, own[0], "line", own))
            for index in own:
                of[index] = items[-1]
    return items
