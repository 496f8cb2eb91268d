"""Erasing a record for good: its versions, its vectors and its words in the indexes, not only a tombstone."""

from __future__ import annotations

from sqlalchemy import Engine, delete, select, update

from knowledge.catalogue import RECORD
from knowledge.documents import document
from knowledge.embedding import text_hash
from knowledge.storage.tables import record_history, record_values, records, revisions
from knowledge.storage.transactions import writing

_EMPTY = {"title": "", "region": "", "institution": "", "kind": "", "status": "", "hash": "", "body": "{}"}


def purge(engine: Engine, tenant: str, id: str) -> set[str] | None:
    """Leave an empty tombstone of a record, live or deleted, and none of its versions; None for an unknown id.

    Gives the hashes of the passages that were embedded of it, for the caches.
    """
    r, h, v = records.c, record_history.c, record_values.c
    with writing(engine) as connection:
        current = connection.scalar(select(revisions.c.revision).where(revisions.c.tenant == tenant).with_for_update())
        mine = (r.tenant == tenant) & (r.id == id)
        version = connection.scalar(select(r.version).where(mine))
        if version is None or current is None:
            return None
        kept = select(h.body).where(h.tenant == tenant, h.record_id == id)
        hashes = {text_hash(document(RECORD.validate_json(body)).passage) for body in connection.scalars(kept)}
        connection.execute(delete(record_history).where(h.tenant == tenant, h.record_id == id))
        connection.execute(delete(record_values).where(v.tenant == tenant, v.record_id == id))
        gone = _EMPTY | {"deleted": True, "version": version + 1, "revision": current + 1, "expires": None}
        connection.execute(update(records).where(mine).values(gone))
        connection.execute(update(revisions).where(revisions.c.tenant == tenant).values(revision=current + 1))
    return hashes
