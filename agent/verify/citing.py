"""Citations are made here, so that all of them carry a date: the record's own, else that of its source."""

from __future__ import annotations

from agent.schema import Citation
from knowledge.records import Provision, Record, Resource
from knowledge.text import letters

QUOTE_MIN = 4
"""The least characters of a quote that says something, unless it is a whole field."""
UNTELLING = frozenset({"source", "kind"})


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


def find_quote(record: Record, quote: str) -> Citation | None:
    """The citation of ``quote`` in whichever public field holds it, spaces and punctuation aside; None where none does.

    The citation quotes the field as it is written. A quote of fewer than four characters must be a whole field.
    """
    wanted = letters(quote)
    for name, text in record.citable_fields().items():
        if name in UNTELLING or not wanted:
            continue
        exact = quote.strip() if quote.strip() in text else _stretch(text, wanted)
        if exact and (len(wanted) >= QUOTE_MIN or wanted == letters(text)):
            return cite(record, name, exact)
    return None


def _stretch(text: str, wanted: str) -> str:
    """The stretch of ``text`` whose letters are ``wanted``; empty where there is none."""
    places = [(place, one) for place, char in enumerate(text) for one in letters(char)]
    at = "".join(one for _, one in places).find(wanted)
    return text[places[at][0] : places[at + len(wanted) - 1][0] + 1] if at >= 0 else ""
