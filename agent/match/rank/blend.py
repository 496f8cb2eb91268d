"""How the evidence for a full record adds up: a proportional-odds model of a judge's grade for each kind of record.

The weights lie in ``model/blend.json``; ``queqiao train records -o agent/match/rank/model/blend.json`` learns them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from agent.match.rank.criteria import CRITERIA
from agent.match.rank.ranker import GAINS, ModelError

BLEND = Path(__file__).parent / "model" / "blend.json"
COMMON = (
    "found",
    "part_found",
    "standing",
    "title_standing",
    "title_said",
    "phrase_said",
    "object",
    "dense",
    "dense_first",
    "fused",
)
EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "achievement": (*COMMON, "field", "problem", "direction", "learned", "indicator_fit"),
    "expert": (*COMMON, "field", "evidence", "papers", "made"),
    "resource": (*COMMON, "field", "abilities", "answers", "asked", "named", "stage"),
}
"""What is learned from, by kind of record. No weight is negative: more evidence never lowers a level."""

OF_VECTORS = frozenset({"dense", "dense_first"})
"""What a search by words alone cannot show; it has weights of its own."""

Legs = Literal["hybrid", "words"]
LEGS: tuple[Legs, ...] = ("hybrid", "words")


def evidence_names(kind: str, legs: Legs) -> tuple[str, ...]:
    """What is learned from for a kind of record, with and without vectors."""
    return tuple(name for name in EVIDENCE[kind] if legs == "hybrid" or name not in OF_VECTORS)


@dataclass(frozen=True)
class Blend:
    """Weights of the evidence, what is usual of each, the three cuts between the grades, and the chances asked for.

    P(grade > k) = 1 / (1 + exp(cuts[k] - x)), McCullagh 1980; x is the weighted sum of what lies above the usual. What
    is not known counts as usual. ``accept`` holds the chance of grade 1, 2 and again 2 from which a record is 弱, 较强
    and 强.
    """

    weights: Mapping[str, float]
    usual: Mapping[str, float]
    cuts: tuple[float, float, float]
    accept: tuple[float, float, float]

    def logit(self, features: Mapping[str, float]) -> float:
        """The weighted sum of the evidence."""
        return sum(w * (features[name] - self.usual[name]) for name, w in self.weights.items() if name in features)

    def chances(self, logit: float) -> tuple[float, float, float]:
        """P(grade > 0), P(grade > 1), P(grade > 2)."""
        first, second, third = (1 / (1 + math.exp(min(cut - logit, 700.0))) for cut in self.cuts)
        return first, second, third

    def level(self, chances: tuple[float, float, float]) -> int:
        """The number of the level, from 0 (无) to 3 (强)."""
        related, good, _ = chances
        return sum(chance >= least for chance, least in zip((related, good, good), self.accept, strict=True))

    def gain(self, logit: float) -> float:
        """Expected gain 2^grade-1 over the best gain, from 0 to 1."""
        steps = [float(high - low) for low, high in zip(GAINS, GAINS[1:], strict=False)]
        return sum(step * chance for step, chance in zip(steps, self.chances(logit), strict=True)) / float(GAINS[-1])


@dataclass(frozen=True)
class Blends:
    """One blend for each kind of record with and without vectors, and what a wish for stage, region or mode adds."""

    kinds: Mapping[str, Mapping[Legs, Blend]]
    criteria: Mapping[str, float]

    def of(self, kind: str, features: Mapping[str, float]) -> Blend:
        """The blend for what is known of a record."""
        return self.kinds[kind]["words" if OF_VECTORS.isdisjoint(features) else "hybrid"]

    def wishes(self, features: Mapping[str, float]) -> float:
        """What the wishes add to the order, on the logit scale."""
        return sum(self.criteria[name] * features[name] for name in CRITERIA if name in features)

    @classmethod
    def load(cls, path: Path = BLEND) -> Blends:
        """The shipped weights, or another file's. Raises ModelError."""
        held = about(path)
        try:
            kinds = {kind: {legs: _blend(held["kinds"][kind][legs]) for legs in LEGS} for kind in EVIDENCE}
            criteria = {name: float(held["criteria"][name]) for name in CRITERIA}
        except (KeyError, ValueError, TypeError) as error:
            raise ModelError(f"匹配权重 {path.name} 内容不全，请重新训练：queqiao train records。") from error
        pairs = ((kind, legs) for kind in EVIDENCE for legs in LEGS)
        if any(set(kinds[kind][legs].weights) != set(evidence_names(kind, legs)) for kind, legs in pairs):
            raise ModelError(f"匹配权重 {path.name} 与当前特征不一致，请重新训练：queqiao train records。")
        return cls(kinds, criteria)


def _blend(held: Mapping[str, Any]) -> Blend:
    (c0, c1, c2), (a0, a1, a2) = held["cuts"], held["accept"]
    weights = {str(name): float(value) for name, value in held["weights"].items()}
    return Blend(weights, {name: float(held["usual"][name]) for name in weights}, (c0, c1, c2), (a0, a1, a2))


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
def shipped() -> Blends:
    """The weights in use."""
    return Blends.load()
