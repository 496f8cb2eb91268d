"""Where a message that holds several independent needs is to be parted: learned, for the beginning of each clause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from agent.read.asks.sight.features import bucket, level, plain, section, tagged
from agent.read.asks.sight.model import model
from agent.read.asks.sight.prepared import Prepared
from agent.read.asks.sight.units import Unit

MOST = 6
_ORDINALS = (
    *("第", "一是", "二是", "三是", "一个", "另", "还有", "再", "此外", "顺"),
    *("甲", "乙", "丙", "问题", "需求", "难题"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One need: the text's ``[start:end]``."""

    start: int
    end: int


def _counted(text: str) -> list[str]:
    """Whether the text says how many things it asks: 三件事, 两个需求."""
    said = tagged(text)
    pairs = [a[0] + b[0][:1] for a, b in zip(said, said[1:], strict=False) if a[1] == "m"]
    return [f"counted={pair}" for pair in pairs[:4]]


def border_rows(prepared: Prepared) -> tuple[list[int], list[list[int]]]:
    """The units of the text that begin a clause, and the buckets of what speaks for a need to begin there."""
    units = prepared.units
    body = [k for k, u in enumerate(units) if not u.in_title and u.start == u.clause.start and u.clause.row < 0]
    markers = Counter(units[k].clause.marker for k in body if units[k].clause.marker)
    head = plain(units[body[0]].text) if body else ""
    whole = [f"T{name}" for name in _counted(plain(prepared.title)) + _counted(head)]
    rows = []
    for place, k in enumerate(body):
        unit, before = units[k], units[body[place - 1]] if place else None
        names = [*_start(unit, before, markers), *whole, f"place={min(place, 4)}:{bool(before)}"]
        names += [f"{name}:{unit.clause.marker != ''}" for name in whole]
        names.append(f"units={level(len(units), 4, 8, 12, 20, 40)}:{unit.clause.marker != ''}")
        rows.append(sorted({bucket("N" + name) for name in names}))
    return body, rows


def _start(unit: Unit, before: Unit | None, markers: Counter[str]) -> list[str]:
    text, clause = plain(unit.text), unit.clause
    closer = before.clause.closer[:1] if before else "^"
    ordinal = next((word for word in _ORDINALS if unit.text.startswith(word)), "")
    first = tagged(text)[:2]
    return [
        f"marker={clause.marker}:{section(unit)}",
        f"marker={clause.marker}:{level(markers[clause.marker], 2, 3, 4, 5)}" if clause.marker else "no marker",
        f"lists={level(sum(markers.values()), 1, 2, 4, 7)}:{clause.marker != ''}",
        f"closer={closer}:{clause.marker != ''}",
        f"closer={closer}",
        f"ordinal={ordinal}:{closer}",
        f"section={section(unit)}",
        f"w={first[0][0] if first else ''}",
        f"tags={''.join(tag[:1] for _, tag in first)}:{closer}",
        f"s1={text[:1]}",
        f"s2={text[:2]}",
        f"item={min(clause.item, 4)}:{clause.marker != ''}",
        f"nth={min(clause.nth, 3)}:{min(clause.position, 3)}:{closer}",
        f"line start={before is None or before.clause.line != clause.line}",
    ]


def split_needs(text: str, title: str = "") -> list[Part]:
    """The needs of a message in order, at most MOST; a single one is the whole text.

    What stands before the first need belongs to it, what follows the last to the last.
    """
    prepared = Prepared.of(title, text)
    units, rows = border_rows(prepared)
    scores = model().border_scores(rows)
    starts = [prepared.units[k].clause.start for k, score in zip(units, scores.tolist(), strict=True) if score > 0]
    starts = starts[:MOST]
    if len(starts) < 2:
        return [Part(0, len(text))]
    borders = [0, *starts[1:], len(text)]
    return [Part(a, b) for a, b in zip(borders, borders[1:], strict=False)]
