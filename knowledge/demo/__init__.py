"""The example catalogue: invented people and institutions, real programmes; data files beside this one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pydantic import TypeAdapter, ValidationError

from knowledge.catalogue import Catalogue
from knowledge.demo.loaded import Loaded, Refresh, Stored, content_hash, live_or_gone, loaded, note
from knowledge.records import AnyRecord
from knowledge.storage.transactions import whole

__all__ = ["Refresh", "demo_digest", "demo_records", "load_demo", "plan_refresh", "refresh_demo"]

_RECORD: TypeAdapter[AnyRecord] = TypeAdapter(AnyRecord)


def demo_records() -> Iterator[AnyRecord]:
    """Every record of the packaged ``*.jsonl`` files, file by file in name order.

    ValueError names the file and line of a record that is not valid.
    """
    for entry in _files():
        for number, line in enumerate(entry.read_text(encoding="utf-8").split("\n"), 1):
            if line.strip():
                yield _record(line, f"{entry.name}:{number}")


@lru_cache(maxsize=1)
def demo_digest() -> str:
    """What the packaged files hold, as one digest."""
    digest = hashlib.sha256()
    for entry in _files():
        digest.update(f"{entry.name}\n".encode() + entry.read_bytes())
    return digest.hexdigest()


def load_demo(catalogue: Catalogue) -> Refresh:
    """Store the example catalogue, or bring it to the packaged version; loading it again changes nothing.

    Examples that were deleted come back. What somebody edited, and imported records with the id of an example, stay.
    """
    return _bring(catalogue, revive=True)


def refresh_demo(catalogue: Catalogue) -> Refresh | None:
    """Bring examples that were loaded before to the packaged version; None when there are none, or nothing to do.

    Only what nobody edited is replaced. New examples are added unless one of the old ones was deleted.
    """
    known = loaded(catalogue)
    if known is None or known.digest == demo_digest():
        return None
    return _bring(catalogue, revive=False)


def plan_refresh(catalogue: Catalogue) -> Refresh | None:
    """What ``refresh_demo`` would do; None when no examples were ever loaded."""
    known = loaded(catalogue)
    if known is None:
        return None
    packaged = {record.id: content_hash(record) for record in demo_records()}
    return _plan(packaged, known, live_or_gone(catalogue, packaged), revive=False)[0]


def _bring(catalogue: Catalogue, *, revive: bool) -> Refresh:
    records = {record.id: record for record in demo_records()}
    packaged = {id: content_hash(record) for id, record in records.items()}
    with whole(catalogue.engine):
        known = loaded(catalogue) or Loaded("", {})
        plan, replacing = _plan(packaged, known, live_or_gone(catalogue, packaged), revive=revive)
        done = catalogue.upsert((records[id] for id in replacing), replacing=replacing)
        note(catalogue, demo_digest(), {id: packaged[id] for id in packaged if id not in plan.left})
    return plan.model_copy(update={"added": done.added, "updated": done.updated})


def _plan(
    packaged: Mapping[str, str], known: Loaded, stored: Mapping[str, Stored], *, revive: bool
) -> tuple[Refresh, dict[str, str]]:
    """What to do, and for every record to store the hash of what stands there now ("" for nothing)."""
    grows = not any(one.deleted for one in stored.values())
    plan, replacing = Refresh(), dict[str, str]()
    for id, wanted in packaged.items():
        now = stored.get(id)
        if now is None or now.deleted:
            if revive or (now is None and grows):
                replacing[id] = ""
                plan.added += 1
        elif now.hash == wanted:
            plan.unchanged += 1
        elif now.hash == known.hashes.get(id):
            replacing[id] = now.hash
            plan.updated += 1
        else:
            plan.left.append(id)
    return plan, replacing


def _files() -> list[Traversable]:
    found = (entry for entry in files(__package__).iterdir() if entry.name.endswith(".jsonl"))
    return sorted(found, key=lambda entry: entry.name)


def _record(line: str, place: str) -> AnyRecord:
    try:
        return _RECORD.validate_json(line)
    except ValidationError as error:
        raise ValueError(f"{place}: {error}") from error
