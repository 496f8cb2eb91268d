"""A message in its state as numbers: hashed letters, surface, state, and the sentence vector where there is one.

Names, record ids, places in the list and numbers count by their kind, not by their letters: what is learned of 科创贷
holds for a programme imported tomorrow.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from agent.read.acts.references import ORDINAL, RECORD_ID, UUID
from agent.read.acts.state import State
from agent.schema import Act
from knowledge.text import bigrams

Array = NDArray[np.float32]

ACTS: tuple[Act, ...] = get_args(Act)
BUCKETS = 1 << 13
LETTERS = 60
"""Characters of a message that are read: an act shows in its first words."""
WEIGHTS = {"letters": 2.5, "state": 0.4, "surface": 0.5, "vector": 3.5}
"""How much each group of features counts; chosen by cross-validation (docs/reading.md)."""

NAME, RECORD, PLACE, YEAR, LONG, NUMBER = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004", "0"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_YEAR = re.compile(r"20\d\d(?=年)")
_LONG = re.compile(r"\d{7,}")
"""Telephone numbers and the like: no quantity."""
_QUESTION = re.compile(r"[?？]")
_LENGTHS = (3, 8, 15, 30, 60)


def plain(message: str, names: Iterable[str] = ()) -> str:
    """The message with names, ids, places in the list, years and numbers each as one sign, in small letters."""
    text = message
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, NAME)
    text = ORDINAL.sub(PLACE, RECORD_ID.sub(RECORD, UUID.sub(RECORD, text.upper())))
    text = _YEAR.sub(YEAR, _LONG.sub(LONG, text))
    return _NUMBER.sub(NUMBER, text).lower()


def letters(text: str) -> list[int]:
    """The buckets of the letters and letter pairs of a plain text, with its beginning and end marked; each once."""
    framed = f"^{text[:LETTERS]}$"
    found = {*framed, *bigrams(framed)}
    return sorted({zlib.crc32(one.encode()) % BUCKETS for one in found})


def surface(message: str, text: str) -> list[bool]:
    """What can be seen without reading: length, digits, a question mark, a place in the list, Latin script …"""
    latin = sum(char.isascii() and char.isalpha() for char in message)
    return [
        *(len(message) <= length for length in _LENGTHS),
        NUMBER in text,
        bool(_QUESTION.search(message)),
        PLACE in text,
        RECORD in text,
        NAME in text,
        "\n" in message,
        2 * latin > len(message),
    ]


def situation(state: State) -> list[bool]:
    """The state as yes and no."""
    return [
        *(state.card == kind for kind in ("none", "vague", "full")),
        state.listed,
        state.asked,
        state.turns == 0,
        state.turns == 1,
        state.turns >= 5,
        *(state.last == act for act in ACTS),
    ]


SURFACE = len(_LENGTHS) + 7
STATE = 8 + len(ACTS)


def dense(message: str, text: str, state: State) -> Array:
    """State and surface in one row, weighted."""
    return np.concatenate(
        [
            WEIGHTS["state"] * np.array(situation(state), np.float32),
            WEIGHTS["surface"] * np.array(surface(message, text), np.float32),
        ]
    )


def weighted(columns: list[int], idf: Array) -> Array:
    """The values of the letter columns: inverse document frequencies, of length one, weighted."""
    values: Array = idf[columns].astype(np.float32)
    return WEIGHTS["letters"] * values / max(float(np.linalg.norm(values)), 1e-6)
