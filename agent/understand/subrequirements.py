"""Sub-requirements: the distinct technical problems that a text asks to have solved, each with its quote.

Candidate stretches are scored by a logistic regression over hashed features (where the stretch stands, how it begins and
ends, what stands around it) and the best that do not overlap are taken. The weights were learned from labelled texts by
``python -m evals.train_decompose`` and hold no words of them.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np

from agent.schema import SubRequirement
from agent.understand.chat import is_chat, read_tasks
from agent.understand.sections import MARKER, Clause
from agent.understand.subrequirements_features import Candidate, Context, candidates, features
from agent.understand.summary import summarise

LIMIT = 6
BUCKETS = 1 << 14
THRESHOLD = 0.32
_SAME = 0.7
_WEIGHTS = Path(__file__).with_name("subrequirements_weights.json")
_TITLE_PARTS = re.compile(r"(?<=[。；;])\s*")


def bucket(name: str) -> int:
    """The weight that the feature ``name`` uses, 0 … BUCKETS − 1."""
    return crc32(name.encode()) % BUCKETS


@lru_cache(maxsize=1)
def _weights() -> tuple[list[float], float]:
    data = json.loads(_WEIGHTS.read_text("utf-8"))
    values = np.frombuffer(base64.b64decode(data["weights"]), dtype="<f2").astype(float)
    return values.tolist(), float(data["intercept"])


def probabilities(found: list[Candidate], context: Context, text: str) -> list[float]:
    """The probability of each candidate that a reader would name it as a requirement."""
    weights, intercept = _weights()
    scores = (sum(weights[bucket(name)] for name in set(features(c, context, text))) for c in found)
    return [1 / (1 + math.exp(-min(max(score + intercept, -30), 30))) for score in scores]


def alike(a: str, b: str) -> float:
    """Dice coefficient of the characters of two strings as multisets, 0–1."""
    return 2 * (Counter(a) & Counter(b)).total() / max(len(a) + len(b), 1)


def title_parts(title: str) -> list[str]:
    """The topics of a title that lists at least two, without their numbers; empty for any other title."""
    cut = [MARKER.sub("", part, count=1).strip("。；;、 ") for part in _TITLE_PARTS.split(title)]
    parts = [part for part in cut if len(part) >= 4 and part in title]
    return parts if len(parts) > 1 else []


def select(found: list[Candidate], chances: list[float], title: str, threshold: float = THRESHOLD) -> list[str]:
    """At most six quotes in order of the text: the likeliest candidates that neither overlap nor repeat each other."""
    chosen: list[Candidate] = []
    for chance, candidate in sorted(zip(chances, found, strict=True), key=lambda pair: -pair[0]):
        if len(chosen) == LIMIT or chance < threshold and (chosen or title):
            break
        clash = (
            c.start < candidate.end and candidate.start < c.end or alike(c.quote, candidate.quote) > _SAME
            for c in chosen
        )
        if not any(clash):
            chosen.append(candidate)
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
