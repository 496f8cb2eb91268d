"""Features of (need, title) pairs and of their list: what the ranker sees, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent.match.rank.features.dense import DENSE_FEATURES, Array, Centres, Vectors, dense_features, within
from agent.match.rank.features.lexical import Lexicon
from agent.match.rank.features.pairs import PAIR_FEATURES, Need, pair_features

RELATIVE: tuple[str, ...] = (
    "title_cosine",
    "text_cosine",
    "text_contrast",
    "clause_cosine",
    "doc_in_title",
    "doc_in_text",
    "title_bm25",
    "text_bm25",
    "title_words",
    "text_words",
    *DENSE_FEATURES,
)
"""Features that are also given relative to the list: z-score, rank and list mean."""

_BASE = (*PAIR_FEATURES, *DENSE_FEATURES)
_RELATIVE_COLUMNS = [_BASE.index(name) for name in RELATIVE]

FEATURES: tuple[str, ...] = (
    *_BASE,
    *(f"z_{name}" for name in RELATIVE),
    *(f"rank_{name}" for name in RELATIVE),
    *(f"mean_{name}" for name in RELATIVE),
    "list_length",
)
"""Names of the columns that ``FeatureSpace.extract`` returns."""


@dataclass(frozen=True)
class FeatureSpace:
    """The statistics that the features need: a lexicon, and mean vectors."""

    lexicon: Lexicon
    centres: Centres

    def extract(self, title: str, text: str, docs: Sequence[str], vectors: Vectors | None) -> Array:
        """One row per doc title, columns as in ``FEATURES``; without vectors the dense columns are NaN."""
        pairs = pair_features(Need.read(title, text, self.lexicon), docs, self.lexicon)
        if vectors is None:
            dense = np.full((len(docs), len(DENSE_FEATURES)), np.nan, dtype=np.float32)
        else:
            dense = dense_features(vectors, self.centres)
        base = np.hstack([pairs, dense])
        relative = base[:, _RELATIVE_COLUMNS]
        z, rank = within(relative)
        mean = np.repeat(relative.mean(axis=0, keepdims=True), len(docs), axis=0)
        length = np.full((len(docs), 1), len(docs), dtype=np.float32)
        return np.hstack([base, z, rank, mean, length]).astype(np.float32)


__all__ = ["FEATURES", "RELATIVE", "Centres", "FeatureSpace", "Lexicon", "Vectors"]
