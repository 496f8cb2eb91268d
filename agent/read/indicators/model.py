"""The trained arrays of this room: role in two looks, direction, and where a name stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.read.indicators.network import Network
from agent.read.indicators.view.hashing import Ids

Array = NDArray[np.float32]
WEIGHTS = Path(__file__).with_name("reading.npz")


@dataclass(frozen=True)
class Linear:
    """A linear classifier over buckets: weights (buckets, classes) and one intercept per class."""

    weights: Array
    intercept: Array

    def __call__(self, rows: list[Ids]) -> Array:
        """Logits (rows, classes)."""
        out = np.empty((len(rows), len(self.intercept)), dtype=np.float32)
        for index, row in enumerate(rows):
            out[index] = self.weights[row].sum(axis=0)
        return out + self.intercept

    @classmethod
    def stored(cls, arrays: dict[str, Array], name: str) -> Linear:
        """The classifier called ``name`` among stored arrays."""
        return cls(arrays[f"{name}_weights"].astype(np.float32), arrays[f"{name}_intercept"].astype(np.float32))


@dataclass(frozen=True)
class Model:
    """Everything that was trained."""

    first: Linear
    second: Linear
    others: Linear
    operator: Linear
    names: Array
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, arrays: dict[str, Array]) -> Model:
        """The model in stored arrays."""
        first, second, others, operator = (
            Linear.stored(arrays, name) for name in ("first", "second", "others", "operator")
        )
        names = arrays["names"].astype(np.float32)
        return cls(first, second, others, operator, names, networks_of(arrays))


def networks_of(arrays: dict[str, Array]) -> tuple[Network, ...]:
    """The recurrent networks among stored arrays: ``net0.…``, ``net1.…``."""
    found: dict[str, dict[str, Array]] = {}
    for name, array in arrays.items():
        net, _, part = name.partition(".")
        if net.startswith("net") and part:
            found.setdefault(net, {})[part] = array
    return tuple(Network(parts) for _, parts in sorted(found.items()))


def softmax(logits: Array) -> Array:
    """Probabilities of rows of logits."""
    scaled = np.exp(logits - logits.max(axis=1, keepdims=True))
    out: Array = scaled / scaled.sum(axis=1, keepdims=True)
    return out


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model as shipped with the package."""
    with np.load(WEIGHTS) as stored:
        return Model.of({name: stored[name] for name in stored.files})
