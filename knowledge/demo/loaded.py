"""What of the example catalogue a tenant holds, and as which version it was loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import BaseModel
from sqlalchemy import select, update

from knowledge.catalogue import Catalogue, content_hash
from knowledge.storage.tables import examples, records
from knowledge.storage.transactions import insert_missing, reading, writing

__all__ = ["Loaded", "Refresh", "Stored", "content_hash", "live_or_gone", "loaded", "note"]


class Refresh(BaseModel):
    """How many examples were added, updated and found as packaged; the ids of those that were edited and stay."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    left: list[str] = []

    @property
    def pending(self) -> int:
        """How many records differ from the package and may be changed."""
        return self.added + self.updated


class Loaded(NamedTuple):
    """The digest of the package that was loaded last, and the content hash of every record as it was loaded."""

    digest: str
    hashes: Mapping[str, str]


class Stored(NamedTuple):
    """The content hash of a stored record, and whether it is a tombstone."""

    hash: str
    deleted: bool


def loaded(catalogue: Catalogue) -> Loaded | None:
    """What was loaded, or None when no examples ever were.

    Data folders from before this was noted hold their examples as the first thing that was ever stored, the
    achievements among them marked as examples; what was stored again since has another version.
    """
    with reading(catalogue.engine) as connection:
        row = connection.execute(select(examples).where(examples.c.tenant == catalogue.tenant)).one_or_none()
        if row is not None:
            return Loaded(row.digest, row.hashes)
        r = records.c
        first = (r.tenant == catalogue.tenant) & (r.version == 1) & (r.revision == 1)
        rows = connection.execute(select(r.id, r.hash, r.type, r.example).where(first)).all()
    achievements = [row.example for row in rows if row.type == "achievement"]
    if not achievements or not all(achievements):
        return None
    return Loaded("", {row.id: row.hash for row in rows})


def live_or_gone(catalogue: Catalogue, ids: Iterable[str]) -> dict[str, Stored]:
    """What is stored under these ids."""
    wanted, r = set(ids), records.c
    query = select(r.id, r.hash, r.deleted).where(r.tenant == catalogue.tenant)
    with reading(catalogue.engine) as connection:
        return {row.id: Stored(row.hash, row.deleted) for row in connection.execute(query) if row.id in wanted}


def note(catalogue: Catalogue, digest: str, hashes: Mapping[str, str]) -> None:
    """Keep what is loaded now."""
    row = {"tenant": catalogue.tenant, "digest": digest, "hashes": dict(hashes)}
    with writing(catalogue.engine) as connection:
        if not insert_missing(connection, examples, row):
            connection.execute(update(examples).where(examples.c.tenant == catalogue.tenant).values(row))
