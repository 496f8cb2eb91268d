"""Vocabulary as data: each ``*.toml`` holds terms: words, an example and a counter-example that a test runs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Term:
    """One term: the words that say it, what they stand for in records, an example, and one that does not say it."""

    term: str
    words: tuple[str, ...]
    example: str
    counter: str
    fields: tuple[str, ...] = ()

    def said(self, message: str) -> bool:
        """Whether one of the words stands in the message."""
        folded = message.lower()
        return any(word.lower() in folded for word in self.words)


@lru_cache
def terms(name: str) -> dict[str, Term]:
    """The terms of one file by their name."""
    rows = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))["term"]
    return {
        row["term"]: Term(
            row["term"], tuple(row["words"]), row["example"], row["counter"], tuple(row.get("fields", ()))
        )
        for row in rows
    }


def says(message: str, name: str, term: str) -> bool:
    """Whether a message says a term of a file."""
    return terms(name)[term].said(message)


def said(message: str, name: str) -> list[Term]:
    """Every term of a file that the message says, in the file's order."""
    return [term for term in terms(name).values() if term.said(message)]
