"""Words that say what a record does to a problem, and what a need asks for, as data (``directions.toml``)."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("directions.toml")


@lru_cache
def rows() -> tuple[dict[str, Any], ...]:
    """Every row of the file."""
    return tuple(tomllib.loads(FILE.read_text("utf-8"))["direction"])


@lru_cache
def direction_words(kind: str) -> re.Pattern[str]:
    """The words of one kind, the longest first."""
    found = {word for row in rows() if row["kind"] == kind for word in row["words"]}
    return re.compile("|".join(map(re.escape, sorted(found, key=lambda word: (-len(word), word)))))
