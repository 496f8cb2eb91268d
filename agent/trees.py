"""Boosted trees as plain arrays: exported from scikit-learn, evaluated with numpy, stored without pickle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
_FIELDS = ("feature", "threshold", "left", "right", "missing_left", "value", "roots", "outputs")


@dataclass(frozen=True)
class Forest:
    """Regression trees that add to ``width`` outputs.

    Nodes of all trees stand in flat arrays; a leaf points at itself. ``roots[t]`` is tree t's first node and
    ``outputs[t]`` the output it adds to.
    """

    feature: NDArray[np.int16]
    threshold: Array
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    missing_left: NDArray[np.bool_]
    value: Array
    roots: NDArray[np.int32]
    outputs: NDArray[np.int8]
    width: int = 4

    @classmethod
    def from_boosters(cls, models: Sequence[Any], weight: float = 1.0) -> Forest:
        """Join fitted ``HistGradientBoostingClassifier``s of at least three of the levels 1 to 4.

        Each leaf is scaled by ``weight`` / number of models.
        """
        trees = [
            (tree, level - 1)
            for model in models
            for iteration in model._predictors
            for level, tree in zip(model.classes_, iteration, strict=True)
        ]
        return cls._joined(trees, weight / len(models))

    @classmethod
    def from_regressors(cls, models: Sequence[Any]) -> Forest:
        """The mean of fitted ``HistGradientBoostingRegressor``s, without their baselines."""
        trees = [(tree, 0) for model in models for iteration in model._predictors for tree in iteration]
        return cls._joined(trees, 1 / len(models), width=1)

    @classmethod
    def _joined(cls, trees: Sequence[tuple[Any, int]], scale: float, width: int = 4) -> Forest:
        parts: dict[str, list[Any]] = {name: [] for name in _FIELDS}
        start = 0
        for tree, output in trees:
            nodes = tree.nodes
            own = np.arange(len(nodes))
            leaf = nodes["is_leaf"].astype(bool)
            parts["feature"].append(np.where(leaf, 0, nodes["feature_idx"]))
            parts["threshold"].append(nodes["num_threshold"])
            parts["left"].append(start + np.where(leaf, own, nodes["left"]))
            parts["right"].append(start + np.where(leaf, own, nodes["right"]))
            parts["missing_left"].append(nodes["missing_go_to_left"].astype(bool))
            parts["value"].append(np.where(leaf, nodes["value"], 0) * scale)
            parts["roots"].append([start])
            parts["outputs"].append([output])
            start += len(nodes)
        return cls.from_arrays({name: np.concatenate(found) for name, found in parts.items()}, width)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], width: int = 4) -> Forest:
        """Rebuild from the arrays that ``arrays`` returns. Raises ValueError when a node points outside."""
        size = len(arrays["feature"])
        for name in ("left", "right", "roots"):
            if len(arrays[name]) and not (arrays[name].min() >= 0 and arrays[name].max() < size):
                raise ValueError("模型文件损坏：决策树的节点越界。")
        kinds = (np.int16, np.float32, np.int32, np.int32, np.bool_, np.float32, np.int32, np.int8)
        typed: dict[str, Any] = {
            name: np.asarray(arrays[name]).astype(kind) for name, kind in zip(_FIELDS, kinds, strict=True)
        }
        return cls(**typed, width=width)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays to store."""
        return {name: getattr(self, name) for name in _FIELDS}

    def __call__(self, rows: Array) -> Array:
        """Sum of leaf values per output: rows (n, f) -> (n, width). NaN takes the side learned for missing values."""
        n, trees = len(rows), len(self.roots)
        width = rows.shape[1]
        flat = np.ascontiguousarray(rows).ravel()
        offset = np.repeat(np.arange(n, dtype=np.int32) * width, trees)
        at = np.tile(self.roots, n)
        missing = bool(np.isnan(flat).any())
        for _ in range(self.depth):
            seen = flat[offset + self.feature[at]]
            goes_left = seen <= self.threshold[at]
            if missing:
                goes_left |= np.isnan(seen) & self.missing_left[at]
            at = np.where(goes_left, self.left[at], self.right[at])
        leaves = self.value[at].reshape(n, trees)
        return np.stack([leaves[:, self.outputs == k].sum(axis=1) for k in range(self.width)], axis=1)

    @cached_property
    def depth(self) -> int:
        """The greatest number of steps from a root to a leaf."""
        at, steps = np.unique(self.roots), 0
        while True:
            inner = at[self.left[at] != at]
            if not len(inner):
                return steps
            at, steps = np.unique(np.concatenate([self.left[inner], self.right[inner]])), steps + 1
            if steps > len(self.feature):
                raise ValueError("模型文件损坏：决策树有环。")
