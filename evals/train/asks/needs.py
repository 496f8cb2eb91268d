"""Learn where a further need begins, from ``needs.jsonl`` of a gold folder (rid, starts: the offsets of its needs)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.read.asks.needs import border_rows
from evals.train.asks.texts import Text, fold_of, lines, matrix

Array = NDArray[np.float64]
_FOLDS, _C = 5, 1.0
_SLACK = 6
"""Characters by which a found border may stand off the labelled one (the list number before it)."""


def _labels(text: Text, starts: Sequence[int]) -> tuple[list[list[int]], list[int]]:
    units, rows = border_rows(text.prepared)
    places = [text.prepared.units[k].clause.start for k in units]
    hits = {min(range(len(places)), key=lambda i: abs(places[i] - start)) for start in starts if places}
    return rows, [int(i in hits) for i in range(len(places))]


def fit_needs(texts: Sequence[Text], starts: dict[str, list[int]]) -> tuple[Array, float]:
    """Weights and bias of a border; texts without labelled needs have none."""
    from sklearn.linear_model import LogisticRegression

    read = [_labels(text, starts.get(text.rid, [])) for text in texts]
    model = LogisticRegression(C=_C, max_iter=300)
    model.fit(matrix([row for rows, _ in read for row in rows]), [label for _, labels in read for label in labels])
    return model.coef_[0], float(model.intercept_[0])


def known_starts(folder: Path) -> dict[str, list[int]]:
    """The labelled beginnings of needs by text."""
    path = folder / "needs.jsonl"
    return {row["rid"]: row["starts"] for row in lines(path)} if path.is_file() else {}


def needs_figures(texts: Sequence[Text], starts: dict[str, list[int]]) -> str:
    """Cross-validated: F1 of borders, share of texts with the right number of needs, single texts that were split."""
    hits = given = wanted = right = split = 0
    for fold in range(_FOLDS):
        weights, bias = fit_needs([t for t in texts if fold_of(t, _FOLDS) != fold], starts)
        for text in (t for t in texts if fold_of(t, _FOLDS) == fold):
            rows, labels = _labels(text, starts.get(text.rid, []))
            found = np.array([weights[row].sum() + bias > 0 for row in rows], dtype=bool)
            if text.rid in starts:
                hits += int((found & (np.array(labels) > 0)).sum())
                given, wanted = given + int(found.sum()), wanted + sum(labels)
                right += int(found.sum() == sum(labels))
            else:
                split += int(found.sum() > 1)
    f1 = 2 * hits / max(given + wanted, 1)
    count = len(starts)
    return f"分需求：边界 F1 {f1:.3f}，条数全对 {right}/{count}，误分单需求文本 {split}/{len(texts) - count}"
