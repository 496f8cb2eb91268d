"""Vocabulary as data: each ``*.toml`` holds terms: words, an example and a counter-example that a test runs.

::

    [[term]]
    term = "联合研发"
    words = "一起开发 (联合|共同)…(攻关|研制) 校企联合"
    but = "研究院 合作单位"
    example = "希望与高校联合攻关"
    counter = "合作单位不限"

Words are parted by blanks, ``_`` stands for a blank inside one, and ``but`` lists longer words that only look alike.
The notation of a word is told in :mod:`agent.read.lexicon.notation`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from agent.read.lexicon.notation import compiled, is_plain

HERE = Path(__file__).parent
MASK = "\N{BLACK SQUARE}"


@dataclass(frozen=True)
class Term:
    """One term: the words that say it, what they stand for in records, an example, and one that does not say it."""

    term: str
    words: tuple[str, ...]
    example: str
    counter: str
    fields: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    def said(self, text: str) -> bool:
        """Whether one of the words stands in the text, in either case."""
        return self.stands_in(text.lower())

    def stands_in(self, folded: str) -> bool:
        """Whether one of the words stands in a text in small letters."""
        folded = self.masked(folded)
        return any(word in folded for word in self._plain) or any(one.search(folded) for one in self._notated)

    def find(self, text: str) -> re.Match[str] | None:
        """The first place where one of the words stands, in either case."""
        return self._pattern.search(self.masked(text.lower()))

    def masked(self, text: str) -> str:
        """The text with what only looks alike blacked out, every other character in its place."""
        for word in self.but:
            text = text.replace(word, MASK * len(word))
        return text

    @cached_property
    def _plain(self) -> tuple[str, ...]:
        return tuple(word.lower() for word in self.words if is_plain(word))

    @cached_property
    def _notated(self) -> tuple[re.Pattern[str], ...]:
        return tuple(compiled(word.lower()) for word in self.words if not is_plain(word))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return compiled(*sorted((word.lower() for word in self.words), key=len, reverse=True))


@lru_cache
def terms(name: str) -> dict[str, Term]:
    """The terms of one file by their name, in its order."""
    rows = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))["term"]
    return {
        row["term"]: Term(
            row["term"],
            _words(row["words"]),
            row["example"],
            row["counter"],
            _words(row.get("fields", "")),
            _words(row.get("but", "")),
        )
        for row in rows
    }


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


def words_of(name: str, term: str) -> tuple[str, ...]:
    """The words of one term, as they stand in the file."""
    return terms(name)[term].words


def says(message: str, name: str, *which: str) -> bool:
    """Whether a message says one of these terms of a file."""
    return any(terms(name)[term].said(message) for term in which)


def said(message: str, name: str) -> list[Term]:
    """Every term of a file that the message says, in the file's order."""
    folded = message.lower()
    return [term for term in terms(name).values() if term.stands_in(folded)]


def named(text: str, name: str) -> set[str]:
    """The names of the terms of a file that a text says."""
    return {term.term for term in said(text, name)}


def longest(text: str, known: Sequence[str]) -> str:
    """The longest of ``known`` that ``text`` begins with, or ""."""
    return max((word for word in known if text.startswith(word)), key=len, default="")
