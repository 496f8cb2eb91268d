"""Boosted trees as plain arrays: evaluated with numpy, stored without pickle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


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
    FIELDS: ClassVar = ("feature", "threshold", "left", "right", "missing_left", "value", "roots", "outputs")

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], width: int = 4) -> Forest:
        """A forest from stored arrays, named as in ``FIELDS``. Raises ValueError when a node points outside."""
        size = len(arrays["feature"])
        for name in ("left", "right", "roots"):
            if len(arrays[name]) and not (arrays[name].min() >= 0 and arrays[name].max() < size):
                raise ValueError("模型文件损坏：决策树的节点越界。")
        kinds = (np.int16, np.float32, np.int32, np.int32, np.bool_, np.float32, np.int32, np.int8)
        typed: dict[str, Any] = {
            name: np.asarray(arrays[name]).astype(kind) for name, kind in zip(cls.FIELDS, kinds, strict=True)
        }
        return cls(**typed, width=width)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays to store, named as in ``FIELDS``."""
        return {name: getattr(self, name) for name in self.FIELDS}

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
