"""What the other candidates of a text say about one: features of a second pass over first scores.

A stretch is likelier to be asked for when its siblings in the list are, and less when a better one overlaps it
(stacked sequential learning, Cohen and Carvalho 2005).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from agent.read.asks.features import Candidate
from agent.read.layout.lists import Lists, find_lists
from agent.read.sections import Clause

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
_NONE = -12.0
_MOST_TAKEN = 12
_MOST_INSIDE = 8
_MOST_ECHOES = 24
_SHARES = np.array([0.15, 0.3, 0.45, 0.6, 0.8])
_LIKELIER = np.array([-1.0, 0.0, 1.0])
_SCORES = np.array([-8, -6, -5, -4, -3.2, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 2])
_GAPS = np.array([-6, -4, -3, -2, -1.2, -0.6, -0.2, 0.2, 0.6, 1.2, 2, 3, 5])
_CROSSED = frozenset(
    [
        "better apart",
        "siblings",
        "siblings median",
        "longer",
        "shorter",
        "below",
        "above",
        "apart",
        "sum",
        "inside",
        "head",
    ]
)


def relations(found: list[Candidate], clauses: list[Clause], scores: Array) -> list[list[str]]:
    """Names of the features of each candidate, from the first scores (log odds) of all candidates of the text."""
    if not found:
        return []
    gaps, levels, counts = _columns(found, clauses, scores)
    echoes = _echoes(found, scores)
    own = np.searchsorted(_SCORES, scores)
    names: list[list[str]] = [[f"score={value}"] for value in own]
    binned = [
        *((name, np.searchsorted(_GAPS, values)) for name, values in gaps.items()),
        *((name, np.searchsorted(_SCORES, values)) for name, values in levels.items()),
        *((name, values.astype(int)) for name, values in counts.items()),
    ]
    absent = {name: np.isnan(values) for name, values in {**gaps, **levels}.items()}
    for name, bins in binned:
        gone = absent.get(name)
        for row, value in enumerate(bins.tolist()):
            shown = "none" if gone is not None and gone[row] else str(value)
            names[row].append(f"{name}={shown}")
            if name in _CROSSED and shown != "none":
                names[row].append(f"{name}={shown}:{own[row] // 2}")
    for row, echo in enumerate(echoes):
        names[row] += echo
    return names


def _echoes(found: list[Candidate], scores: Array) -> list[list[str]]:
    """How much of each candidate a likely one before it and one behind it say again, and which of the two is likelier."""
    order = np.argsort(-scores, kind="stable")[:_MOST_ECHOES]
    shared = _shared_pairs(found, order)
    starts, ends = np.array([c.start for c in found]), np.array([c.end for c in found])
    names: list[list[str]] = [[] for _ in found]
    sides = {"before": ends[order][None] <= starts[:, None], "behind": starts[order][None] >= ends[:, None]}
    for side, apart in sides.items():
        alike = np.where(apart, shared, 0.0)
        best = alike.argmax(axis=1)
        share = np.searchsorted(_SHARES, alike.max(axis=1), side="right")
        gap = np.searchsorted(_LIKELIER, np.where(share > 0, scores[order][best] - scores, 0.0))
        for row, (size, likelier) in enumerate(zip(share.tolist(), gap.tolist(), strict=True)):
            names[row] += [f"echo {side}={size}", f"echo {side}={size}:{likelier}"]
    return names


def _shared_pairs(found: list[Candidate], order: NDArray[np.int_]) -> Array:
    """Share of the neighbouring characters of each candidate, or of the shorter one, that each of ``order`` has too."""
    pairs = [{c.quote[i : i + 2] for i in range(len(c.quote) - 1)} for c in found]
    sizes = np.array([max(len(p), 1) for p in pairs])
    shared = np.array([[len(p & pairs[j]) for j in order.tolist()] for p in pairs], dtype=float)
    result: Array = shared / np.minimum(sizes[:, None], sizes[order][None])
    return result


def _columns(
    found: list[Candidate], clauses: list[Clause], scores: Array
) -> tuple[dict[str, Array], dict[str, Array], dict[str, Array]]:
    """Columns (n,) by name: differences to the own score, scores of others, and counts."""
    starts, ends = np.array([c.start for c in found]), np.array([c.end for c in found])
    sentence = np.array([clauses[c.first].sentence for c in found])
    chances = 1 / (1 + np.exp(-scores))
    clash = (starts[:, None] < ends[None]) & (starts[None] < ends[:, None])
    size = ends - starts
    order = np.argsort(-scores, kind="stable")
    taken = _greedy(order.tolist(), clash, _MOST_TAKEN)
    better = (scores[taken][None] > scores[:, None]) & ~clash[:, taken]
    rank = np.empty(len(found))
    rank[order] = np.arange(len(found))
    inside = clash & (starts[:, None] <= starts[None]) & (ends[None] <= ends[:, None]) & (size[None] < size[:, None])
    together = sentence[:, None] == sentence[None]
    listed = _listed(found, find_lists(clauses), scores, clash)
    head = listed.pop("head")
    gaps = {
        "best": scores.max() - scores,
        "longer": _best(scores, clash & (size[None] > size[:, None])) - scores,
        "shorter": _best(scores, clash & (size[None] < size[:, None])) - scores,
        "inside": _inside(order, inside, clash, chances) - chances,
        "head": head - scores,
        "sentence": _best(scores, together) - scores,
    }
    levels = {"apart": _best(scores, ~clash), "apart in sentence": _best(scores, ~clash & together), **listed}
    counts = {
        "rank": np.log2(rank + 1) * 2,
        "better apart": better.sum(axis=1).astype(float),
        "sum": np.full(len(found), chances[taken].sum() * 2),
    }
    return gaps, levels, counts


def _best(scores: Array, mask: Mask) -> Array:
    best: Array = np.where(mask, scores[None], _NONE).max(axis=1)
    return best


def _greedy(order: Iterable[int], clash: Mask, most: int) -> list[int]:
    taken: list[int] = []
    for index in order:
        if not clash[index, taken].any():
            taken.append(index)
            if len(taken) == most:
                break
    return taken


def _inside(order: NDArray[np.int_], inside: Mask, clash: Mask, chances: Array) -> Array:
    """How many shorter candidates, by their chances, stand side by side within each candidate."""
    sums = np.zeros(len(chances))
    for index in np.flatnonzero(inside.any(axis=1)).tolist():
        within = order[inside[index, order]][:_MOST_INSIDE]
        sums[index] = chances[_greedy(within.tolist(), clash, _MOST_INSIDE)].sum()
    return sums


def _listed(found: list[Candidate], lists: Lists, scores: Array, clash: Mask) -> dict[str, Array]:
    """Best scores in the other items of the list, in the items below and above; NaN outside lists."""
    items = [lists.of[c.first] for c in found]
    number = np.array([item.number if item else -1 for item in items])
    heads = [item is not None and c.first == item.first for item, c in zip(items, found, strict=True)]
    whole: dict[int, float] = defaultdict(lambda: _NONE)
    part: dict[tuple[int, bool], float] = defaultdict(lambda: _NONE)
    for item, head, score in zip(items, heads, scores.tolist(), strict=True):
        if item:
            whole[item.number] = max(whole[item.number], score)
            part[item.number, head] = max(part[item.number, head], score)
    names = (
        "siblings",
        "siblings best",
        "siblings worst",
        "siblings any",
        "siblings median",
        "below",
        "below any",
        "above",
        "head",
    )
    columns = {name: np.full(len(found), np.nan) for name in names}
    for row, (item, head) in enumerate(zip(items, heads, strict=True)):
        if item is None:
            continue
        others = [n for n in lists.members[item.series] if n != item.number]
        alike = [part[n, head] for n in others] or [_NONE]
        anywhere = [whole[n] for n in others] or [_NONE]
        below = [whole[n] for n in lists.below[item.number]] or [_NONE]
        above = whole[item.above.number] if item.above else _NONE
        values = (
            np.mean(alike), max(alike), min(alike), np.mean(anywhere), np.median(anywhere), max(below), np.mean(below), above,
            part[item.number, True],
        )  # fmt: skip
        for name, value in zip(names, values, strict=True):
            columns[name][row] = value
    same = (number[:, None] == number[None]) & (number >= 0)[:, None]
    columns["apart in item"] = _best(scores, ~clash & same)
    return columns
