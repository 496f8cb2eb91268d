"""Labelled texts as training sees them: candidate stretches, their feature rows, and how well each meets a label."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from agent.read.asks import subrequirements
from agent.read.asks.features import Candidate, Context, candidates, features
from agent.read.sections import Clause, clauses
from evals.train.rows import sparse_rows
from knowledge import ngrams

Array = NDArray[np.float64]
_NEAR = 0.4
_GOLD_WEIGHT = 1.5


@dataclass
class Text:
    """One labelled text with its candidates, their feature rows, and how well each meets a label (0–1)."""

    title: str
    content: str
    quotes: list[str]
    cut: list[Clause]
    found: list[Candidate]
    rows: csr_array
    goodness: Array
    weight: float = 1.0


def labelled(gold: Path, more: Path | None) -> tuple[list[Text], list[Text]]:
    """The texts of a gold folder (texts.jsonl, gold.jsonl), and those of another file, where given."""
    bodies = {row["rid"]: row for row in _lines(gold / "texts.jsonl")}
    rows = [bodies[row["rid"]] | {"sub_requirements": row["sub_requirements"]} for row in _lines(gold / "gold.jsonl")]
    first = [_text(row) for row in rows]
    for text in first:
        text.weight = _GOLD_WEIGHT
    return first, [_text(row) for row in (_lines(more) if more else [])]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _text(row: dict[str, Any]) -> Text:
    title, content, quotes = row["title"], row["content"], [one["quote"] for one in row["sub_requirements"]]
    cut = clauses(content)
    found, context = candidates(cut, content), Context.of(cut, title)
    rows = hashed([features(c, context, content) for c in found])
    return Text(title, content, quotes, cut, found, rows, np.array([goodness(c, quotes, content) for c in found]))


def goodness(candidate: Candidate, quotes: Sequence[str], content: str) -> float:
    """How well a candidate meets the nearest label: by shared characters, by coverage of the label, and by position."""
    best, letters, size = 0.0, Counter(candidate.quote), len(candidate.quote)
    for quote in quotes:
        shared = (letters & Counter(quote)).total()
        at = content.find(quote)
        common = max(0, min(at + len(quote), candidate.end) - max(at, candidate.start)) if at >= 0 else 0
        dice, cover, place = 2 * shared / (size + len(quote)), shared / len(quote), common / max(size, len(quote))
        parts = [min(max((value - 0.4) / 0.2, 0.0), 1.0) for value in (dice, cover, place)]
        best = max(best, 0.5 * parts[0] + 0.2 * parts[1] * (size <= 3 * len(quote)) + 0.3 * parts[2])
    return best


def hashed(names: Sequence[Sequence[str]]) -> csr_array:
    """Rows of 0/1 features at the buckets of their names; a bucket that two names share counts twice."""
    return sparse_rows([Counter(row) for row in subrequirements.columns(names)], subrequirements.BUCKETS)


def groups(texts: Sequence[str]) -> list[int]:
    """A fold group per text: texts that share two fifths of the shorter one's character 5-grams belong together."""
    seen: list[set[str]] = []
    found: list[int] = []
    for text in texts:
        plain = re.sub(r"\\\\n|\s", "", text)
        grams = set(ngrams(plain, 5))
        near = (g for g, other in enumerate(seen) if len(grams & other) > _NEAR * min(len(grams), len(other)))
        found.append(found[first] if (first := next(near, None)) is not None else len(seen))
        seen.append(grams)
    return found
