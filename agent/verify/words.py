"""The lists by which a sentence is judged: promises, contacts, hedges … as data in ``lexicon/*.toml``.

Every entry has ``words`` or a ``pattern``, its meaning, examples that must be caught and counter-examples that must
not; the tests try them all. A list may tell several kinds of entries apart; its first lines say what they mean.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from knowledge.text import HAN, half_width

LISTS = (
    "absences",
    "availability",
    "claims",
    "contacts",
    "cues",
    "denials",
    "hedges",
    "negations",
    "neutral",
    "orders",
    "plain",
    "private",
    "promises",
)
HIDDEN = "（联系方式已隐去）"
_GAP = r"[ \u3000]*"


class Entry(BaseModel):
    """One entry of a list: what it catches, by words or by a regular expression, and what it means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    meaning: str
    example: tuple[str, ...]
    counter: tuple[str, ...]
    kind: str = ""
    words: tuple[str, ...] = ()
    pattern: str = ""


@lru_cache(maxsize=len(LISTS))
def entries(name: str) -> tuple[Entry, ...]:
    """The entries of a list, in the order of its file."""
    text = resources.files("agent.verify").joinpath("lexicon", f"{name}.toml").read_text("utf-8")
    return tuple(Entry.model_validate(row) for row in tomllib.loads(text)["entry"])


@lru_cache(maxsize=64)
def lexicon(name: str, *kinds: str) -> re.Pattern[str]:
    """What a list catches (its ``kinds`` only, where given): the longest words first, then the patterns.

    A word is caught with spaces between its characters too; case does not count.
    """
    chosen = [entry for entry in entries(name) if not kinds or entry.kind in kinds]
    longest = sorted((word for entry in chosen for word in entry.words), key=len, reverse=True)
    spaced = [_GAP.join(map(re.escape, word)) for word in longest]
    patterns = [entry.pattern.replace("{HAN}", HAN) for entry in chosen if entry.pattern]
    return re.compile("|".join([*spaced, *patterns]), re.IGNORECASE)


@lru_cache(maxsize=len(LISTS))
def words(name: str) -> str:
    """The words of a list, in one string with spaces between."""
    return " ".join(word for entry in entries(name) for word in entry.words)


def has_contact(text: str) -> bool:
    """Whether the text holds a telephone number, an address or an account."""
    return lexicon("contacts", "data").search(half_width(text)) is not None


def without_contacts(text: str) -> str:
    """The text with a note in place of every telephone number, address and account."""
    parts, at = [], 0
    for found in lexicon("contacts", "data").finditer(half_width(text)):
        parts += [text[at : found.start()], HIDDEN]
        at = found.end()
    return "".join([*parts, text[at:]])


def without_names(text: str) -> str:
    """The text with a note in place of the name of every contact person."""
    return lexicon("contacts", "named").sub(r"\g<label>（已隐去）", text)
