"""Technical field: which of the 11 fields of technology-contract registration a requirement belongs to.

Two witnesses: authored terms of each field that occur (``field_terms.json``), and a logistic regression over hashed
character pairs and triples (``field_weights.json``, learned by ``python -m evals.train.field``; it holds no words).
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.records import TechnicalField
from knowledge.text import bigrams, ngrams

FIELDS = tuple(TechnicalField)
BUCKETS = 1 << 14
TERM_WEIGHT = 3.0
_TITLE_WEIGHT = 3.0
_HEAD = 600
_CLOSE = 1.6
_SHARE = 0.3
_UNSURE = 0.35
_TERMS = Path(__file__).with_name("field_terms.json")
WEIGHTS = Path(__file__).with_name("field_weights.json")


def field_terms() -> dict[TechnicalField, list[str]]:
    """The authored terms of each field."""
    return {TechnicalField(name): words.split() for name, words in json.loads(_TERMS.read_text("utf-8")).items()}


@lru_cache(maxsize=1)
def _terms() -> tuple[re.Pattern[str], dict[str, list[tuple[TechnicalField, float]]]]:
    table: dict[str, list[tuple[TechnicalField, float]]] = {}
    for name, words in field_terms().items():
        for word in words:
            table.setdefault(word.lower(), []).append((name, len(word) ** 0.5))
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), table


def field_scores(text: str, title: str = "") -> dict[TechnicalField, float]:
    """A score per field: the authored terms that occur, each counted once, longer ones and those of the title more."""
    pattern, table = _terms()
    scores: dict[TechnicalField, float] = {}
    for part, weight in ((title, _TITLE_WEIGHT), (text[:_HEAD], 1.0)):
        for word in set(pattern.findall(part.lower())):
            for name, value in table[word]:
                scores[name] = scores.get(name, 0.0) + weight * value
    return scores


def hashed_letters(text: str, title: str = "") -> dict[int, float]:
    """Unit vector of hashed character pairs and triples: bucket (0 … BUCKETS − 1) to value."""
    values: dict[int, float] = {}
    for part, weight in ((title, _TITLE_WEIGHT), (text[:_HEAD], 1.0)):
        plain = "".join(filter(str.isalnum, part.lower()))
        for gram, count in Counter([*bigrams(plain), *ngrams(plain, 3)]).items():
            place = crc32(gram.encode()) % BUCKETS
            values[place] = values.get(place, 0.0) + weight * math.sqrt(min(count, 3))
    norm = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return {place: value / norm for place, value in values.items()}


@lru_cache(maxsize=1)
def _weights() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    data = json.loads(WEIGHTS.read_text("utf-8"))
    raw = np.frombuffer(base64.b64decode(data["weights"]), dtype=np.int8).astype(np.float32)
    return raw.reshape(len(FIELDS), BUCKETS) * float(data["scale"]), np.array(data["intercept"], dtype=np.float32)


def combine(chances: NDArray[np.float64], scores: dict[TechnicalField, float]) -> NDArray[np.float64]:
    """One number a field: log chance plus the share of the strongest field's terms."""
    strongest = max(scores.values(), default=0.0) + 1
    shares = np.array([scores.get(name, 0.0) / strongest for name in FIELDS])
    return np.asarray(np.log(chances + 1e-3) + TERM_WEIGHT * shares)


def classify_field(text: str, title: str = "") -> tuple[TechnicalField | None, list[TechnicalField]]:
    """The field of ``text`` and up to two close alternatives; (None, []) for a text that tells nothing."""
    scores, letters = field_scores(text, title), hashed_letters(text, title)
    weights, intercept = _weights()
    places, values = list(letters), np.array(list(letters.values()), dtype=np.float32)
    logits = (weights[:, places] @ values + intercept).astype(float)
    chances = np.exp(logits - logits.max())
    chances /= chances.sum()
    if not scores and chances.max() < _UNSURE:
        return None, []
    totals = combine(chances, scores)
    order = np.argsort(-totals)
    enough = _SHARE * max(scores.values(), default=float("inf"))
    close = [
        FIELDS[i] for i in order[1:3] if totals[order[0]] - totals[i] <= _CLOSE or scores.get(FIELDS[i], 0.0) >= enough
    ]
    return FIELDS[order[0]], close
