"""Features of one (need, title) pair that need no vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.match.rank.features.lexical import Lexicon, Titles, longest_common, word_overlap
from agent.match.rank.features.text import BUCKETS, FACETS, TYPES, Reading, opening, read

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

Array = NDArray[np.float32]
_TYPE_NUMBER = {name: float(number) for number, name in enumerate(("", *TYPES))}


@dataclass(frozen=True)
class Need:
    """A need read once: title and whole text, and their weights under one lexicon, shape (BUCKETS,) each.

    ``clauses`` has shape (c, BUCKETS); c may be 0.
    """

    title: Reading
    text: Reading
    title_weights: Array
    text_weights: Array
    clauses: Array

    @classmethod
    def read(cls, title: str, text: str, lexicon: Lexicon) -> Need:
        """Read the need's title and text (the text may be empty)."""
        whole = read(f"{title}\n{text}")
        first = read(title)
        parts = [lexicon.dense(read(part)) for part in opening(text)]
        stacked = np.stack(parts) if parts else np.zeros((0, BUCKETS), dtype=np.float32)
        return cls(first, whole, lexicon.dense(first), lexicon.dense(whole), stacked)


def _facet(need: Reading, doc: Reading, facet: str) -> float:
    """Agreement of one facet: 1 shared, -1 both name some and share none, 0 when either names none."""
    one, other = need.facets[facet], doc.facets[facet]
    if not one or not other:
        return 0.0
    return -1.0 if one.isdisjoint(other) else 1.0


def _words(need: Need, doc: Reading, lexicon: Lexicon) -> list[float]:
    row = [
        float(longest_common(doc.text, need.title.text)),
        float(longest_common(doc.text, need.text.text)),
        *word_overlap((need.title, need.text), doc, lexicon),
        float(need.title.head in doc.text),
        float(need.title.type == doc.type),
    ]
    row += [_facet(side, doc, facet) for facet in FACETS for side in (need.title, need.text)]
    return [*row, _TYPE_NUMBER[doc.type], float(len(doc.text))]


def pair_features(need: Need, titles: Sequence[str], lexicon: Lexicon) -> Array:
    """One row per title, columns as in ``PAIR_FEATURES``: shape (n, len(PAIR_FEATURES)). At least one title."""
    docs = [read(title) for title in titles]
    lines = Titles.of(docs, lexicon)
    text = lines.cosine(need.text_weights)
    by_clause = lines.cosine(need.clauses)
    grams = [
        lines.cosine(need.title_weights),
        text,
        text - lines.cosine(lexicon.profile),
        by_clause.max(axis=0) if len(by_clause) else np.zeros(len(docs)),
        lines.covered(need.title_weights),
        lines.covered(need.text_weights),
        lines.covering(need.title_weights),
        lines.bm25(need.title_weights, lexicon),
        lines.bm25(need.text_weights, lexicon),
    ]
    words = np.array([_words(need, doc, lexicon) for doc in docs])
    sizes = np.array([max(1, len(doc.keys)) for doc in docs])
    ends = [
        lines.sums(lexicon.idf[lines.keys]) / sizes,
        np.full(len(docs), len(need.title.text)),
        np.full(len(docs), len(need.text.text)),
    ]
    return np.column_stack([*grams, words, *ends]).astype(np.float32)
