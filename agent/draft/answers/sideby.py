"""Records side by side on the one thing that was asked: 哪个最便宜, 前两个比一下成熟度."""

from __future__ import annotations

from collections.abc import Sequence

from agent.draft.answers.record import LABELS
from agent.read.lexicon import said
from agent.schema import Statement
from agent.verify.citing import cite
from knowledge.records import AnyRecord

ROWS = 2
HEAD = "只按记录里写的比，口径不同的不能直接比大小；没有写明的请专员问对方。"


def side_by_side(message: str, records: Sequence[AnyRecord]) -> list[Statement]:
    """One line a record for each aspect that the message asks of; empty where it asks of none that a record states."""
    names = dict.fromkeys(aspect.fields[0] for aspect in said(message, "aspects") if aspect.fields[0] in LABELS)
    told = [name for name in names if any(name in record.citable_fields() for record in records)][:ROWS]
    rows = [_cell(name, record) for name in told for record in records]
    return [*rows, Statement(section="note", text=HEAD)] if rows else []


def _cell(name: str, record: AnyRecord) -> Statement:
    value = record.citable_fields().get(name, "")
    return Statement(
        section=LABELS[name],
        text=f"《{record.title}》：{value or '没有写明'}",
        record_id=record.id,
        citations=[cite(record, name)] if value else [cite(record, "title")],
    )
