"""The trees of scikit-learn's gradient boosting as plain arrays, by its public attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.trees import Forest

Array = NDArray[np.float32]


def forest_of(models: Sequence[Any], weight: float = 1.0) -> Forest:
    """The trees of fitted ``GradientBoostingClassifier``s of at least three of the levels 1 to 4 as plain arrays.

    Each leaf is scaled by ``weight`` / number of models. Training sees no missing value; one that is met later goes
    with the larger part of what training saw.
    """
    trees = [
        (tree.tree_, level - 1, model.learning_rate * weight / len(models))
        for model in models
        for stage in model.estimators_
        for level, tree in zip(model.classes_, stage, strict=True)
    ]
    return _joined(trees, 4)


def forest_of_regressors(models: Sequence[Any]) -> Forest:
    """The mean of fitted ``GradientBoostingRegressor``s without what they start from; one output."""
    trees = [(stage[0].tree_, 0, one.learning_rate / len(models)) for one in models for stage in one.estimators_]
    return _joined(trees, 1)


def _joined(trees: Sequence[tuple[Any, int, float]], width: int) -> Forest:
    """Trees, each with its output and the factor of its leaves, as one forest."""
    parts: dict[str, list[Any]] = {name: [] for name in Forest.FIELDS}
    start = 0
    for tree, output, factor in trees:
        nodes = _nodes(tree, start)
        nodes["value"] = nodes["value"] * factor
        nodes |= {"roots": np.array([start]), "outputs": np.array([output])}
        for name, values in nodes.items():
            parts[name].append(values)
        start += tree.node_count
    return Forest.from_arrays({name: np.concatenate(found) for name, found in parts.items()}, width)


def _nodes(tree: Any, start: int) -> dict[str, Any]:
    """One tree's nodes with places counted from ``start``; a leaf points at itself."""
    own = np.arange(tree.node_count)
    leaf = tree.children_left == tree.children_right
    left, right = np.where(leaf, own, tree.children_left), np.where(leaf, own, tree.children_right)
    return {
        "feature": np.where(leaf, 0, tree.feature),
        "threshold": _rounded_down(tree.threshold),
        "left": start + left,
        "right": start + right,
        "missing_left": tree.n_node_samples[left] >= tree.n_node_samples[right],
        "value": np.where(leaf, tree.value[:, 0, 0], 0),
    }


def _rounded_down(thresholds: NDArray[np.float64]) -> Array:
    """The greatest float32 that is not above each threshold, so that no float32 value changes its side."""
    near = thresholds.astype(np.float32)
    return np.where(near > thresholds, np.nextafter(near, np.float32(-np.inf)), near)
