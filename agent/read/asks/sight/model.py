"""The learned weights of the reader of asks: ``asks.npz`` beside this file, written by ``queqiao train asks``.

They hold no words: features are hashed. ``about`` in the file says what they were trained on and how good they were.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.trees import Forest

FILE = Path(__file__).with_name("asks.npz")
Array = NDArray[np.float64]
_LIMIT = 30.0


def sums(rows: Sequence[Sequence[int]], weights: NDArray[np.float32]) -> Array:
    """The sum of the weights of each row's buckets: (n,) for one column of weights, (n, k) for k."""
    if not rows:
        return np.zeros((0, *weights.shape[1:]))
    flat = np.array(list(chain.from_iterable(rows)), dtype=np.int64)
    starts = np.cumsum([0, *(len(row) for row in rows[:-1])])
    found: Array = np.add.reduceat(weights[flat].astype(float), starts, axis=0)
    return found


@dataclass(frozen=True)
class Model:
    """``roles`` (buckets, roles) and ``stretches`` (buckets,) are logistic; ``forest`` gives chances from the columns
    of the second pass; ``objects`` (buckets,) scores spans; ``vague`` and ``borders`` are logistic again; ``few`` are
    trees over the figures of a text, log odds that it is too vague.
    """

    roles: NDArray[np.float32]
    role_bias: NDArray[np.float32]
    stretches: NDArray[np.float32]
    stretch_bias: float
    forest: Forest
    base: float
    objects: NDArray[np.float32]
    vague: NDArray[np.float32]
    vague_bias: float
    few: Forest
    few_base: float
    borders: NDArray[np.float32]
    border_bias: float
    threshold: float
    about: Mapping[str, Any]

    def role_scores(self, rows: Sequence[Sequence[int]]) -> Array:
        """Log odds (n, roles) of what each unit is."""
        found: Array = np.clip(sums(rows, self.roles) + self.role_bias, -_LIMIT, _LIMIT)
        return found

    def stretch_scores(self, rows: Sequence[Sequence[int]]) -> Array:
        """Log odds (n,) of the first pass."""
        found: Array = np.clip(sums(rows, self.stretches) + self.stretch_bias, -_LIMIT, _LIMIT)
        return found

    def chances(self, columns: NDArray[np.float32]) -> Array:
        """Chances (n,) of the second pass."""
        found: Array = np.clip(self.forest(columns)[:, 0].astype(float) + self.base, 0, 1)
        return found

    def object_scores(self, rows: Sequence[Sequence[int]]) -> Array:
        """Scores (n,) of the spans that may be the object."""
        return sums(rows, self.objects)

    def border_scores(self, rows: Sequence[Sequence[int]]) -> Array:
        """Log odds (n,) that a further need begins at a clause."""
        return sums(rows, self.borders) + self.border_bias

    def vague_score(self, row: Sequence[int], figures: NDArray[np.float32]) -> float:
        """Log odds that a text is too vague, the mean of both views."""
        words = float(self.vague[list(row)].sum()) + self.vague_bias
        return (words + float(self.few(figures[None])[0, 0]) + self.few_base) / 2

    def save(self, path: Path) -> None:
        """Write the arrays, compressed and without pickle."""
        scale = np.abs(self.roles).max(axis=0) / 127 + 1e-12
        about = np.frombuffer(json.dumps(dict(self.about), ensure_ascii=False).encode(), dtype=np.uint8)
        np.savez_compressed(
            path,
            roles=np.round(self.roles / scale).astype(np.int8),
            role_scale=scale.astype(np.float32),
            role_bias=self.role_bias,
            stretches=self.stretches.astype(np.float16),
            objects=self.objects.astype(np.float16),
            vague=self.vague.astype(np.float16),
            borders=self.borders.astype(np.float16),
            numbers=np.array(
                [self.stretch_bias, self.base, self.vague_bias, self.few_base, self.border_bias, self.threshold]
            ),
            about=about,
            **_prefixed("forest", self.forest),
            **_prefixed("few", self.few),
        )


def _prefixed(name: str, forest: Forest) -> dict[str, Any]:
    return {f"{name}_{part}": array for part, array in forest.arrays().items()}


def _forest(name: str, held: Mapping[str, NDArray[Any]]) -> Forest:
    parts = {key.removeprefix(f"{name}_"): array for key, array in held.items() if key.startswith(f"{name}_")}
    return Forest.from_arrays(parts, width=1)


def load(path: Path) -> Model:
    """Read a file that ``save`` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        held = {name: stored[name] for name in stored.files}
    bias, base, vague_bias, few_base, border_bias, threshold = (float(value) for value in held["numbers"])
    return Model(
        held["roles"].astype(np.float32) * held["role_scale"],
        held["role_bias"],
        held["stretches"].astype(np.float32),
        bias,
        _forest("forest", held),
        base,
        held["objects"].astype(np.float32),
        held["vague"].astype(np.float32),
        vague_bias,
        _forest("few", held),
        few_base,
        held["borders"].astype(np.float32),
        border_bias,
        threshold,
        json.loads(held["about"].tobytes().decode()),
    )


@lru_cache(maxsize=1)
def model() -> Model:
    """The packaged weights."""
    return load(FILE)
