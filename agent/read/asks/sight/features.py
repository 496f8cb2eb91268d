"""What can be seen of a unit: its letters and words, where it stands, and what stands around it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import rjieba

from agent.read.asks.sight.units import Unit
from agent.read.layout import Clause

BUCKETS = 1 << 15
_FORM = str.maketrans("123456789一二两三四五六七八九十百千万亿几半", "0" * 9 + "〇" * 17)
_OPERATORS = frozenset("≥≤><±~→%℃")
_EDGE = 3
LONGEST = 120
"""Characters of a unit or stretch that its features see."""


@lru_cache(maxsize=1 << 16)
def bucket(name: str) -> int:
    """The weight that the feature ``name`` uses, 0 … BUCKETS − 1."""
    return crc32(name.encode()) % BUCKETS


def level(value: float, *edges: float) -> int:
    """How many of ``edges`` the value reaches."""
    return sum(value >= edge for edge in edges)


@lru_cache(maxsize=1 << 12)
def plain(text: str) -> str:
    """``text`` in one width and case, every digit as 0 and every Chinese numeral as 〇, at most LONGEST characters."""
    return unicodedata.normalize("NFKC", text[:LONGEST]).lower().translate(_FORM)[:LONGEST]


def numbers(text: str) -> int:
    """How many numbers stand in a plain text."""
    return sum(1 for a, b in zip(" " + text, text, strict=False) if b in "0〇" and a not in "0〇.")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the features need to know of the whole text."""

    units: Sequence[Unit]
    title: str
    length: int
    last_line: int
    sections: str
    markers: int
    rows: int

    @classmethod
    def of(cls, units: Sequence[Unit], title: str) -> Surroundings:
        """Gather them for the units of a text."""
        body = [unit.clause for unit in units if not unit.in_title]
        present = {clause.section for clause in body}
        return cls(
            units,
            plain(title),
            sum(len(unit.text) for unit in units),
            body[-1].line if body else 0,
            "+".join(sorted(present & {"need", "problem", "content", "goal"})),
            sum(clause.marker != "" for clause in body),
            sum(clause.row >= 0 for clause in body),
        )


def letters(text: str) -> list[str]:
    """Characters, pairs and triples of a plain text, and how it begins and ends."""
    grams = {text[i : i + n] for n in (1, 2, 3) for i in range(len(text) - n + 1)}
    edges = [f"^{text[:n]}" for n in range(1, _EDGE + 1)] + [f"{text[-n:]}$" for n in range(1, _EDGE + 1)]
    return [*(f"g={gram}" for gram in grams), *edges]


@lru_cache(maxsize=1 << 12)
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """The words of a text and their parts of speech."""
    return tuple(rjieba.tag(text))


def words(text: str) -> list[str]:
    """The words of a plain text, its first parts of speech and its last."""
    found = tagged(text)
    if not found:
        return []
    tags = [tag[:1] for _, tag in found]
    names = [f"w={word}" for word in {word for word, _ in found if len(word) > 1}]
    names += [f"tags^{''.join(tags[:2])}", f"tags{''.join(tags[-2:])}$", f"first={found[0][0]}"]
    return [*names, f"verbs={min(tags.count('v'), 3)}", f"nouns={min(tags.count('n'), 3)}"]


def signs(text: str) -> list[str]:
    """How many numbers a plain text holds, and which operators."""
    return [f"numbers={min(numbers(text), 4)}", *(f"sign={mark}" for mark in _OPERATORS & set(text))]


def against_title(text: str, around: Surroundings) -> str:
    """How much of a plain text the title says too."""
    if not around.title:
        return "title=none"
    shared = sum(text[i : i + 2] in around.title for i in range(len(text) - 1)) / max(len(text) - 1, 1)
    return f"title={level(shared, 0.05, 0.2, 0.4, 0.7, 0.95)}"


def section(unit: Unit) -> str:
    """The section that a unit stands in; the title is one of its own."""
    return "title" if unit.in_title else unit.clause.section


def _in_list(clause: Clause, where: str) -> list[str]:
    names = [f"marker={clause.marker}:{where}", f"item={min(clause.item, 6)}:{clause.marker != ''}"]
    return names + [f"h={clause.heading[i : i + 2]}" for i in range(len(clause.heading) - 1)]


def place(index: int, around: Surroundings) -> list[str]:
    """Where a unit stands: section, line, sentence, list, table."""
    unit, units = around.units[index], around.units
    clause, kind, where = unit.clause, unit.kind, section(unit)
    before = units[index - 1] if index else None
    after = units[index + 1] if index + 1 < len(units) else None
    sole = before is None or before.clause.line != clause.line or before.in_title != unit.in_title
    last = after is None or after.clause.line != clause.line or after.in_title != unit.in_title
    return [
        f"kind={kind}:{where}",
        f"size={level(len(unit.text), 4, 7, 10, 14, 19, 26, 36)}:{kind}",
        f"nth={min(clause.nth, 4)}:{min(clause.position, 4)}:{clause.line == 0}",
        f"index={min(index, 6)}:{bool(around.title)}",
        f"from end={min(len(units) - index, 5)}",
        f"closer={clause.closer[:1]}",
        f"line={sole}:{last}:{clause.item >= 0}",
        f"where={level(clause.line / max(around.last_line, 1), 0.001, 0.34, 0.67, 1)}:{where}",
        f"length={level(around.length, 25, 50, 80, 120, 180, 260, 400, 800)}:{kind}",
        f"count={level(len(units), 2, 3, 5, 8, 12, 20, 40)}:{kind}",
        f"sections={around.sections}:{where}",
        f"lists={level(around.markers, 1, 2, 4, 7)}:{clause.marker != ''}:{where}",
        f"rows={level(around.rows, 1, 4, 7)}:{kind}",
        *_in_list(clause, where),
    ]


def neighbours(first: int, last: int, units: Sequence[Unit]) -> list[str]:
    """How the unit before ``first`` and the one behind ``last`` begin and end."""
    names = []
    for side, index in (("l", first - 1), ("r", last + 1)):
        if not 0 <= index < len(units):
            names.append(f"{side}=none")
            continue
        text = plain(units[index].text)
        names += [f"{side}^{text[:2]}", f"{side}{text[-2:]}$", f"{side}:{units[index].kind}"]
        names.append(f"{side}#{min(text.count('0'), 2)}")
    return names


def of_units(around: Surroundings) -> list[list[int]]:
    """The buckets of the features that hold for each unit of a text."""
    rows = []
    for index, unit in enumerate(around.units):
        text = plain(unit.text)
        names = [*letters(text), *words(text), *signs(text), *place(index, around), against_title(text, around)]
        rows.append(sorted({bucket(name) for name in names + neighbours(index, index, around.units)}))
    return rows
