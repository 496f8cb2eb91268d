"""Words and passages: the units in which a need is compared with a record."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from knowledge.records import Record
from knowledge.text import bigrams, clauses, expand, has_han, letters, ngrams, segment, sentences
from knowledge.text import normalise as _normalise
from knowledge.text import terms as index_terms

_DISCLAIMS = re.compile(
    r"不是|无关|不适用|不适合|不能用|不用于|未用于|不涉及|不含|不能解决|不解决|不包括|尚未验证|没有验证|未验证"
)
_LONG = 48
_SYNONYM = 0.9
_PARTIAL = 0.8

_PASSAGE_FIELDS = {
    "approach": 1.0,
    "problem": 1.0,
    "title": 1.0,
    "summary": 1.0,
    "evidence": 1.0,
    "directions": 0.95,
    "capabilities": 0.95,
    "clauses": 0.9,
    "applications": 0.9,
    "keywords": 0.85,
    "aliases": 0.8,
}


@dataclass(frozen=True)
class Passage:
    """One quotable sentence or clause of a record: ``quote`` is a substring of ``field``, ``text`` its normal form.

    ``worth`` is what a match in that field counts; ``disclaims`` marks one that says what the record is not for.
    """

    field: str
    quote: str
    text: str
    worth: float
    disclaims: bool


@dataclass(frozen=True)
class Word:
    """One content word of a need with its weight, its synonyms and, when it is long, its character pairs."""

    text: str
    weight: float
    others: tuple[str, ...]
    pairs: tuple[str, ...]

    def found_in(self, text: str) -> float:
        """1 for the word itself, a little less for a synonym, a share for parts of a long word, else 0."""
        if self.text in text:
            return 1.0
        if any(other in text for other in self.others):
            return _SYNONYM
        if not self.pairs:
            return 0.0
        share = sum(pair in text for pair in self.pairs) / len(self.pairs)
        return _PARTIAL * share if share >= 0.5 else 0.0


@dataclass(frozen=True)
class Wanted:
    """The content words of a need."""

    words: tuple[Word, ...]

    @property
    def is_specific(self) -> bool:
        """Whether more is named than one short word, so that sharing it means something."""
        return len(self.words) > 1 or any(len(word.text) > 2 for word in self.words)

    def share(self, text: str) -> float:
        """Weighted share of the words that the normalised ``text`` holds; 0 when nothing is wanted."""
        total = sum(word.weight for word in self.words)
        return sum(word.weight * word.found_in(text) for word in self.words) / total if total else 0.0


@lru_cache(maxsize=20_000)
def normalise(text: str) -> str:
    """The text in its normal form, remembered: a record is compared with need after need."""
    return _normalise(text)


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    lines = resources.files("agent.match.rank").joinpath("generic_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=2_000)
def words(text: str) -> tuple[str, ...]:
    """Content words in order, each once; single characters that stand together make one word."""
    plain = normalise(text)
    kept = frozenset(index_terms(plain))
    found: list[str] = []
    run = ""
    for word in (*segment(plain), ""):
        if len(word) == 1 and word in kept and has_han(word):
            run += word
            continue
        if len(run) > 1:
            found.append(run)
        run = ""
        if len(word) > 1 and word in kept and word not in _generic() and not word.isdigit():
            found.append(word)
    return tuple(dict.fromkeys(found))


def want(text: str, texts: Sequence[str] = (), *, unseen_is_rare: bool = True) -> Wanted:
    """The words of ``text``, weighted by the square of their idf among the normalised ``texts``.

    A word that stands in none of them is the rarest, and so keeps a need that nothing answers from being answered.
    With ``unseen_is_rare`` False it weighs as much as the others do on average: fit for telling records apart.
    """
    found = words(text)
    weights = {word: _rarity(word, texts) for word in found}
    if texts and not unseen_is_rare:
        seen = [weights[word] for word in found if any(word in other for other in texts)]
        average = sum(seen) / len(seen) if seen else 1.0
        weights = {
            word: min(weight, average) if weight > max(seen, default=0.0) else weight
            for word, weight in weights.items()
        }
    return Wanted(tuple(_word(word, weights[word]) for word in found))


def _rarity(word: str, texts: Sequence[str]) -> float:
    if not texts:
        return 1.0
    return math.log(1 + (len(texts) + 1) / (sum(word in other for other in texts) + 0.5)) ** 2


def _word(word: str, weight: float) -> Word:
    pairs = tuple(bigrams(word)) if len(word) > 2 and has_han(word[0]) else ()
    return Word(word, weight, tuple(expand([word])), pairs)


def passages(record: Record) -> list[Passage]:
    """The record's public text cut into quotable passages: its sentences, and the clauses of the long ones."""
    fields = record.citable_fields()
    return [
        Passage(name, quote, normalise(quote), worth, bool(_DISCLAIMS.search(quote)))
        for name, worth in _PASSAGE_FIELDS.items()
        if name in fields
        for quote in _cut(fields[name])
    ]


@lru_cache(maxsize=4_000)
def _cut(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for sentence in sentences(text):
        if len(sentence) > _LONG or _DISCLAIMS.search(sentence):
            found += clauses(sentence)
        if not _DISCLAIMS.search(sentence):
            found.append(sentence)
    return tuple(dict.fromkeys(found))


def record_text(record: Record) -> str:
    """The record's public text in normal form, in one string."""
    return normalise("\n".join(text for name, text in record.citable_fields().items() if name != "source"))


@lru_cache(maxsize=4_000)
def shingles(text: str, size: int = 3) -> frozenset[str]:
    """Character shingles of the text without spaces and punctuation."""
    plain = letters(text)
    return frozenset(ngrams(plain, size) or [plain])
