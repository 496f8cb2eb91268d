"""Whether a record of the fact store answers a question: a floor fitted on labelled questions (``queqiao train floor``).

Three things are looked at: whether the record's name stands in the question, how much of what the question asks (by
weight of its words) the record says, and how near their sentence vectors are. Below the floor nothing is answered.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.read.lexicon import terms as lexicon_terms
from knowledge.records import AnyRecord, Figure, Resource
from knowledge.text import letters, terms

STORED = Path(__file__).with_name("floor.json")
Array = NDArray[np.float32]


class Words:
    """How telling each word is among the records of the fact store."""

    def __init__(self, records: Iterable[AnyRecord]) -> None:
        self._said = {record.id: frozenset(terms(_text(record))) for record in records}
        counts: dict[str, int] = {}
        for words in self._said.values():
            for word in words:
                counts[word] = counts.get(word, 0) + 1
        self._counts = counts

    def coverage(self, question: str, record: AnyRecord) -> float:
        """The share of what the question asks, by weight, that the record says; words of asking count nothing."""
        wanted = [word for word in dict.fromkeys(terms(question)) if word not in _asking()]
        weights = [self._weight(word) for word in wanted]
        said = self._said.get(record.id) or frozenset(terms(_text(record)))
        held = sum(weight for word, weight in zip(wanted, weights, strict=True) if word in said)
        return held / max(sum(weights), 1e-9)

    def _weight(self, word: str) -> float:
        return math.log((1 + len(self._said)) / (1 + self._counts.get(word, 0))) + 1


def features(question: str, record: AnyRecord, words: Words, closeness: float) -> list[float]:
    """Named, covered, near."""
    return [float(_named(question, record)), words.coverage(question, record), closeness]


def relevant(question: str, record: AnyRecord, words: Words, closeness: float) -> bool:
    """Whether the record passes the floor."""
    return chance(features(question, record, words, closeness)) >= float(_floor()["floor"])


def chance(values: Sequence[float]) -> float:
    """The fitted probability that a record with these features answers the question."""
    stored = _floor()
    score = stored["intercept"] + sum(w * v for w, v in zip(stored["weights"], values, strict=True))
    return 1 / (1 + math.exp(-score))


def _named(question: str, record: AnyRecord) -> bool:
    names = [record.title, *(record.aliases if isinstance(record, Resource | Figure) else ())]
    said = letters(question)
    return any(len(name) > 1 and name in said for name in map(letters, names))


def _text(record: AnyRecord) -> str:
    return " ".join(record.citable_fields().values())


@lru_cache(maxsize=1)
def _asking() -> frozenset[str]:
    """Words that ask and name nothing."""
    spoken = " ".join((*lexicon_terms("asking")["meaning"].words, *lexicon_terms("asking")["filler"].words))
    return frozenset(terms(spoken))


@lru_cache(maxsize=1)
def _floor() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(STORED.read_text("utf-8"))
    return found
