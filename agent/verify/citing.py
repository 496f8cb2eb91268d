"""Citations are made here, so that all of them carry a date: the record's own, else that of its source."""

from __future__ import annotations

from agent.schema import Citation
from knowledge.records import Provision, Record, Resource


def dated(record: Record) -> str:
    """The day, month or year for which a record holds."""
    return str(record.as_of or record.source.date)


def cite(record: Record, field: str, quote: str = "") -> Citation:
    """A citation of a whole field, or of ``quote`` inside it."""
    return Citation(
        record_id=record.id, field=field, quote=quote or record.citable_fields()[field], as_of=dated(record)
    )


def cite_clause(resource: Resource, clause: Provision) -> Citation:
    """A citation of one clause, with the clause's own date where it has one."""
    return Citation(
        record_id=resource.id, field="clauses", quote=clause.text, as_of=clause.as_of or resource.source.date
    )
