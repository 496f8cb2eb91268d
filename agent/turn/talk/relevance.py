"""Which records of the fact store answer a question: those above a floor fitted on labelled questions.

A record whose name stands in the question answers it. Of the others four things are looked at: how much of what the
question asks the record says, its score by words, how near the sentence vectors are, and how much nearer than those of
the other records found. Below the floor nothing is answered. ``queqiao train floor`` fits it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import Any

from agent.turn.services import REFERENCE_TYPES, Services
from knowledge.records import AnyRecord, Figure, Resource
from knowledge.text import letters

STORED = Path(__file__).with_name("floor.json")
LOOKED_AT, JUDGED = 12, 4
"""Hits that give the measure of nearness, and those that may answer."""


@dataclass(frozen=True)
class Found:
    """One record found for a question: whether it is named there, and its features."""

    record: AnyRecord
    named: bool
    values: list[float]


def look_up(services: Services, question: str, *, secret: bool = False) -> list[Found]:
    """The records nearest to a question, with what the floor judges them by; a secret one stays on this machine."""
    dense = not (secret and services.embeds_outside)
    hits = services.knowledge.retriever.search(question, k=LOOKED_AT, types=REFERENCE_TYPES, dense=dense)
    records = services.knowledge.catalogue.get_many(hit.record_id for hit in hits)
    near = services.closeness(question, list(records.values())) if dense else {}
    middle = median(near.values()) if near else 0.0
    found = []
    for hit in hits[:JUDGED]:
        record = records.get(hit.record_id)
        if record is not None:
            said = services.words().coverage(question, record)
            values = [said, (hit.lexical_score or 0.0) / max(len(question), 1)]
            own = near.get(record.id, middle)
            found.append(Found(record, _named(question, record), [*values, own, own - middle] if near else values))
    return found


def relevant(services: Services, question: str, *, secret: bool = False) -> dict[str, AnyRecord]:
    """The records that answer the question, best first; empty when none passes the floor."""
    found = look_up(services, question, secret=secret)
    return {one.record.id: one.record for one in found if one.named or passes(one.values)}


def passes(values: Sequence[float]) -> bool:
    """Whether features pass the floor; there is one for searches with vectors and one for words alone."""
    stored = floors()["vector" if len(values) > 2 else "letters"]
    return chance(values, stored) >= float(stored["floor"])


def chance(values: Sequence[float], stored: Mapping[str, Any]) -> float:
    """The fitted probability that a record with these features answers the question."""
    score = stored["intercept"] + sum(w * v for w, v in zip(stored["weights"], values, strict=True))
    return 1 / (1 + math.exp(-score))


@lru_cache(maxsize=1)
def floors() -> Mapping[str, Any]:
    """The fitted floors."""
    found: Mapping[str, Any] = json.loads(STORED.read_text("utf-8"))
    return found


def _named(question: str, record: AnyRecord) -> bool:
    names = [record.title, *(record.aliases if isinstance(record, Resource | Figure) else ())]
    said = letters(question)
    return any(len(name) > 1 and name in said for name in map(letters, names))
