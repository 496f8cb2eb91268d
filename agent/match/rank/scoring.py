"""Levels of achievements for a card, from the learned ranker, the shared words and the dense leg together."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from agent.match.pick.fairness import stuffing
from agent.match.rank.blend import OF_LEVEL, OF_ORDER, Blend, shipped
from agent.match.rank.criteria import criteria
from agent.match.rank.features import Vectors
from agent.match.rank.judge import ceiling, judge, object_share
from agent.match.rank.ranker import Doc, ModelError, Query, Ranker
from agent.match.rank.ranker import Scored as Judged
from agent.match.rank.terms import Wanted, record_text, want
from agent.match.retrieved import HitLike, Retrieved
from agent.schema import LEVELS, Level, RequirementCard
from knowledge.records import Achievement

_FULL_WORDS, _FULL_LEARNED = 0.4, 0.35
_DENSE_FROM, _DENSE_FULL = 1.0, 5.0
_LEAST_LIST = 8
_QUERY, _TEXT = 60, 200
_RANKED = 24
_TITLE_BOUND = 0.5
_GOOD = 2


@dataclass(frozen=True)
class Scored:
    """One achievement's place: ``score`` orders, ``level`` is calibrated, ``probability`` is that of 较强 or 强."""

    score: float
    level: Level
    probability: float
    features: dict[str, float] = field(default_factory=dict)


def score_achievements(
    card: RequirementCard, achievements: Sequence[Achievement], retrieved: Retrieved
) -> dict[str, Scored]:
    """Judge every achievement: record id -> Scored.

    A record of a title alone is what the ranker was trained on, so its verdict stands, and an even chance is enough for
    较强. A full record is judged by the learned blend of its evidence: how far its cosine stands out of the list, the
    share of the need's rare words that it holds, the ranker, and the criteria of ``agent.match.rank.criteria``. Stage,
    region and mode order either kind of record and change no level.
    """
    table, learned, wanted = evidence(card, achievements, retrieved)
    found = {one.id: _verdict(one, table[one.id], learned.get(one.id), wanted) for one in achievements}
    best = max((object_share(card, one, retrieved.texts) for one in achievements if is_full(one)), default=0.0)
    return {one.id: _judged(card, one, found[one.id], retrieved.texts, best) for one in achievements}


def _judged(card: RequirementCard, record: Achievement, scored: Scored, texts: Sequence[str], best: float) -> Scored:
    """The verdict with what the record acts on; a full record's level is no higher than that carries."""
    if LEVELS.index(scored.level) < _GOOD or not is_full(record):
        return scored
    found = judge(card, record, texts)
    level = min(scored.level, ceiling(found, best), key=LEVELS.index)
    features = scored.features | {"object": found.object, "problem": found.problem}
    return replace(scored, level=level, features=features)


def evidence(
    card: RequirementCard, achievements: Sequence[Achievement], retrieved: Retrieved
) -> tuple[dict[str, dict[str, float]], dict[str, Judged], Wanted]:
    """The features of every achievement by id, the ranker's verdicts, and the words that were wanted.

    The ranker, the costly part, sees the 24 that stand first without it.
    """
    texts = {one.id: record_text(one) for one in achievements}
    wanted = want(need_text(card), list(texts.values()))
    outstanding = dense_outliers(retrieved.whole)
    fused = retrieved.fused()
    table: dict[str, dict[str, float]] = {}
    for one in achievements:
        features = {
            "words": wanted.share(texts[one.id]),
            "stuffing": stuffing(one),
            "retrieval": fused.get(one.id, 0.0),
        }
        if outstanding is not None:
            features["dense"] = outstanding.get(one.id, 0.0)
        table[one.id] = features | criteria(card, one)
    front = sorted(achievements, key=lambda one: -_first_look(table[one.id]))[:_RANKED]
    learned = _learned(card, front, retrieved)
    for record_id, judged in learned.items():
        table[record_id] |= {"learned": judged.score, **judged.features}
    return table, learned, wanted


