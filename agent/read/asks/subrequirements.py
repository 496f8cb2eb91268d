"""Sub-requirements: the distinct technical problems that a text asks to have solved, each with its quote.

Candidate stretches are scored by a logistic regression over hashed features (where the stretch stands, how it begins
and ends, what stands around it), and once more with the scores of the others in view (``relations``); then the best
set that does not overlap is taken. The weights were learned from labelled texts by ``python -m evals.train.asks``
and hold no words of them.
"""

from __future__ import annotations

import base64
import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from agent.read.asks.chat import is_chat, read_tasks
from agent.read.asks.features import Candidate, Context, candidates, features
from agent.read.asks.relations import relations
from agent.read.asks.summary import summarise
from agent.read.sections import MARKER, Clause
from agent.schema import SubRequirement

LIMIT = 6
BUCKETS = 1 << 14
THRESHOLD = 0.38
_SAME = 0.7
WEIGHTS = Path(__file__).with_name("subrequirements_weights.json")
_TITLE_PARTS = re.compile(r"(?<=[。；;])\s*")


@lru_cache(maxsize=1 << 16)
def bucket(name: str) -> int:
    """The weight that the feature ``name`` uses, 0 … BUCKETS − 1."""
    return crc32(name.encode()) % BUCKETS


@lru_cache(maxsize=1)
def _weights() -> list[tuple[NDArray[np.float64], float]]:
    """Weights and intercept of the first and of the second pass."""
    passes = json.loads(WEIGHTS.read_text("utf-8"))["passes"]
    return [
        (np.frombuffer(base64.b64decode(one["weights"]), dtype="<f2").astype(float), float(one["intercept"]))
        for one in passes
    ]


def columns(names: Sequence[Sequence[str]]) -> list[list[int]]:
    """The buckets of each row's distinct feature names."""
    return [[bucket(name) for name in set(row)] for row in names]


def _scores(rows: list[list[int]], weights: NDArray[np.float64], intercept: float) -> NDArray[np.float64]:
    return np.clip(np.array([weights[row].sum() for row in rows]) + intercept, -30, 30)


def probabilities(found: list[Candidate], context: Context, text: str) -> list[float]:
    """The probability of each candidate that a reader would name it as a requirement; ``found`` are all of the text."""
    if not found:
        return []
    first, second = _weights()
    own = columns([features(c, context, text) for c in found])
    related = columns(relations(found, context.clauses, _scores(own, *first)))
    scores = _scores([a + b for a, b in zip(own, related, strict=True)], *second)
    return [float(chance) for chance in 1 / (1 + np.exp(-scores))]


def alike(a: str, b: str) -> float:
    """Dice coefficient of the characters of two strings as multisets, 0–1."""
    return 2 * (Counter(a) & Counter(b)).total() / max(len(a) + len(b), 1)


def title_parts(title: str) -> list[str]:
    """The topics of a title that lists at least two, without their numbers; empty for any other title."""
    cut = [MARKER.sub("", part, count=1).strip("。；;、 ") for part in _TITLE_PARTS.split(title)]
    parts = [part for part in cut if len(part) >= 4 and part in title]
    return parts if len(parts) > 1 else []


def _best_set(found: list[Candidate], chances: list[float], threshold: float) -> list[tuple[float, Candidate]]:
    """At most LIMIT candidates that do not overlap, with the greatest sum of (chance − threshold).

    Weighted interval scheduling by dynamic programming (Kleinberg and Tardos 2005, 6.1).
    """
    some = sorted(
        ((p, c) for p, c in zip(chances, found, strict=True) if p > threshold),
        key=lambda one: (one[1].end, one[1].start),
    )
    ends = [c.end for _, c in some]
    table: list[list[tuple[float, tuple[int, ...]]]] = [[(0.0, ())] * (LIMIT + 1)]
    for index, (chance, candidate) in enumerate(some):
        before = table[bisect_right(ends, candidate.start, 0, index)]
        row: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
        for count in range(1, LIMIT + 1):
            value, members = before[count - 1]
            row.append(max(table[-1][count], (value + chance - threshold, (*members, index)), key=lambda one: one[0]))
        table.append(row)
    return [some[index] for index in table[-1][LIMIT][1]]


def select(found: list[Candidate], chances: list[float], title: str, threshold: float = THRESHOLD) -> list[str]:
    """At most six quotes in order of the text that neither overlap nor repeat each other.

    The set with the greatest sum of chances above ``threshold`` is taken; without a title, at least the likeliest one.
    """
    if found and not title:
        threshold = min(threshold, max(chances) - 1e-9)
    chosen: list[Candidate] = []
    for candidate in sorted(_best_set(found, chances, threshold), key=lambda one: -one[0]):
        if all(alike(c.quote, candidate[1].quote) <= _SAME for c in chosen):
            chosen.append(candidate[1])
    quotes = [c.quote for c in sorted(chosen, key=lambda c: c.start)]
    parts = [p for p in title_parts(title) if all(alike(p, q) < _SAME for q in quotes)]
    return [*parts, *quotes][:LIMIT] or ([title] if title.strip() else [])


def find_sub_requirements(clauses: list[Clause], title: str, text: str) -> list[SubRequirement]:
    """At most six items whose quotes are substrings of ``text`` or ``title``; the title when the text asks nothing."""
    if is_chat(title, text):
        return read_tasks(clauses)
    found, context = candidates(clauses, text), Context.of(clauses, title)
    quotes = select(found, probabilities(found, context, text), title)
    return [SubRequirement(id=f"S{i}", text=summarise(q), quote=q) for i, q in enumerate(dict.fromkeys(quotes), 1)]
