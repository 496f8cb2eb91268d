"""Sounds of characters, words that sound alike, and how likely a run of characters is as words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from agent.read.lexicon import terms
from knowledge.text import frequency, is_word

_PROPERTY, _WEIGHT, _TOTAL, _UNKNOWN = 6, 400, 6e7, 0.2
_WIDEST = 4


@lru_cache(maxsize=1)
def _counts() -> dict[str, int]:
    text = resources.files("agent.read").joinpath("lexicon", "words.txt").read_text("utf-8")
    counts: dict[str, int] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            number, _, words = line.partition(" ")
            counts.update(dict.fromkeys(words.split(), int(number)))
    for term in terms("properties").values():
        counts.update({word: max(counts.get(word, 0), _PROPERTY) for word in term.words})
    return counts


def counted(word: str) -> int:
    """How often technical writing uses ``word``, as far as it was counted."""
    return _counts().get(word, 0)


@lru_cache(maxsize=8192)
def sounds(character: str) -> frozenset[str]:
    """The syllables of a character without tones."""
    from pypinyin import Style, pinyin

    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


@lru_cache(maxsize=1)
def _characters() -> dict[str, str]:
    """The common characters (the first level of GB 2312) of each syllable."""
    found: dict[str, str] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            character = bytes((high, low)).decode("gb2312", "ignore")
            for sound in sounds(character) if character else ():
                found[sound] = found.get(sound, "") + character
    return found


@lru_cache(maxsize=1)
def _pairs() -> dict[tuple[str, str], list[str]]:
    """Counted words of two characters by both their sounds."""
    index: dict[tuple[str, str], list[str]] = {}
    for word in _counts():
        if len(word) == 2:
            for first in sounds(word[0]):
                for second in sounds(word[1]):
                    index.setdefault((first, second), []).append(word)
    return index


@lru_cache(maxsize=1 << 14)
def alike(typed: str) -> tuple[str, ...]:
    """Words that differ from ``typed`` in one character of the same sound."""
    return tuple(dict.fromkeys(_alike(typed)))


def _alike(typed: str) -> Iterator[str]:
    known = _counts()
    for at, character in enumerate(typed):
        for sound in sounds(character):
            for other in _characters().get(sound, ""):
                word = typed[:at] + other + typed[at + 1 :]
                if other != character and (word in known or is_word(word)):
                    yield word


def same_sounds(typed: str) -> Iterator[str]:
    """Counted words of two characters that sound like ``typed`` and share no character with it."""
    for first in sounds(typed[0]):
        for second in sounds(typed[1]):
            yield from (w for w in _pairs().get((first, second), ()) if w[0] != typed[0] and w[1] != typed[1])


@lru_cache(maxsize=1 << 15)
def _price(word: str) -> float:
    weight = frequency(word) + _WEIGHT * counted(word)
    if not weight and len(word) > 1:
        return math.inf
    return math.log(_TOTAL / max(weight, _UNKNOWN))


@lru_cache(maxsize=1 << 14)
def cost(run: str) -> float:
    """The least cost of ``run`` as words: minus the logarithm of how likely they are."""
    best = [0.0] + [math.inf] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - _WIDEST), end):
            best[end] = min(best[end], best[start] + _price(run[start:end]))
    return best[-1]
