"""The stretches of a text that may be quoted as a requirement: runs of units of one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.read.asks.sight.units import Unit

_RUN = 4
_LONGEST = 110
_SHORTEST = 3
_OPENING, _CLOSING = "（(", "）)"


@dataclass(frozen=True, slots=True)
class Stretch:
    """The title's or the text's ``[start:end]``, made of units ``first`` … ``last``."""

    start: int
    end: int
    quote: str
    first: int
    last: int
    in_title: bool


def _open_brackets(quote: str) -> int:
    return sum(quote.count(mark) for mark in _OPENING) - sum(quote.count(mark) for mark in _CLOSING)


def find_stretches(units: Sequence[Unit], title: str, text: str) -> list[Stretch]:
    """Every run of at most four units of a sentence; a title, a topic of it and a row of a table stand alone.

    The header of a table asks for nothing.
    """
    found = []
    for i, first in enumerate(units):
        if first.kind == "header":
            continue
        source = title if first.in_title else text
        for j in range(i, min(i + _RUN, len(units))):
            last = units[j]
            apart = last.clause.sentence != first.clause.sentence or last.in_title != first.in_title
            if apart or (j > i and first.kind not in ("clause", "part")) or last.end - first.start > _LONGEST:
                break
            end = last.end
            if _open_brackets(source[first.start : end]) == 1 and source[end : end + 1] in tuple(_CLOSING):
                end += 1
            quote = source[first.start : end]
            if len(quote) >= _SHORTEST and _open_brackets(quote) == 0:
                found.append(Stretch(first.start, end, quote, i, j, first.in_title))
    return found
