"""How telling each word is among the records of the fact store, and how much of a question a record says."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from agent.read.lexicon import terms as lexicon_terms
from knowledge.records import AnyRecord
from knowledge.text import terms


class Words:
    """The words of the records at hand, with the number of records that say each."""

    def __init__(self, records: Iterable[AnyRecord]) -> None:
        self._said = {record.id: _said(record) for record in records}
        self._counts = Counter(word for words in self._said.values() for word in words)

    def coverage(self, question: str, record: AnyRecord) -> float:
        """The share of what the question asks, by weight, that the record says; words of asking count nothing."""
        wanted = [word for word in dict.fromkeys(terms(question)) if word not in _asking()]
        said = self._said.get(record.id) or _said(record)
        held = sum(self._weight(word) for word in wanted if word in said)
        return held / max(sum(map(self._weight, wanted)), 1e-9)

    def _weight(self, word: str) -> float:
        return math.log((1 + len(self._said)) / (1 + self._counts[word])) + 1


def _said(record: AnyRecord) -> frozenset[str]:
    return frozenset(terms(" ".join(record.citable_fields().values())))


@lru_cache(maxsize=1)
def _asking() -> frozenset[str]:
    """Words that ask and name nothing."""
    asking = lexicon_terms("asking")
    return frozenset(terms(" ".join((*asking["meaning"].words, *asking["filler"].words))))
