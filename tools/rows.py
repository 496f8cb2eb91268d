"""What a tool may show of a record: public fields only, each cut at a length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from knowledge import Filters, Hit
from knowledge.records import AnyRecord, RecordType, Resource
from knowledge.text import clean

FIELD_MAX = 400
Row = dict[str, Any]
Found = tuple[list[Row], dict[str, AnyRecord]]


class Records(Protocol):
    """The read side of the catalogue."""

    def get_many(self, ids: Iterable[str]) -> dict[str, AnyRecord]:
        """The live records among ``ids``."""


class Search(Protocol):
    """The read side of the retriever."""

    def search(
        self,
        query: str,
        *,
        k: int = 50,
        filters: Filters | None = None,
        types: Sequence[RecordType] | None = None,
        dense: bool = True,
    ) -> list[Hit]:
        """The best hits."""


class ToolError(ValueError):
    """The tool does not exist or its arguments are wrong; the Chinese message may be shown to the model."""


def public_row(record: AnyRecord, fields: Iterable[str] = ()) -> Row:
    """A record as the model sees it: id, type, status, and citable fields (those named, or all)."""
    wanted = set(fields)
    texts: Mapping[str, str] = record.citable_fields()
    shown = {name: clean(text)[:FIELD_MAX] for name, text in texts.items() if not wanted or name in wanted}
    row: Row = {"record_id": record.id, "type": record.type, "fields": shown}
    if isinstance(record, Resource):
        row["status"] = record.status.value
    if record.example:
        row["example"] = True
    return row
