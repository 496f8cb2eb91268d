"""What a record says of the one thing that was asked: its lines, or that it does not say."""

from __future__ import annotations

from collections.abc import Sequence

from agent.draft.answers.record import CONTACT_NOTE, LABELS, heading, line
from agent.read.lexicon import said, says
from agent.schema import Statement
from knowledge.records import AnyRecord
from knowledge.text import terms

LINES = 4
ENOUGH = 2
"""Letters that a field must share with the question to be quoted for an aspect that has no field of its own."""
NOT_SAID = "这条记录没有写到您问的这一点。可以说“请专员联系我”，由专员问对方。"


def detail(records: Sequence[AnyRecord], message: str) -> list[Statement]:
    """A heading and at most LINES lines a record; the whole record where the question names no aspect of one."""
    if says(message, "asking", "contact"):
        return [*(heading(record) for record in records), Statement(section="note", text=CONTACT_NOTE)]
    return [one for record in records for one in (heading(record), *_lines(record, message))]


def _lines(record: AnyRecord, message: str) -> list[Statement]:
    fields = record.citable_fields()
    asked = [aspect for aspect in said(message, "aspects") if any(name in LABELS for name in aspect.fields)]
    names = list(dict.fromkeys(name for aspect in asked for name in aspect.fields if name in fields and name in LABELS))
    if names:
        missing = [aspect.term for aspect in asked if aspect.fields[0] not in fields]
        told = [line(record, name, fields[name]) for name in names[:LINES]]
        return [*_unsaid(record, missing), *told]
    if asked:
        return _unsaid(record, [aspect.term for aspect in asked])
    return _nearest(record, message)


def _unsaid(record: AnyRecord, aspects: Sequence[str]) -> list[Statement]:
    if not aspects:
        return []
    return [Statement(section="record", text=f"{'、'.join(aspects)}：没有写明", record_id=record.id)]


def _nearest(record: AnyRecord, message: str) -> list[Statement]:
    """The fields that share most words with the question; all where it asks for no point in particular."""
    fields = {name: text for name, text in record.citable_fields().items() if name in LABELS}
    wanted = {word for word in terms(message) if len(word) >= ENOUGH}
    shared = {name: len(wanted & set(terms(text))) for name, text in fields.items()}
    best = [name for name in sorted(fields, key=lambda name: -shared[name]) if shared[name]][:2]
    if best:
        return [line(record, name, fields[name]) for name in best]
    if says(message, "asking", "whole"):
        return [line(record, name, text) for name, text in fields.items()]
    first = [line(record, name, fields[name]) for name in ("summary", "approach") if name in fields][:1]
    return [*first, Statement(section="note", text=NOT_SAID)]
