"""A small linear model over hashed letters and a few dense columns, as it lies in a weights file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.read.acts.features import WEIGHTS, letters, weighted

Array = NDArray[np.float32]
FIELDS = ("weights", "scale", "intercept", "idf", "centre")


@dataclass(frozen=True)
class Linear:
    """Rows of weights (signed bytes, one scale a column) for letter buckets, then for the dense columns.

    ``centre`` is the mean sentence vector that is taken off; empty for a model that sees no vector.
    """

    weights: NDArray[np.int8]
    scale: Array
    intercept: Array
    idf: Array
    centre: Array
    temperature: float = 1.0

    @classmethod
    def of(cls, data: Mapping[str, NDArray[Any]], name: str, temperature: float) -> Linear:
        """The model ``name`` of a weights file."""
        parts: dict[str, Any] = {key: data[f"{name}.{key}"] for key in FIELDS}
        return cls(
            **{key: value if key == "weights" else value.astype(np.float32) for key, value in parts.items()},
            temperature=temperature,
        )

    def scores(self, text: str, rest: Array, vector: Array | None) -> Array:
        """Calibrated scores, one a class, of a plain text with its dense columns and its sentence vector."""
        columns = letters(text)
        tail = rest
        if len(self.centre):
            given = self.centre if vector is None else vector
            tail = np.concatenate([rest, WEIGHTS["vector"] * (given - self.centre)])
        size = len(self.idf)
        raw = weighted(columns, self.idf) @ self.weights[columns] + tail @ self.weights[size : size + len(tail)]
        found: Array = (raw * self.scale + self.intercept) / np.float32(self.temperature)
        return found
