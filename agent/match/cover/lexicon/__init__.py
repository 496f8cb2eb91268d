"""Words in names of quantities, as data: synonyms, qualifiers, and what a name says of its values."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@lru_cache
def rows(name: str, table: str) -> tuple[dict[str, Any], ...]:
    """The rows of one file."""
    return tuple(tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))[table])


@lru_cache
def synonyms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each term with a pattern of the words that are read as it and the term itself, the longest first."""
    found = []
    for row in rows("synonyms", "synonym"):
        longest = sorted([row["term"], *row["words"]], key=len, reverse=True)
        found.append((str(row["term"]), re.compile("|".join(map(re.escape, longest)))))
    return tuple(found)


@lru_cache
def qualifiers(*kinds: str) -> re.Pattern[str]:
    """The qualifiers of these kinds, the longest first."""
    return _any("qualifiers", "qualifier", kinds)


@lru_cache
def traits(kind: str) -> re.Pattern[str]:
    """The words of names with this trait."""
    return _any("polarity", "trait", (kind,))


def _any(name: str, table: str, kinds: tuple[str, ...]) -> re.Pattern[str]:
    words = {word for row in rows(name, table) if row["kind"] in kinds for word in row["words"]}
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))