def need_text(card: RequirementCard) -> str:
    """The user's words when they are short, else what was read out of them."""
    if len(card.text) <= _TEXT and card.text:
        return card.text
    asked = " ".join(sub.quote or sub.text for sub in card.sub_requirements if not sub.suggestion)
    return f"{card.title} {card.object} {card.problem} {asked}"


def query_title(card: RequirementCard) -> str:
    """The need in a few words: object and problem, or the title."""
    named = f"{card.object}{card.problem}" if card.object not in card.problem else card.problem
    return (named or card.title or card.text)[:_QUERY]


def dense_outliers(hits: Sequence[HitLike]) -> dict[str, float] | None:
    """How many standard deviations each cosine stands above the list's median; None when too few hits have one.

    Raw cosines of the packaged model bunch together, so only their standing within the list is used.
    """
    scores = {hit.record_id: hit.dense_score for hit in hits if hit.dense_score is not None}
    if len(scores) < _LEAST_LIST:
        return None
    middle, spread = statistics.median(scores.values()), statistics.pstdev(scores.values())
    return {record_id: (score - middle) / spread for record_id, score in scores.items()} if spread else None


def parts(features: Mapping[str, float]) -> dict[str, float]:
    """The technical evidence at hand, each part from 0 to 1."""
    found = {"words": _share(features["words"], 0.0, _FULL_WORDS)}
    if "dense" in features:
        found["dense"] = _share(features["dense"], _DENSE_FROM, _DENSE_FULL)
    if "learned" in features:
        found["learned"] = _share(features["learned"], 0.0, _FULL_LEARNED)
    return found


def _first_look(features: Mapping[str, float]) -> float:
    found = parts(features)
    return sum(found.values()) / len(found) + features["retrieval"]


def _verdict(record: Achievement, features: dict[str, float], judged: Judged | None, wanted: Wanted) -> Scored:
    blend = shipped()
    if judged is not None and not is_full(record):
        score, chance = _preferred(judged.score, features, blend), judged.probability
        number = max(judged.level - 1, 2 if chance >= _TITLE_BOUND else 0)
    else:
        fit = blend.technical(parts(features))
        chances = blend.chances(fit + blend.wishes(features, OF_LEVEL))
        score, chance, number = blend.gain(fit + blend.wishes(features)), chances[1], blend.level(chances)
    if not wanted.is_specific or features["stuffing"] > 0:
        number, chance = min(number, 1), min(chance, 0.4)
    return Scored(score * (1 - features["stuffing"]), LEVELS[number], chance, features)


def _preferred(score: float, features: Mapping[str, float], blend: Blend) -> float:
    """The ranker's score moved, on the logit scale, by what the record says about stage, region and mode."""
    moved = blend.wishes(features, OF_ORDER)
    if not moved or not 0 < score < 1:
        return score
    return 1 / (1 + math.exp(-(math.log(score / (1 - score)) + moved)))


def _share(value: float, low: float, high: float) -> float:
    return max(0.0, min(1.0, (value - low) / (high - low)))


def is_full(record: Achievement) -> bool:
    """Whether the record is more than a title."""
    return bool(record.summary or record.problem or record.approach)


@lru_cache(maxsize=1)
def _ranker() -> Ranker | None:
    try:
        return Ranker.load()
    except ModelError:
        return None


def _learned(card: RequirementCard, achievements: Sequence[Achievement], retrieved: Retrieved) -> dict[str, Judged]:
    ranker = _ranker()
    if ranker is None or not achievements:
        return {}
    docs = [Doc(one.id, one.title, _body(one)) for one in achievements]
    query = Query(query_title(card), card.text)
    return {one.id: one for one in ranker.score(query, docs, _vectors(docs, retrieved))}


def _body(record: Achievement) -> str:
    return " ".join(
        part for part in ("、".join(record.keywords), record.problem, "、".join(record.applications)) if part
    )


def _vectors(docs: Sequence[Doc], retrieved: Retrieved) -> Vectors | None:
    held = retrieved.vectors
    ranker = _ranker()
    if held is None or ranker is None or not all(doc.id in held.docs for doc in docs):
        return None
    if held.title.shape[-1] != len(ranker.space.centres.doc):
        return None
    return Vectors(held.title, np.stack([held.docs[doc.id] for doc in docs]), held.text)
