"""The statistics behind the ranker's features, and the feature rows of judged pairs.

Grams are counted by the product's own reading; their rarity and weights are scikit-learn's TF-IDF, which the product's
``Lexicon`` computes again from the stored idf.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from agent.match.rank.features import FeatureSpace, Lexicon
from agent.match.rank.features.text import BUCKETS, read
from evals.train.pairs.embedded import Embedded
from evals.train.pairs.judged import Judged
from evals.train.rows import sparse_rows

Array = NDArray[np.float32]


def gram_counts(texts: Sequence[str]) -> csr_array:
    """How often each hashed gram occurs in each text: shape (n, BUCKETS)."""
    readings = [read(text) for text in texts]
    return sparse_rows([dict(zip(one.keys.tolist(), one.counts.tolist(), strict=True)) for one in readings], BUCKETS)


def gram_weights(idf: Array, texts: Sequence[str]) -> csr_array:
    """Unit rows of sublinear tf times ``idf``: shape (n, BUCKETS)."""
    from sklearn.feature_extraction.text import TfidfTransformer

    weighting = TfidfTransformer(sublinear_tf=True)
    weighting.idf_ = idf
    return csr_array(weighting.transform(gram_counts(texts)))


def fit_lexicon(titles: Sequence[str], needs: Sequence[str] = ()) -> Lexicon:
    """How rare each gram is among the titles (0 in every one, 1 in none), and its mean weight over the needs."""
    from sklearn.feature_extraction.text import TfidfTransformer

    rarity = TfidfTransformer().fit(gram_counts(titles)).idf_ - 1
    idf = (rarity / math.log(1 + len(titles))).astype(np.float32)
    profile = np.zeros(BUCKETS, dtype=np.float32)
    if needs:
        profile = np.asarray(gram_weights(idf, needs).mean(axis=0), dtype=np.float32).ravel()
    return Lexicon(idf, profile)


def fit_space(judged: Judged, embedded: Embedded) -> FeatureSpace:
    """The statistics behind the features, from a catalogue's titles and the judged needs."""
    needs = [f"{title}\n{text}" for title, text in judged.asked()]
    return FeatureSpace(fit_lexicon(list(judged.titles.values()), needs), embedded.centres(judged))


def extract(space: FeatureSpace, judged: Judged, embedded: Embedded, text: bool = True) -> Array:
    """Feature rows of every pair, in the order of ``judged.pairs``: shape (n, f)."""
    rows = []
    for rid, pairs in judged.lists():
        need = judged.needs[rid]
        titles = [judged.titles[pair.aid] for pair in pairs]
        rows.append(space.extract(*need, titles, embedded.of(need, titles, text)))
    return np.vstack(rows)
