"""The learned ranker: (need, candidates) -> order, level 1–4 and calibrated probabilities.

The model file holds numbers only (trees, linear weights, hashed statistics); it is read without pickle. It is made by
``queqiao train match --bench DIR -o agent/match/rank/model/ranker.npz``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.errors import AgentError
from agent.match.rank.features import FEATURES, Centres, FeatureSpace, Lexicon, Vectors
from agent.trees import Forest

Array = NDArray[np.float32]
MODEL = Path(__file__).parent / "model" / "ranker.npz"
GAINS = np.array([0, 1, 3, 7], dtype=np.float32)
"""Gain 2^(level-1)-1 of the levels 1 to 4."""

SHOWN = ("title_cosine", "text_cosine", "doc_in_text", "text_words", "text_rarest", "text_head", "e5_title", "e5_text")
"""The features that a Scored carries for explanations."""


class ModelError(AgentError):
    """The model file is missing or was made for other features; the message says so, in Chinese."""


@dataclass(frozen=True)
class Query:
    """What is looked for: ``title`` in a few words, ``text`` in full (may be empty)."""

    title: str
    text: str = ""


@dataclass(frozen=True)
class Doc:
    """One candidate: ``title`` always, ``text`` (keywords, problem, applications …) where the record is full."""

    id: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class Scored:
    """One candidate's place. ``score`` in [0, 1] is the expected gain over the best gain; higher is better.

    ``level`` is the median of ``probabilities`` (of levels 1 to 4); ``probability`` is that of level 3 or 4.
    """

    id: str
    score: float
    level: int
    probability: float
    probabilities: tuple[float, float, float, float]
    features: dict[str, float] = field(default_factory=dict)


def median_level(probabilities: Array) -> NDArray[np.int64]:
    """The level that minimises the expected absolute error: the median of each row of (n, 4), from 1 to 4."""
    return np.asarray(1 + (np.cumsum(probabilities, axis=1)[:, :3] < 0.5).sum(axis=1), dtype=np.int64)


def softmax(logits: Array) -> Array:
    """Row-wise softmax of (n, k)."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True)
class Weights:
    """What is learned: trees, a linear part over standardised features, and a calibration of the joint logits.

    Shapes: mean, scale (f,); linear (f, 4); intercept (4,); temperature (1,); bias (4,).
    """

    forest: Forest
    mean: Array
    scale: Array
    linear: Array
    intercept: Array
    temperature: Array
    bias: Array

    def logits(self, rows: Array) -> Array:
        """Uncalibrated logits: rows (n, f) -> (n, 4). Unknown features count as average in the linear part."""
        standard = np.nan_to_num((rows - self.mean) / self.scale, nan=0.0).clip(-5, 5)
        return np.asarray(self.forest(rows) + standard @ self.linear + self.intercept, dtype=np.float32)

    def probabilities(self, rows: Array) -> Array:
        """Calibrated probabilities of the levels 1 to 4: (n, 4)."""
        return softmax(self.logits(rows) * self.temperature + self.bias)


@dataclass(frozen=True)
class Ranker:
    """Scores candidates for a need. Thread-safe: nothing changes after loading."""

    space: FeatureSpace
    weights: Weights

    @classmethod
    def load(cls, path: Path = MODEL) -> Ranker:
        """The shipped model, or another one. Raises ModelError."""
        return _load(path)

    def score(self, query: Query, records: Sequence[Doc], vectors: Vectors | None = None) -> list[Scored]:
        """Judge every record, in the given order. ``vectors`` are unit vectors; without them words decide alone.

        Raises ModelError when their width is not the one that the model was trained with.
        """
        if not records:
            return []
        if vectors is not None and vectors.docs.shape[1] != len(self.space.centres.doc):
            raise ModelError(f"匹配模型按 {len(self.space.centres.doc)} 维向量训练，现为 {vectors.docs.shape[1]} 维。")
        rows = self.space.extract(query.title, query.text, [doc.title for doc in records], vectors)
        probabilities = self.weights.probabilities(rows)
        if any(doc.text for doc in records):
            views = [f"{doc.title} {doc.text}"[:160] if doc.text else doc.title for doc in records]
            full = self.weights.probabilities(self.space.extract(query.title, query.text, views, vectors))
            probabilities = np.asarray((probabilities + full) / 2, dtype=np.float32)
        return _scored(records, rows, probabilities)


def _scored(records: Sequence[Doc], rows: Array, probabilities: Array) -> list[Scored]:
    levels = median_level(probabilities)
    gains = probabilities @ GAINS / GAINS[-1]
    columns = [(name, FEATURES.index(name)) for name in SHOWN]
    found = []
    for i, doc in enumerate(records):
        row = probabilities[i].tolist()
        features = {name: float(rows[i, column]) for name, column in columns if not np.isnan(rows[i, column])}
        chance = min(1.0, row[2] + row[3])
        found.append(
            Scored(doc.id, float(gains[i]), int(levels[i]), chance, (row[0], row[1], row[2], row[3]), features)
        )
    return found


CENTRES = ("title", "text", "doc")
LINEAR = ("mean", "scale", "linear", "intercept", "temperature", "bias")
"""Names of the parts of a model file, beside those of the trees."""


def arrays(path: Path) -> dict[str, Any]:
    """Everything that a model file holds, by name. Raises ModelError."""
    try:
        with np.load(path, allow_pickle=False) as data:
            return {name: data[name] for name in data.files}
    except (OSError, ValueError) as error:
        raise ModelError(f"匹配模型无法读取：{path.name}。请重新训练：queqiao train match。") from error


@lru_cache(maxsize=4)
def _load(path: Path) -> Ranker:
    held = arrays(path)
    if tuple(json.loads(held["about"].tobytes())["features"]) != FEATURES:
        raise ModelError(f"匹配模型 {path.name} 与当前特征不一致，请重新训练：queqiao train match。")
    centres = Centres(**{name: held[f"centre_{name}"].astype(np.float32) for name in CENTRES})
    space = FeatureSpace(Lexicon(held["idf"].astype(np.float32), held["profile"].astype(np.float32)), centres)
    forest = Forest.from_arrays({k.removeprefix("forest_"): v for k, v in held.items() if k.startswith("forest_")})
    return Ranker(space, Weights(forest, **{name: held[name].astype(np.float32) for name in LINEAR}))
