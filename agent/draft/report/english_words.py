"""English for the structured parts of a need and a record, from ``english.toml``; free text is not translated here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from knowledge.text import has_han


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Mapping[str, str]]:
    """The fixed terms: table -> term -> English."""
    return tomllib.loads(files("agent.draft.report").joinpath("english.toml").read_text("utf-8"))


def word(text: str, table: str) -> str:
    """The English of a fixed term; a term that the table lacks stays as it is, marked (zh)."""
    return tables()[table].get(text, f"{text} (zh)" if has_han(text) else text)


def words(texts: Sequence[str], table: str) -> str:
    """Several fixed terms, comma-separated."""
    return ", ".join(word(text, table) for text in texts)


def place(text: str) -> str:
    """A region in English, smallest part first; one that is not wholly known stays Chinese, marked (zh)."""
    known = re.compile("|".join(sorted(tables()["places"], key=len, reverse=True)))
    found = known.findall(text)
    if not found or known.sub("", text).strip("省市、，· "):
        return word(text, "places")
    return ", ".join(word(one, "places") for one in reversed(found))


def right(text: str) -> str:
    """An intellectual property right as stored (kind, number, status) with its kind and status in English."""
    return " ".join(tables()["rights"].get(part, part) for part in text.split(" "))
