"""Hygiene of a ranked list: stuffed records, near-duplicates, and the share of one institution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from agent.match.rank.terms import shingles
from knowledge.records import Achievement, Expert, Record, Resource
from knowledge.text import letters, ngrams

DUPLICATE = 0.9
PER_INSTITUTION = 3
WINDOW = 10
_STUFFED_FROM = 0.35


def institution_of(record: Record) -> str:
    """The institution that a record belongs to; "" when it names none."""
    if isinstance(record, Achievement | Expert):
        return record.institution
    return record.operator if isinstance(record, Resource) else ""


def stuffing(record: Record) -> float:
    """How keyword-stuffed the record is: 0 for ordinary prose, up to 1 for one phrase repeated throughout.

    The measure is the share of runs of four characters that stand there before, more than twice.
    """
    fields = record.citable_fields()
    text = " ".join(fields.get(name, "") for name in ("title", "summary", "keywords", "problem", "approach"))
    return _stuffing(text)


@lru_cache(maxsize=4_000)
def _stuffing(text: str) -> float:
    found = Counter(ngrams(letters(text), 4))
    total = found.total()
    if total < 40:
        return 0.0
    repeated = sum(count - 1 for count in found.values() if count > 2) / total
    return min(max((repeated - _STUFFED_FROM) / (1 - _STUFFED_FROM), 0.0), 1.0)


def _fingerprint(record: Record) -> frozenset[str]:
    if isinstance(record, Expert):
        return shingles(f"{record.name}{record.institution}{record.department}{'；'.join(record.directions)}")
    return shingles(record.title + record.summary)


def similarity(left: Record, right: Record) -> float:
    """Jaccard similarity of the character shingles of title and summary (of an expert: who and where)."""
    a, b = _fingerprint(left), _fingerprint(right)
    return len(a & b) / len(a | b) if a or b else 0.0


@lru_cache(maxsize=4_000)
def _prefix(prints: frozenset[str]) -> frozenset[str]:
    """The part that two sets of similarity ``DUPLICATE`` must share (prefix filtering, Chaudhuri et al. 2006)."""
    return frozenset(sorted(prints)[: int(len(prints) * (1 - DUPLICATE) + 1e-9) + 1])


def collapse(order: Sequence[str], records: Mapping[str, Record]) -> dict[str, list[str]]:
    """Keep the best of each group of near-duplicates: kept id -> ids that it stands for, in the given order."""
    kept: dict[str, list[str]] = {}
    prefixes = {record_id: _prefix(_fingerprint(records[record_id])) for record_id in order}
    for record_id in order:
        own = prefixes[record_id]
        near = (one for one in kept if not own.isdisjoint(prefixes[one]))
        twin = next((one for one in near if similarity(records[one], records[record_id]) >= DUPLICATE), None)
        if twin is None:
            kept[record_id] = []
        else:
            kept[twin].append(record_id)
    return kept


def spread(order: Sequence[str], records: Mapping[str, Record]) -> list[str]:
    """Reorder so that no institution holds more than three of the first ten places; the rest moves behind them."""
    taken: Counter[str] = Counter()
    first: list[str] = []
    later: list[str] = []
    for record_id in order:
        name = institution_of(records[record_id])
        if len(first) < WINDOW and (not name or taken[name] < PER_INSTITUTION):
            taken[name] += 1
            first.append(record_id)
        else:
            later.append(record_id)
    return first + later


def exposure(ids: Sequence[str], records: Mapping[str, Record]) -> dict[str, int]:
    """Places held by each institution, most first."""
    counts = Counter(institution_of(records[record_id]) for record_id in ids)
    counts.pop("", None)
    return dict(counts.most_common())
