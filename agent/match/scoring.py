"""Levels of achievements for a card: the learned ranker where there is one, plain evidence otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from agent.schema import LEVELS, Level, RequirementCard
from knowledge.records import Achievement

from .fairness import stuffing
from .retrieved import Retrieved, dense_standing
from .terms import record_text, want


@dataclass(frozen=True)
class Scored:
    """One achievement's place: ``score`` orders, ``level`` is calibrated, ``probability`` is that of 较强 or 强."""

    score: float
    level: Level
    probability: float
    features: dict[str, float] = field(default_factory=dict)


class Scorer(Protocol):
    """Anything that judges achievements for a card."""

    def __call__(
        self, card: RequirementCard, achievements: Sequence[Achievement], retrieved: Retrieved
    ) -> Mapping[str, Scored]:
        """Judge every achievement: record id -> Scored."""
        ...


def evidence_scorer(
    card: RequirementCard, achievements: Sequence[Achievement], retrieved: Retrieved
) -> dict[str, Scored]:
    """Judge by shared terms, field and the places that retrieval gave; needs no trained model."""
    fused = retrieved.fused()
    dense = dense_standing(retrieved.whole)
    texts = {one.id: record_text(one) for one in achievements}
    asked = " ".join(sub.text for sub in card.sub_requirements if not sub.suggestion)
    wanted = want(f"{card.title} {card.object} {card.problem} {asked}", list(texts.values()))
    objects = want(card.object)
    fields = {card.field, *card.field_alt} - {None}
    found: dict[str, Scored] = {}
    for one in achievements:
        features = {
            "terms": wanted.share(texts[one.id]),
            "object": objects.share(texts[one.id]),
            "dense": dense.get(one.id, 0.0),
            "retrieval": fused.get(one.id, 0.0),
            "field": float(bool(fields & {one.field, one.field_second})),
            "stuffing": stuffing(one),
        }
        score = (
            0.4 * features["terms"]
            + 0.15 * features["object"]
            + 0.15 * features["dense"]
            + 0.2 * features["retrieval"]
            + 0.1 * features["field"]
        ) * (1 - features["stuffing"])
        found[one.id] = Scored(score, _level(score), min(score, 1.0), features)
    return found


def _level(score: float) -> Level:
    return LEVELS[sum(score >= bound for bound in (0.25, 0.45, 0.62))]
