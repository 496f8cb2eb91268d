"""Small linear classifiers over named features, hashed into buckets: what reads terms by meaning, with numpy alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 14
Array = NDArray[np.float32]


def place(feature: str) -> int:
    """The bucket of a feature."""
    return crc32(feature.encode()) & (BUCKETS - 1)


def places(features: Iterable[str]) -> list[int]:
    """The buckets of the features, each once, in order."""
    return sorted({place(feature) for feature in features})


def pairs(text: str, mark: str) -> set[str]:
    """The characters and pairs of characters of ``text``, every digit as 0, each written behind ``mark``."""
    plain = "".join("0" if c.isdigit() else c for c in text if not c.isspace())
    return {mark + plain[i : i + n] for n in (1, 2) for i in range(len(plain) - n + 1)}


@dataclass(frozen=True)
class Linear:
    """A multinomial logistic regression: its labels, weights (buckets × labels) and one bias a label."""

    labels: tuple[str, ...]
    weights: Array
    bias: Array

    def chances(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of each label."""
        logits = self.weights[places(features)].sum(axis=0) + self.bias
        raised = np.exp(logits - logits.max())
        return dict(zip(self.labels, (raised / raised.sum()).tolist(), strict=True))

    def chance(self, features: Iterable[str], label: str = "yes") -> float:
        """The probability of one label."""
        return self.chances(features)[label]


@lru_cache(maxsize=8)
def load(name: str) -> Linear:
    """The packaged classifier called ``name``."""
    room = resources.files("agent.read.terms").joinpath("weights")
    labels = json.loads(room.joinpath("about.json").read_text("utf-8"))[name]["labels"]
    with resources.as_file(room.joinpath(f"{name}.npz")) as path, np.load(path, allow_pickle=False) as stored:
        return unpack(labels, stored["weights"], stored["scale"], stored["bias"])


def unpack(labels: Sequence[str], weights: NDArray[np.int8], scale: Array, bias: Array) -> Linear:
    """A classifier from its stored form: signed bytes with one scale."""
    return Linear(tuple(labels), weights.astype(np.float32) * scale, bias.astype(np.float32))


def pack(model: Linear) -> dict[str, Array | NDArray[np.int8]]:
    """The stored form of ``model``, as ``unpack`` reads it."""
    scale = np.float32(max(float(np.abs(model.weights).max()), 1e-6) / 127)
    stored = np.round(model.weights / scale).astype(np.int8)
    return {"weights": stored, "scale": np.asarray(scale), "bias": model.bias.astype(np.float32)}
