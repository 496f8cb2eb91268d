"""Supply side: the store of achievements, experts, resources, figures and vocabularies of one tenant."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from threading import Lock
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from knowledge.records import AnyRecord, RecordType
from knowledge.storage.columns import columns, values
from knowledge.storage.database import now
from knowledge.storage.filters import Filters
from knowledge.storage.tables import record_history, record_values, records, revisions
from knowledge.storage.transactions import insert_missing, inside, reading, writing

__all__ = ["Catalogue", "Changes", "Filters", "UpsertReport", "Version", "batches"]

RECORD: TypeAdapter[AnyRecord] = TypeAdapter(AnyRecord)
_BATCH = 500
_CACHE_SIZE = 16_384
_T = TypeVar("_T")


class UpsertReport(BaseModel):
    """How many records an upsert added (or revived), updated, and found unchanged."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0


class Changes(BaseModel):
    """What an index must do to reach ``revision``: ids to store anew and ids to drop."""

    upserted: list[str]
    deleted: list[str]
    revision: int


class Version(BaseModel):
    """One version of a record; for a deletion ``record`` is what was deleted."""

    version: int
    revision: int
    action: Literal["upsert", "delete"]
    at: datetime
    record: AnyRecord


class Catalogue:
    """The records of one tenant. Records handed out are shared and must not be changed in place."""

    def __init__(self, engine: Engine, tenant: str) -> None:
        if not tenant:
            raise ValueError("tenant must not be empty")
        self._engine = engine
        self.tenant = tenant
        self._cache: OrderedDict[tuple[str, int], AnyRecord] = OrderedDict()
        self._lock = Lock()

    def get(self, id: str) -> AnyRecord | None:
        """The live record of that id, or None."""
        return self.get_many([id]).get(id)

    def get_many(self, ids: Iterable[str]) -> dict[str, AnyRecord]:
        """The live records among ``ids``, in the order asked; unknown and deleted ids are left out."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, AnyRecord] = {}
        with reading(self._engine) as connection:
            for batch in batches(wanted, _BATCH):
                found |= self._load(connection, batch)
        return {id: found[id] for id in wanted if id in found}

    @property
    def engine(self) -> Engine:
        """The database."""
        return self._engine

    def upsert(self, items: Iterable[AnyRecord], replacing: Mapping[str, str] | None = None) -> UpsertReport:
        """Store records by id; a record whose content is already stored changes nothing.

        Of two records with one id in ``items`` the later one is kept. All or nothing: one transaction. With
        ``replacing`` a record is left alone unless what stands under its id has the hash named there ("" for nothing).
        """
        report = UpsertReport()
        latest = {item.id: item for item in items}
        with writing(self._engine) as connection:
            revision = self._lock_revision(connection)
            if replacing is not None:
                held = self._hashes(connection)
                latest = {id: item for id, item in latest.items() if held.get(id, "") == replacing.get(id)}
            for batch in batches(list(latest.values()), _BATCH):
                self._store(connection, batch, revision + 1, report)
            if report.added or report.updated:
                self._set_revision(connection, revision + 1)
        return report

    def delete(self, id: str) -> bool:
        """Leave a tombstone for the record; False when there is no live record of that id."""
        with writing(self._engine) as connection:
            revision = self._lock_revision(connection) + 1
            row = connection.execute(self._row(id).where(records.c.deleted.is_(False))).one_or_none()
            if row is None:
                return False
            version = row.version + 1
            mine = (records.c.tenant == self.tenant) & (records.c.id == id)
            connection.execute(update(records).where(mine).values(deleted=True, version=version, revision=revision))
            connection.execute(insert(record_history), [self._entry(id, version, revision, "delete", row.body)])
            self._set_revision(connection, revision)
        return True

    def history(self, id: str) -> list[Version]:
        """Every version of the record, oldest first; empty for an unknown id."""
        h = record_history.c
        query = select(h.version, h.revision, h.action, h.at, h.body).order_by(h.version)
        with reading(self._engine) as connection:
            rows = connection.execute(query.where(h.tenant == self.tenant, h.record_id == id)).all()
        return [
            Version(
                version=r.version, revision=r.revision, action=r.action, at=r.at, record=RECORD.validate_json(r.body)
            )
            for r in rows
        ]

    def ids(self, filters: Filters | None = None) -> list[str]:
        """The ids of the live records that pass, in id order."""
        condition = (filters or Filters()).conditions(self.tenant, date.today())
        with reading(self._engine) as connection:
            return list(connection.scalars(select(records.c.id).where(condition).order_by(records.c.id)))

    def iter(self, filters: Filters | None = None) -> Iterator[AnyRecord]:
        """The live records that pass, in id order, read in batches."""
        for batch in batches(self.ids(filters), _BATCH):
            yield from self.get_many(batch).values()

    def count(self) -> dict[RecordType, int]:
        """How many live records of each type there are; types without one are left out."""
        query = select(records.c.type, func.count()).group_by(records.c.type).order_by(records.c.type)
        with reading(self._engine) as connection:
            rows = connection.execute(query.where(records.c.tenant == self.tenant, records.c.deleted.is_(False)))
            return {row[0]: row[1] for row in rows}

    def revision(self) -> int:
        """A number that grows with every change of this tenant's catalogue; 0 before the first."""
        with reading(self._engine) as connection:
            return self._revision(connection)

    def changes_since(self, revision: int) -> Changes:
        """What changed after ``revision``, both lists in id order."""
        r = records.c
        query = select(r.id, r.deleted).where(r.tenant == self.tenant, r.revision > revision).order_by(r.id)
        with reading(self._engine) as connection:
            current = self._revision(connection)
            rows = connection.execute(query).all()
        return Changes(
            upserted=[row.id for row in rows if not row.deleted],
            deleted=[row.id for row in rows if row.deleted],
            revision=current,
        )

    def _row(self, id: str) -> Any:
        r = records.c
        return select(r.id, r.version, r.hash, r.deleted, r.body).where(r.tenant == self.tenant, r.id == id)

    def _load(self, connection: Connection, ids: Sequence[str]) -> dict[str, AnyRecord]:
        r = records.c
        mine = (r.tenant == self.tenant) & r.deleted.is_(False)
        rows = connection.execute(select(r.id, r.version).where(mine, r.id.in_(ids)))
        keys = {row.id: (row.id, row.version) for row in rows}
        with self._lock:
            found = {id: self._cache[key] for id, key in keys.items() if key in self._cache}
            for id in found:
                self._cache.move_to_end(keys[id])
        if missing := [id for id in keys if id not in found]:
            for row in connection.execute(select(r.id, r.version, r.body).where(mine, r.id.in_(missing))):
                found[row.id] = self._remember(row)
        return found

    def _remember(self, row: Any) -> AnyRecord:
        record = RECORD.validate_json(row.body)
        if inside(self._engine):  # what is read in an action may be rolled back, and its version used again
            return record
        with self._lock:
            self._cache[(row.id, row.version)] = record
            while len(self._cache) > _CACHE_SIZE:
                self._cache.popitem(last=False)
        return record

    def _store(self, connection: Connection, batch: Sequence[AnyRecord], revision: int, report: UpsertReport) -> None:
        r = records.c
        ids = [item.id for item in batch]
        known = connection.execute(
            select(r.id, r.version, r.hash, r.deleted).where(r.tenant == self.tenant, r.id.in_(ids))
        )
        stored = {row.id: row for row in known}
        rows, found_by, entries = [], [], []
        for item in batch:
            body = item.model_dump_json()
            digest = _digest(body)
            old = stored.get(item.id)
            if old is not None and not old.deleted and old.hash == digest:
                report.unchanged += 1
                continue
            version = 1 if old is None else old.version + 1
            if old is None or old.deleted:
                report.added += 1
            else:
                report.updated += 1
            rows.append(
                columns(self.tenant, item) | {"version": version, "revision": revision, "hash": digest, "body": body}
            )
            found_by += values(self.tenant, item)
            entries.append(self._entry(item.id, version, revision, "upsert", body))
        if not rows:
            return
        changed = [row["id"] for row in rows]
        connection.execute(delete(records).where(r.tenant == self.tenant, r.id.in_(changed)))
        connection.execute(insert(records), rows)
        if found_by:
            connection.execute(insert(record_values), found_by)
        connection.execute(insert(record_history), entries)

    def _entry(self, id: str, version: int, revision: int, action: str, body: str) -> dict[str, Any]:
        return {
            "tenant": self.tenant,
            "record_id": id,
            "version": version,
            "revision": revision,
            "action": action,
            "at": now(),
            "body": body,
        }

    def _hashes(self, connection: Connection) -> dict[str, str]:
        r = records.c
        query = select(r.id, r.hash).where(r.tenant == self.tenant, r.deleted.is_(False))
        return {row.id: row.hash for row in connection.execute(query)}

    def _revision(self, connection: Connection) -> int:
        query = select(revisions.c.revision).where(revisions.c.tenant == self.tenant)
        return connection.scalar(query) or 0

    def _lock_revision(self, connection: Connection) -> int:
        """The present revision; its row is locked until the end of the transaction, so writers queue up."""
        query = select(revisions.c.revision).where(revisions.c.tenant == self.tenant).with_for_update()
        current = connection.scalar(query)
        if current is None:
            insert_missing(connection, revisions, {"tenant": self.tenant, "revision": 0})
            current = connection.scalar(query)
        return current or 0

    def _set_revision(self, connection: Connection, revision: int) -> None:
        connection.execute(update(revisions).where(revisions.c.tenant == self.tenant).values(revision=revision))


def content_hash(record: AnyRecord) -> str:
    """The hash by which a stored record is known to be the same."""
    return _digest(record.model_dump_json())


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def batches(items: Sequence[_T], size: int) -> Iterator[list[_T]]:
    """The items in lists of at most ``size``."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
