"""Features of one (need, title) pair that need no vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.match.features.lexical import Lexicon, bm25, cosine, coverage, longest_common, word_overlap
from agent.match.features.text import FACETS, TYPES, Reading, clauses, read

PAIR_FEATURES: tuple[str, ...] = (
    "title_cosine",
    "text_cosine",
    "text_contrast",
    "clause_cosine",
    "doc_in_title",
    "doc_in_text",
    "title_in_doc",
    "title_bm25",
    "text_bm25",
    "title_common",
    "text_common",
    "title_words",
    "title_rarest",
    "title_head",
    "text_words",
    "text_rarest",
    "text_head",
    "need_head",
    "same_type",
    *(f"{facet}_{side}" for facet in FACETS for side in ("title", "text")),
    "doc_type",
    "doc_length",
    "doc_specific",
    "need_length",
    "text_length",
)
"""Names of the columns that ``pair_features`` returns."""

_TYPE_NUMBER = {name: float(number) for number, name in enumerate(("", *TYPES))}


@dataclass(frozen=True)
class Need:
    """A need read once: title, whole text, and clauses, with their gram weights under one lexicon."""

    title: Reading
    text: Reading
    title_weights: dict[int, float]
    text_weights: dict[int, float]
    clause_weights: list[dict[int, float]]

    @classmethod
    def read(cls, title: str, text: str, lexicon: Lexicon) -> Need:
        """Read the need's title and text (the text may be empty)."""
        whole = read(f"{title}\n{text}")
        first = read(title)
        parts = [lexicon.weights(read(part).grams) for part in clauses(text)]
        return cls(first, whole, lexicon.weights(first.grams), lexicon.weights(whole.grams), parts)


def _facet(need: Reading, doc: Reading, facet: str) -> float:
    """Agreement of one facet: 1 shared, -1 both name some and share none, 0 when either names none."""
    one, other = need.facets[facet], doc.facets[facet]
    if not one or not other:
        return 0.0
    return 1.0 if one & other else -1.0


def _row(need: Need, doc: Reading, lexicon: Lexicon) -> list[float]:
    weights = lexicon.weights(doc.grams)
    table = lexicon.table
    text = cosine(need.text_weights, weights)
    row = [
        cosine(need.title_weights, weights),
        text,
        text - lexicon.generality(weights),
        max((cosine(part, weights) for part in need.clause_weights), default=0.0),
        coverage(weights, need.title_weights),
        coverage(weights, need.text_weights),
        coverage(need.title_weights, weights),
        bm25(need.title.grams, doc.grams, table),
        bm25(need.text.grams, doc.grams, table),
        float(longest_common(doc.text, need.title.text)),
        float(longest_common(doc.text, need.text.text)),
        *word_overlap(need.title, doc, lexicon),
        *word_overlap(need.text, doc, lexicon),
        float(need.title.head in doc.text),
        float(need.title.type == doc.type),
    ]
    row += [_facet(side, doc, facet) for facet in FACETS for side in (need.title, need.text)]
    specific = sum(table[key] for key in doc.grams) / max(1, len(doc.grams))
    row += [_TYPE_NUMBER[doc.type], float(len(doc.text)), specific]
    return [*row, float(len(need.title.text)), float(len(need.text.text))]


def pair_features(need: Need, titles: Sequence[str], lexicon: Lexicon) -> NDArray[np.float32]:
    """One row per title, columns as in ``PAIR_FEATURES``: shape (n, len(PAIR_FEATURES))."""
    rows = [_row(need, read(title), lexicon) for title in titles]
    return np.asarray(rows, dtype=np.float32).reshape(len(rows), len(PAIR_FEATURES))
