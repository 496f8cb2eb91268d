"""The units of a text that may be asked for: title, clauses, members of enumerations, rows of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from agent.read.layout import Clause, read_layout

Kind = Literal["title", "clause", "part", "row", "header"]
MOST = 700
"""Units read of one text; of a longer one those under headings that ask come first."""

_SHORTEST = 2
_TITLE_ENDS = "。；;"
_MEMBER = re.compile(
    r"、|以及|(?<=[\u4e00-\u9fff]{3})[和及与](?=[\u4e00-\u9fff]{3})|[（）()]"
    r"|(?<=[\u4e00-\u9fff]{4})并(?=[提降实进能且])"
)
_PASSED = frozenset(["existing", "budget", "time", "cooperation", "result", "note"])


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: ``text`` is the title's or the text's ``[start:end]``; ``clause`` is where it stands."""

    start: int
    end: int
    text: str
    kind: Kind
    clause: Clause
    in_title: bool = False


def _of_clause(clause: Clause, text: str, in_title: bool) -> list[Unit]:
    if clause.row >= 0:
        kind: Kind = "row" if clause.row else "header"
        return [Unit(clause.start, clause.end, clause.text, kind, clause, in_title)]
    cuts = [(clause.start, clause.start)]
    cuts += [m.span() for m in _MEMBER.finditer(text, clause.start, clause.end)]
    cuts.append((clause.end, clause.end))
    spans = [(a, b) for (_, a), (b, _) in zip(cuts, cuts[1:], strict=False) if b - a >= _SHORTEST]
    kind = "clause" if len(spans) < 2 else "part"
    return [Unit(a, b, text[a:b], kind, clause, in_title) for a, b in spans]


def _of_title(title: str) -> list[Unit]:
    """The title as one unit, or each topic of a title that lists several."""
    cut = read_layout(title).clauses
    if not cut:
        return []
    if len(cut) > 1 and any(mark in title for mark in _TITLE_ENDS):
        return [Unit(c.start, c.end, c.text, "title", c, True) for c in cut]
    plain = title.strip()
    start = title.index(plain)
    return [Unit(start, start + len(plain), plain, "title", cut[0], True)]


def find_units(title: str, text: str) -> list[Unit]:
    """The units of title and text in order, at most ``MOST``."""
    head, cut = _of_title(title), read_layout(text).clauses
    found = [unit for clause in cut for unit in _of_clause(clause, text, False)]
    if len(found) > MOST:
        live = [unit for unit in found if unit.clause.section not in _PASSED]
        found = (live or found)[:MOST]
    return head + found
