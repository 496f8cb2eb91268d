"""What the tools of one turn may reach: the read side of one tenant's catalogue, and this conversation's match."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge import Filters
from knowledge.records import AnyRecord, RecordType
from tools.rows import Found, Records, Search, ToolError, public_row


def no_census(query: Mapping[str, Any]) -> Sequence[str]:
    """Where the whole catalogue cannot be asked, nothing may be said of what it lacks."""
    raise ToolError("这里不能查全库，请不要说库里没有。")


@dataclass(frozen=True)
class Context:
    """Reading only. ``matches`` maps record ids of the conversation's recommendation to the reasons that were
    told. ``dense``: searches may be embedded. ``cover`` tells what of the
    conversation's need a record answers, ``holding`` the ids of every record of the catalogue that a query finds."""

    records: Records
    search: Search
    matches: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dense: bool = True
    cover: Callable[[AnyRecord], Sequence[str]] = lambda record: ()
    holding: Callable[[Mapping[str, Any]], Sequence[str]] = no_census

    def get(self, record_ids: Iterable[str]) -> dict[str, AnyRecord]:
        """The live records of these ids; catalogue numbers may be written in lower case."""
        return self.records.get_many(spelt for each in record_ids for spelt in dict.fromkeys((each, each.upper())))

    def find(self, query: str, types: Sequence[RecordType], k: int, filters: Filters | None = None) -> Found:
        """Rows and records of the best hits."""
        hits = self.search.search(query, k=k, types=types, filters=filters, dense=self.dense)
        found = self.records.get_many(hit.record_id for hit in hits)
        return [public_row(record) for record in found.values()], found
