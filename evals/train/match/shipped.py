"""The shipped ranker over judged pairs, and orders that need no training."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agent.match.rank.features import FEATURES
from agent.match.rank.ranker import GAINS, Ranker, median_level
from evals.train.pairs.embedded import Embedded
from evals.train.pairs.judged import Judged, Judgement
from evals.train.pairs.space import extract, fit_space

Array = NDArray[np.float32]


def judge_shipped(asked: Judged, embedded: Embedded) -> Judgement:
    """What the model in use says. Raises ModelError."""
    ranker = Ranker.load()
    return judgement(ranker.weights.probabilities(extract(ranker.space, asked, embedded)))


def judgement(probabilities: Array) -> Judgement:
    """Order by the expected gain, level by the median of (n, 4) probabilities."""
    return Judgement(probabilities @ GAINS, median_level(probabilities), probabilities)


def baselines(judged: Judged, embedded: Embedded) -> dict[str, Array]:
    """TF-IDF cosine, e5 cosine, and the equal sum of their z-scores in each list, for the pairs that have a level."""
    rows = extract(fit_space(judged, embedded), judged.labelled(), embedded)
    lexical = _column(rows, "z_title_cosine") + _column(rows, "z_text_cosine")
    return {
        "TF-IDF 余弦": _column(rows, "title_cosine") + _column(rows, "text_cosine"),
        "e5 余弦": _column(rows, "e5_title"),
        "两者等权": lexical / 2 + _column(rows, "z_e5_title"),
    }


def _column(rows: Array, name: str) -> Array:
    return np.nan_to_num(rows[:, FEATURES.index(name)])
