"""How the parts of a full record's evidence add up: a proportional-odds model of the four levels.

The weights lie in ``model/blend.json``; ``queqiao train records -o agent/match/rank/model/blend.json`` learns them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from agent.match.rank.criteria import CRITERIA
from agent.match.rank.ranker import GAINS, ModelError

BLEND = Path(__file__).parent / "model" / "blend.json"
PARTS = ("dense", "words", "learned")
"""The technical evidence, each from 0 to 1: the cosine's standing, the share of rare words, the ranker's score."""

OF_LEVEL = ("field_fit", "indicator_fit")
"""Criteria that make a match stronger or weaker."""

OF_ORDER = ("stage_fit", "region_fit", "mode_fit")
"""Criteria that only order what fits."""

ACCEPT = (0.05, 0.25, 0.5)
"""The chance of more than 无, 弱 and 较强 from which the level is given: a miss costs more than a look at it."""


@dataclass(frozen=True)
class Blend:
    """Weights of parts and criteria, and the three cuts between the levels, all on the logit scale.

    P(level > k) = 1 / (1 + exp(cuts[k-1] - x)), McCullagh 1980; x is the weighted sum. A missing part passes its weight
    on to the others; a missing criterion counts nothing.
    """

    parts: Mapping[str, float]
    criteria: Mapping[str, float]
    cuts: tuple[float, float, float]

    def technical(self, features: Mapping[str, float]) -> float:
        """The weighted mean of the parts at hand, times the sum of all weights."""
        held = {name: weight for name, weight in self.parts.items() if name in features}
        total = sum(held.values())
        mean = sum(weight * features[name] for name, weight in held.items()) / total if total else 0.0
        return mean * sum(self.parts.values())

    def wishes(self, features: Mapping[str, float], names: tuple[str, ...] = CRITERIA) -> float:
        """What the named criteria add."""
        return sum(self.criteria[name] * features[name] for name in names if name in features)

    def chances(self, logit: float) -> tuple[float, float, float]:
        """P(level > 1), P(level > 2), P(level > 3)."""
        first, second, third = (1 / (1 + math.exp(min(cut - logit, 700.0))) for cut in self.cuts)
        return first, second, third

    def level(self, chances: tuple[float, float, float]) -> int:
        """The number of the level, from 0 (无) to 3 (强)."""
        return sum(chance >= least for chance, least in zip(chances, ACCEPT, strict=True))

    def gain(self, logit: float) -> float:
        """Expected gain 2^(level-1)-1 over the best gain, from 0 to 1."""
        steps = [float(high - low) for low, high in zip(GAINS, GAINS[1:], strict=False)]
        return sum(step * chance for step, chance in zip(steps, self.chances(logit), strict=True)) / float(GAINS[-1])

    @classmethod
    def load(cls, path: Path = BLEND) -> Blend:
        """The shipped weights, or another file's. Raises ModelError."""
        held = about(path)
        try:
            first, second, third = held["cuts"]
            found = cls(held["parts"], held["criteria"], (first, second, third))
        except (KeyError, ValueError, TypeError) as error:
            raise ModelError(f"匹配权重 {path.name} 内容不全，请重新训练：queqiao train records。") from error
        if set(found.parts) != set(PARTS) or set(found.criteria) != set(CRITERIA):
            raise ModelError(f"匹配权重 {path.name} 与当前特征不一致，请重新训练：queqiao train records。")
        return found


def about(path: Path) -> dict[str, Any]:
    """Everything that a file of weights says of itself. Raises ModelError."""
    try:
        held = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"匹配权重无法读取：{path.name}。请重新训练：queqiao train records。") from error
    if not isinstance(held, dict):
        raise ModelError(f"匹配权重 {path.name} 内容不全，请重新训练：queqiao train records。")
    return held


@lru_cache(maxsize=1)
def shipped() -> Blend:
    """The weights in use."""
    return Blend.load()
