"""Technical field: which of the 11 fields of technology-contract registration a requirement belongs to."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from knowledge.records import TechnicalField

_TERMS = Path(__file__).with_name("field_terms.json")


@lru_cache(maxsize=1)
def _terms() -> tuple[re.Pattern[str], dict[str, list[tuple[TechnicalField, float]]]]:
    table: dict[str, list[tuple[TechnicalField, float]]] = {}
    for name, words in json.loads(_TERMS.read_text("utf-8")).items():
        for word in words.split():
            table.setdefault(word.lower(), []).append((TechnicalField(name), len(word) ** 0.5))
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), table


def field_scores(text: str, title: str = "") -> dict[TechnicalField, float]:
    """A score per field: the authored terms that occur, longer and earlier ones counting more."""
    pattern, table = _terms()
    scores: dict[TechnicalField, float] = {}
    for part, weight, seen in ((title, 3.0, set[str]()), (text[:600], 1.0, set[str]())):
        for match in pattern.finditer(part.lower()):
            word = match.group()
            if word in seen:
                continue
            seen.add(word)
            for name, value in table[word]:
                scores[name] = scores.get(name, 0.0) + weight * value
    return scores


def classify_field(text: str, title: str = "") -> tuple[TechnicalField | None, list[TechnicalField]]:
    """The field of ``text`` and up to two alternatives; (None, []) when no term of any field occurs."""
    ranked = sorted(field_scores(text, title).items(), key=lambda pair: -pair[1])
    if not ranked:
        return None, []
    best = ranked[0][1]
    return ranked[0][0], [name for name, score in ranked[1:3] if score >= 0.4 * best]
