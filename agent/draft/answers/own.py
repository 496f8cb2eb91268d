"""What the product knows by itself: how it works (about.toml) and a small glossary (terms.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Topic:
    """One topic: the words that call it, what is said, where it can be checked, an example and a counter-example."""

    name: str
    words: tuple[str, ...]
    text: tuple[str, ...]
    source: str
    example: str
    counter: str
    examples: bool = False

    def called(self, message: str) -> int:
        """How many letters of the message its words cover; 0 when none stands there."""
        folded = message.lower()
        return sum(len(word) for word in self.words if word.lower() in folded)


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """How the product works, topic by topic."""
    return _read("about.toml", "topic")


@lru_cache(maxsize=1)
def terms() -> tuple[Topic, ...]:
    """The glossary."""
    return _read("terms.toml", "term")


def topic_of(message: str) -> Topic | None:
    """The topic that a question about the product speaks of."""
    return _best(topics(), message)


def term_of(message: str) -> Topic | None:
    """The term that a question asks the meaning of."""
    return _best(terms(), message)


def _best(among: Sequence[Topic], message: str) -> Topic | None:
    found = max(among, key=lambda one: one.called(message))
    return found if found.called(message) else None


def _read(file: str, table: str) -> tuple[Topic, ...]:
    rows = tomllib.loads((HERE / file).read_text("utf-8"))[table]
    return tuple(
        Topic(
            name=row["name"],
            words=tuple(row["words"]),
            text=(row["text"],) if isinstance(row["text"], str) else tuple(row["text"]),
            source=row.get("source", ""),
            example=row["example"],
            counter=row["counter"],
            examples=row.get("examples", False),
        )
        for row in rows
    )
