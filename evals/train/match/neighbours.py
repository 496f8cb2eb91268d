"""Features of a pair from the labelled pairs of the same need: what similar titles were given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evals.train.match.process import Inputs, cosines

Array = NDArray[np.float32]
Levels = NDArray[np.int64]
WIDTH = 16
_PRIOR = 3.0


def _kernel_mean(similarity: Array, levels: Levels, width: float) -> float:
    weight = np.exp((similarity - similarity.max()) / width)
    return float(weight @ levels / weight.sum())


def _row(dense: Array, lexical: Array, levels: Levels, share: Array) -> list[float]:
    both = dense / 0.12 + lexical / 0.17
    count = len(levels)
    row = [float((levels.sum() + _PRIOR * share[0]) / (count + _PRIOR))]
    row += [float(((levels >= least).sum() + _PRIOR * share[least - 1]) / (count + _PRIOR)) for least in (2, 3)]
    row += [float(np.median(levels)), float(count)]
    row += [_kernel_mean(dense, levels, 0.08), _kernel_mean(dense, levels, 0.03)]
    row += [_kernel_mean(lexical, levels, 0.08), _kernel_mean(both, levels, 0.6)]
    row += [float(dense.max()), float(lexical.max())]
    for chosen in (levels == 1, levels == 2, levels >= 3):
        row.append(float(both[chosen].max()) if chosen.any() else float("nan"))
    nearest = np.argsort(-both, kind="stable")
    return [*row, float(levels[nearest[0]]), float(levels[nearest[:4]].mean())]


def neighbour_features(asked: Inputs, known: Inputs, levels: Levels, *, itself: bool = False) -> Array:
    """Features (n, WIDTH) of the pairs ``asked`` from the labelled ``known``; NaN for a need without labels.

    ``itself``: both are the same pairs, and each is left out of its own neighbours.
    """
    share = np.array([levels.mean(), (levels >= 2).mean(), (levels >= 3).mean()], dtype=np.float32)
    members = {int(number): np.flatnonzero(known.need == number) for number in np.unique(known.need)}
    out = np.full((len(asked.need), WIDTH), np.nan, dtype=np.float32)
    for i, number in enumerate(asked.need):
        own = members.get(int(number), np.zeros(0, dtype=np.int64))
        if itself:
            own = own[own != i]
        if not len(own):
            continue
        dense = known.docs[own] @ asked.docs[i]
        lexical = cosines(known.grams[own], asked.grams[[i]]).ravel()
        out[i] = _row(dense, lexical, levels[own], share)
    return out
