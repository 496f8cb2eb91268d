"""What the stretches of a text say about each other: the columns of the second pass (Cohen and Carvalho 2005).

A stretch is likelier to be asked for when its siblings in the list are, and less when a better one overlaps it or says
the same. The roles of its units (asked, target, present state, condition, company …) stand beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from agent.read.asks.sight.features import Surroundings, numbers, plain, section
from agent.read.asks.sight.stretches import Stretch
from agent.read.asks.sight.views import sentence_of

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
SEEN = 350
"""Stretches that the second pass looks at: the likeliest by the first."""

ROLES = (
    "asked", "target", "present", "condition", "company", "nominal", "background", "money", "date", "deliverable",
    "other", "constraint", "exclusion",
)  # fmt: skip
"""What a unit may be; the first is what is sought."""

_NONE = -9.0
_TAKEN = 12
_INSIDE = 8
_TITLE_FIRST = 1_000_000
_PAIRS = 1 << 10
_SECTIONS = (
    "title", "start", "need", "problem", "content", "goal", "existing", "limits", "budget", "time", "cooperation",
    "result", "note",
)  # fmt: skip
_KINDS = ("title", "clause", "part", "row", "header")
_CLOSERS = ("", "，", "。", "；", "\n", "：")
_HALF = str.maketrans(",;:", "，；：")


def columns(found: Sequence[Stretch], around: Surroundings, scores: Array, roles: Array) -> NDArray[np.float32]:
    """A row of numbers for each stretch, from the first scores (log odds) and the roles (log odds) of the units."""
    if not found:
        return np.zeros((0, 0), dtype=np.float32)
    parts = [_among(found, around, scores), _alone(found, around), _of_roles(found, around, roles)]
    return np.hstack(parts).astype(np.float32)


def _spans(found: Sequence[Stretch]) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    shift = [0 if s.in_title else _TITLE_FIRST for s in found]
    starts = np.array([s.start + add for s, add in zip(found, shift, strict=True)])
    return starts, np.array([s.end + add for s, add in zip(found, shift, strict=True)])


def greedy(order: Sequence[int], clash: Mask, most: int) -> list[int]:
    """The first ``most`` of ``order`` that do not clash with one taken before."""
    taken: list[int] = []
    for index in order:
        if not clash[index, taken].any():
            taken.append(index)
            if len(taken) == most:
                break
    return taken


def alike(found: Sequence[Stretch]) -> Array:
    """Cosine of the pairs of neighbouring characters of every two stretches (n, n)."""
    table = np.zeros((len(found), _PAIRS))
    for row, stretch in enumerate(found):
        quote = plain(stretch.quote)
        for pair in {quote[i : i + 2] for i in range(len(quote) - 1)}:
            table[row, crc32(pair.encode()) % _PAIRS] = 1
    table /= np.linalg.norm(table, axis=1, keepdims=True) + 1e-9
    same: Array = table @ table.T
    return same


def _best(scores: Array, mask: Mask) -> Array:
    best: Array = np.where(mask, scores[None], _NONE).max(axis=1)
    return best


def _among(found: Sequence[Stretch], around: Surroundings, scores: Array) -> Array:
    starts, ends = _spans(found)
    units, size = around.units, ends - starts
    clash = (starts[:, None] < ends[None]) & (starts[None] < ends[:, None])
    within = clash & (starts[:, None] <= starts[None]) & (ends[None] <= ends[:, None])
    inside, outside = within & (size[None] < size[:, None]), within.T & (size[None] > size[:, None])
    title = np.array([s.in_title for s in found])
    clauses = [units[s.first].clause for s in found]
    sentence = np.array([c.sentence for c in clauses]) - title
    line = np.array([c.line for c in clauses]) - title
    item = np.where(title, -1, np.array([c.item for c in clauses]))
    order = np.argsort(-scores, kind="stable")
    taken = greedy(order.tolist(), clash, _TAKEN)
    chances, rank = 1 / (1 + np.exp(-scores)), np.empty(len(found))
    rank[order] = np.arange(len(found))
    chosen = np.zeros(len(found), dtype=bool)
    chosen[taken] = True
    better = (scores[None] > scores[:, None]) & ~clash
    before = (ends[None] <= starts[:, None]) & chosen[None]
    same, apart = alike(found), ~clash
    return np.stack(
        [
            scores,
            rank,
            scores.max() - scores,
            _best(scores, inside) - scores,
            _best(scores, outside) - scores,
            _best(scores, clash & ~np.eye(len(found), dtype=bool)) - scores,
            _best(scores, apart),
            _best(scores, apart & (sentence[:, None] == sentence[None])),
            _best(scores, apart & (line[:, None] == line[None])),
            _best(scores, apart & (item[:, None] == item[None]) & (item >= 0)[:, None]),
            (better & chosen[None]).sum(axis=1),
            np.full(len(found), chances[taken].sum()),
            _side_by_side(order, inside, clash, chances) - chances,
            np.where(better & chosen[None], same, -1).max(axis=1),
            np.where(better, same, -1).max(axis=1),
            np.where(chosen[None] & apart, same, -1).max(axis=1),
            np.where(title[None], same, -1).max(axis=1),
            before.sum(axis=1),
            (before * chances[None]).sum(axis=1),
            np.full(len(found), scores[title].max() if title.any() else _NONE),
        ],
        axis=1,
    )


def _side_by_side(order: NDArray[np.int_], inside: Mask, clash: Mask, chances: Array) -> Array:
    """How many shorter stretches, by their chances, stand side by side within each."""
    sums = np.zeros(len(chances))
    for index in np.flatnonzero(inside.any(axis=1)).tolist():
        within = order[inside[index, order]][:_INSIDE]
        sums[index] = chances[greedy(within.tolist(), clash, _INSIDE)].sum()
    return sums


def _alone(found: Sequence[Stretch], around: Surroundings) -> Array:
    """Where and what each stretch is, and how the text is made."""
    units = around.units
    rows = sum(u.clause.row > 0 for u in units)
    items = max((u.clause.item for u in units), default=-1)
    spaces = sum(u.clause.closer in ("", " ") for u in units) / max(len(units), 1)
    digits = sum(numbers(plain(u.text)) for u in units) / max(len(units), 1)
    whole = (bool(around.title), len(units), around.length, digits, spaces, items, rows)
    table = []
    for stretch in found:
        first, last = units[stretch.first], units[stretch.last]
        quote, clause = plain(stretch.quote), first.clause
        closer = last.clause.closer[:1].translate(_HALF)
        table.append(
            [
                *whole,
                len(stretch.quote),
                stretch.last - stretch.first + 1,
                stretch.first,
                stretch.first / max(len(units), 1),
                _SECTIONS.index(section(first)),
                _KINDS.index(first.kind),
                clause.marker != "",
                -1 if stretch.in_title else clause.item,
                clause.position,
                clause.nth,
                numbers(quote),
                any(mark in quote for mark in "≥≤><±"),
                _CLOSERS.index(closer) if closer in _CLOSERS else 0,
                len(sentence_of(stretch, around)),
            ]
        )
    return np.array(table, dtype=float)


def _of_roles(found: Sequence[Stretch], around: Surroundings, roles: Array) -> Array:
    """What the units of each stretch are, the units beside it, and the rest of its sentence."""
    edge = np.full((1, len(ROLES)), _NONE)
    padded = np.vstack([roles, edge, edge])
    chances = 1 / (1 + np.exp(-roles))
    whole = chances[:, :3].sum(axis=0)
    table = []
    for stretch in found:
        own = roles[stretch.first : stretch.last + 1]
        sentence = sentence_of(stretch, around)
        before = [k for k in sentence if k < stretch.first]
        after = [k for k in sentence if k > stretch.last]
        table.append(
            np.concatenate(
                [
                    roles[stretch.first],
                    own.max(axis=0),
                    own[:, :3].mean(axis=0),
                    padded[stretch.last + 1],
                    padded[stretch.first - 1 if stretch.first else len(roles)],
                    roles[before, :3].max(axis=0) if before else edge[0, :3],
                    roles[after, :3].max(axis=0) if after else edge[0, :3],
                    whole,
                ]
            )
        )
    return np.array(table)
