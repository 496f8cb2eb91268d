"""What the catalogue does not hold: a query over the whole of it, run where it is claimed and where it is checked.

A sentence about an absence is made by :func:`absent` alone, which takes a :class:`Proof`, and only :func:`prove` makes
one. Whatever else claims an absence is removed by verification.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.schema import Absence, Statement
from agent.verify.words import lexicon
from knowledge import Catalogue, Filters
from knowledge.records import Achievement, AnyRecord, Expert, Resource
from knowledge.text import normalise

Census = Callable[[Absence], Sequence[str]]
"""The ids of every record of the catalogue that a query finds."""

_MADE = object()


@dataclass(frozen=True)
class Proof:
    """A query that found nothing in the whole catalogue."""

    query: Absence
    _made: object = None

    def __post_init__(self) -> None:
        if self._made is not _MADE or self.query.count:
            raise ValueError("only prove() makes a proof, and only of an absence")


def census(catalogue: Catalogue) -> Census:
    """Queries over the live records of one tenant's catalogue."""

    def count(query: Absence) -> list[str]:
        if query.ids:
            return [one for one in query.ids if catalogue.get(one) is not None]
        filters = Filters(types=[query.type], resource_kinds=query.kinds)
        return [record.id for record in catalogue.iter(filters) if _found(record, query)]

    return count


def prove(query: Absence, count: Census) -> Proof | None:
    """The proof that nothing in the catalogue answers the query; None where something does."""
    found = len(count(query))
    return None if found else Proof(query.model_copy(update={"count": 0}), _MADE)


def absent(section: str, text: str, proof: Proof, *, computed: Sequence[str] = ()) -> Statement:
    """A sentence about an absence, with the query that proves it."""
    return Statement(section=section, text=text, absence=proof.query, computed=list(computed))


def problem(statement: Statement, count: Census | None) -> str:
    """Why what the statement says of an absence may not stand; "" when it may.

    ``count`` runs the query again; without it the count that was noted when the statement was made has to do.
    """
    query = statement.absence
    if query is None:
        return "说库里没有，却没有查过全库" if lexicon("absences").search(statement.text) else ""
    found = query.count if count is None else len(count(query))
    return f"说库里没有，全库查到 {found} 条" if found else ""


def _found(record: AnyRecord, query: Absence) -> bool:
    return _fits(record, query) and all(word in _text(record) for word in map(normalise, query.words))


def _fits(record: AnyRecord, query: Absence) -> bool:
    if isinstance(record, Resource):
        stage = query.trl is None or (record.trl_min or 1) <= query.trl <= (record.trl_max or 9)
        state = not query.statuses or record.status in query.statuses
        return stage and state and (not query.fields or bool(set(query.fields) & set(record.fields)))
    if isinstance(record, Achievement):
        fields = {record.field, record.field_second}
        return (not query.fields or bool(fields & set(query.fields))) and query.trl in (None, record.trl)
    return not query.fields or (isinstance(record, Expert) and record.field in query.fields)


def _text(record: AnyRecord) -> str:
    return normalise(" ".join(record.citable_fields().values()))
