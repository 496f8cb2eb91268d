"""From chances to the few quotes that are kept: none overlaps another or says the same again."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from agent.read.asks.sight.stretches import Stretch

LIMIT = 6
_SAME = 0.7
_BEHIND_TITLE = 1_000_000


def alike(a: str, b: str) -> float:
    """Dice coefficient of the characters of two strings as multisets, 0–1."""
    return 2 * (Counter(a) & Counter(b)).total() / max(len(a) + len(b), 1)


def _span(stretch: Stretch) -> tuple[int, int]:
    shift = 0 if stretch.in_title else _BEHIND_TITLE
    return stretch.start + shift, stretch.end + shift


def best_set(found: Sequence[Stretch], chances: Sequence[float], threshold: float) -> list[tuple[float, Stretch]]:
    """At most LIMIT stretches that do not overlap, with the greatest sum of (chance − threshold).

    Weighted interval scheduling by dynamic programming (Kleinberg and Tardos 2005, 6.1).
    """
    likely = [(chance, stretch) for chance, stretch in zip(chances, found, strict=True) if chance > threshold]
    some = sorted(likely, key=lambda one: _span(one[1])[::-1])
    ends = [_span(stretch)[1] for _, stretch in some]
    table: list[list[tuple[float, tuple[int, ...]]]] = [[(0.0, ())] * (LIMIT + 1)]
    for index, (chance, stretch) in enumerate(some):
        before = table[bisect_right(ends, _span(stretch)[0], 0, index)]
        row: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
        for count in range(1, LIMIT + 1):
            value, members = before[count - 1]
            row.append(max(table[-1][count], (value + chance - threshold, (*members, index)), key=lambda one: one[0]))
        table.append(row)
    return [some[index] for index in table[-1][LIMIT][1]]


def select(
    found: Sequence[Stretch], chances: Sequence[float], threshold: float, at_least_one: bool = True
) -> list[Stretch]:
    """At most six stretches in order of the text; the likeliest one where none passes and one must be named."""
    if found and at_least_one:
        threshold = min(threshold, max(chances) - 1e-9)
    chosen: list[Stretch] = []
    for _, stretch in sorted(best_set(found, chances, threshold), key=lambda one: -one[0]):
        if all(alike(other.quote, stretch.quote) <= _SAME for other in chosen):
            chosen.append(stretch)
    return sorted(chosen, key=_span)
