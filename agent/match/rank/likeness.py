"""How alike the message and a record of any kind are: the evidence from which levels and order are learned.

Units are the index terms of the whole message (words and pairs of Chinese characters), each worth its rarity in the
catalogue, so that a long message counts with all that it says and not only with what was read out of it.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent.match.cover.coverage import asked
from agent.match.rank.terms import normalise, record_text, want
from agent.match.retrieved import Retrieved
from agent.schema import RequirementCard
from knowledge.records import Achievement, Expert, Record, Resource
from knowledge.text import bigrams, terms

K1, B = 1.2, 0.75
READ = 1_000
"""How many characters of a message are weighed."""

_SPREAD, _LIST = 4.0, 30


@dataclass(frozen=True)
class Words:
    """The terms of a message, each with its count and with its worth: its inverse document frequency."""

    counts: Mapping[str, int]
    worth: Mapping[str, float]
    known: Mapping[str, float]

    @classmethod
    def of(cls, message: str, retrieved: Retrieved) -> Words:
        """The terms of ``message``, worth what the catalogue says, or else what the hits at hand say."""
        counts = Counter(terms(message[:READ]))
        texts = retrieved.texts
        size = retrieved.size or len(texts)
        held = retrieved.holding or {term: sum(term in text for text in texts) for term in counts}
        worth = {term: math.log(1 + (size + 1) / (held.get(term, 0) + 0.5)) for term in counts}
        known = {term: value for term, value in worth.items() if held.get(term)}
        return cls(counts, worth, known)

    def bm25(self, text: str, mean: float) -> float:
        """BM25 (Robertson and Zaragoza 2009) of one text; ``mean`` is the mean length of the texts compared."""
        norm = K1 * (1 - B + B * len(text) / mean) if mean else K1
        total = 0.0
        for term, count in self.counts.items():
            if found := text.count(term):
                total += count * self.worth[term] * found * (K1 + 1) / (found + norm)
        return total

    def share(self, text: str) -> float:
        """The share of the message's worth, squared, that the text holds; what stands in no record counts nothing."""
        total = sum(worth**2 for worth in self.known.values())
        return sum(worth**2 for term, worth in self.known.items() if term in text) / total if total else 0.0


def likeness(card: RequirementCard, records: Sequence[Record], retrieved: Retrieved) -> dict[str, dict[str, float]]:
    """The evidence of words and vectors for every record, all of one kind: record id -> name -> value.

    ``standing`` and ``title_standing`` (by BM25) and ``dense`` are deviations above the list, the others lie in [0, 1].
    """
    message = normalise(card.text or f"{card.title} {card.object} {card.problem}")
    said = frozenset(bigrams(message))
    words = Words.of(message, retrieved)
    parts = [Words.of(normalise(sub.quote or sub.text), retrieved) for sub in asked(card)]
    texts = {one.id: record_text(one) for one in records}
    heads = {one.id: normalise(" ".join((one.title, *phrases(one)))) for one in records}
    standing, title = _standing(words, texts), _standing(words, heads)
    thing = want(card.object, retrieved.texts, unseen_is_rare=False)
    dense, fused = _dense(records, retrieved), retrieved.fused()
    return {
        one.id: {
            "standing": standing[one.id],
            "found": words.share(texts[one.id]),
            "part_found": max((part.share(texts[one.id]) for part in parts), default=0.0),
            "title_standing": title[one.id],
            "title_said": _said(one.title, said),
            "phrase_said": max((_said(phrase, said) for phrase in phrases(one)), default=0.0),
            "object": thing.share(texts[one.id]) if thing.words else 0.5,
            "fused": fused.get(one.id, 0.0),
        }
        | dense.get(one.id, {})
        for one in records
    }


def phrases(record: Record) -> Sequence[str]:
    """The short names of what the record is about."""
    if isinstance(record, Achievement):
        return (*record.keywords, *record.applications)
    if isinstance(record, Expert):
        return record.directions
    return record.capabilities if isinstance(record, Resource) else ()


def _said(text: str, said: frozenset[str]) -> float:
    pairs = bigrams(normalise(text))
    return sum(pair in said for pair in pairs) / len(pairs) if pairs else 0.0


def _standing(words: Words, texts: Mapping[str, str]) -> dict[str, float]:
    """How many deviations each text's BM25 stands above the mean of all."""
    mean = statistics.fmean(map(len, texts.values())) if texts else 0.0
    return _deviations({key: words.bm25(text, mean) for key, text in texts.items()})


def _dense(records: Iterable[Record], retrieved: Retrieved) -> dict[str, dict[str, float]]:
    """Each cosine's deviations above its list, and how far below the nearest it is; {} without vectors."""
    scores = {hit.record_id: hit.dense_score for hit in retrieved.whole if hit.dense_score is not None}
    own = [one.id for one in records]
    held = {one: scores[one] for one in own if one in scores}
    if len(held) < 2:
        return {}
    lowest, first = min(held.values()), max(held.values())
    every = {one: held.get(one, lowest) for one in own}
    found = _deviations(every, lowest)
    spread = (first - lowest) or 1.0
    return {one: {"dense": found[one], "dense_first": 1 - (first - every[one]) / spread} for one in own}


def _deviations(values: Mapping[str, float], lowest: float = 0.0) -> dict[str, float]:
    """Deviations above the mean of the list; a short list, as of a young catalogue, is filled up with ``lowest``."""
    if not values:
        return {}
    every = [*values.values(), *(lowest for _ in range(_LIST - len(values)))]
    middle, spread = statistics.fmean(every), statistics.pstdev(every)
    if not spread:
        return dict.fromkeys(values, 0.0)
    return {key: max(-_SPREAD, min(_SPREAD, (value - middle) / spread)) for key, value in values.items()}
