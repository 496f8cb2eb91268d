"""Levels of achievements for a card, from the learned ranker, the shared words and the dense leg together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from agent.match.pick.fairness import stuffing
from agent.match.rank.blend import Blends, shipped
from agent.match.rank.criteria import criteria
from agent.match.rank.features import Vectors
from agent.match.rank.judge import ceiling, judge, object_share
from agent.match.rank.likeness import likeness
from agent.match.rank.ranker import Doc, ModelError, Query, Ranker
from agent.match.rank.ranker import Scored as Judged
from agent.match.rank.terms import Wanted, record_text, want
from agent.match.retrieved import Retrieved
from agent.schema import LEVELS, Level, RequirementCard
from knowledge.records import Achievement

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
    较强. A full record is judged by the learned blend of its evidence: how alike it and the message are, problem and
    direction, the ranker, the indicators it meets. Stage, region and mode order either kind and change no level.
    """
    table, learned, wanted = evidence(card, achievements, retrieved)
    found = {one.id: _verdict(one, table[one.id], learned.get(one.id), wanted) for one in achievements}
    best = max((object_share(card, one, retrieved.texts) for one in achievements if is_full(one)), default=0.0)
    return {one.id: _judged(card, one, found[one.id], retrieved.texts, best) for one in achievements}


def _judged(card: RequirementCard, record: Achievement, scored: Scored, texts: Sequence[str], best: float) -> Scored:
    """The verdict with what the record acts on; a full record's level is no higher than that carries."""
    if LEVELS.index(scored.level) < _GOOD or not is_full(record):
        return scored
    level = min(scored.level, ceiling(judge(card, record, texts), best), key=LEVELS.index)
    return replace(scored, level=level)


def evidence(
    card: RequirementCard, achievements: Sequence[Achievement], retrieved: Retrieved
) -> tuple[dict[str, dict[str, float]], dict[str, Judged], Wanted]:
    """The features of every achievement by id, the ranker's verdicts, and the words that were wanted.

    The ranker, the costly part, sees the 24 that stand first without it.
    """
    texts = {one.id: record_text(one) for one in achievements}
    wanted = want(need_text(card), list(texts.values()))
    alike = likeness(card, achievements, retrieved)
    table = {one.id: alike[one.id] | _own(card, one, retrieved.texts) | criteria(card, one) for one in achievements}
    blends = shipped()
    first = {key: blends.of("achievement", features).logit(features) for key, features in table.items()}
    front = sorted(achievements, key=lambda one: -first[one.id])[:_RANKED]
    learned = _learned(card, front, retrieved)
    for record_id, judged in learned.items():
        table[record_id] |= {"learned": judged.score, **judged.features}
    return table, learned, wanted


def _own(card: RequirementCard, record: Achievement, texts: Sequence[str]) -> dict[str, float]:
    """What only achievements show: problem and direction, the field, and whether the text is stuffed with words."""
    found = judge(card, record, texts)
    fields = {card.field, *card.field_alt} & {record.field, record.field_second} - {None}
    return {
        "problem": found.problem,
        "direction": float(found.direction == found.wanted),
        "field": float(bool(fields)),
        "stuffing": stuffing(record),
    }


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


def _verdict(record: Achievement, features: dict[str, float], judged: Judged | None, wanted: Wanted) -> Scored:
    blends = shipped()
    if judged is not None and not is_full(record):
        score, chance = _preferred(judged.score, features, blends), judged.probability
        number = max(judged.level - 1, 2 if chance >= _TITLE_BOUND else 0)
    else:
        blend = blends.of("achievement", features)
        logit = blend.logit(features)
        chances = blend.chances(logit)
        score, chance, number = blend.gain(logit + blends.wishes(features)), chances[1], blend.level(chances)
    if not wanted.is_specific or features["stuffing"] > 0:
        number, chance = min(number, 1), min(chance, 0.4)
    return Scored(score * (1 - features["stuffing"]), LEVELS[number], chance, features)


def _preferred(score: float, features: Mapping[str, float], blends: Blends) -> float:
    """The ranker's score moved, on the logit scale, by what the record says about stage, region and mode."""
    moved = blends.wishes(features)
    if not moved or not 0 < score < 1:
        return score
    return 1 / (1 + math.exp(-(math.log(score / (1 - score)) + moved)))


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
