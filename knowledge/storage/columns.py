"""What a record is found by: its filter columns, its several values, and its names as they are compared."""

from __future__ import annotations

import unicodedata
from typing import Any

from knowledge.records import Achievement, AnyRecord, Expert, Figure, Resource


def columns(tenant: str, item: AnyRecord) -> dict[str, Any]:
    """The filter columns of a record: everything in its row but version, revision, hash and body."""
    low = item.trl if isinstance(item, Achievement) else getattr(item, "trl_min", None)
    high = item.trl if isinstance(item, Achievement) else getattr(item, "trl_max", None)
    return {
        "tenant": tenant,
        "id": item.id,
        "type": item.type,
        "deleted": False,
        "title": item.title,
        "kind": item.kind.value if isinstance(item, Resource) else "",
        "status": item.status.value if isinstance(item, Resource) else "",
        "region": item.region,
        "institution": item.operator if isinstance(item, Resource) else getattr(item, "institution", ""),
        "trl_min": low,
        "trl_max": high,
        "pay_later": isinstance(item, Achievement) and item.pay_later,
        "example": item.example,
        "public": _is_public(item),
        "expires": item.expires,
    }


def values(tenant: str, item: AnyRecord) -> list[dict[str, str]]:
    """The rows of ``record_values``: technical fields, transfer modes and folded names."""
    pairs = [("field", field.value) for field in _fields(item)]
    if isinstance(item, Achievement):
        pairs += [("mode", mode.value) for mode in item.transfer_modes]
    pairs += [("title", name) for name in map(fold, _names(item)) if name]
    return [
        {"tenant": tenant, "record_id": item.id, "name": name, "value": value} for name, value in dict.fromkeys(pairs)
    ]


def fold(text: str) -> str:
    """A title as compared: compatibility forms, case, white space and title marks ignored; 300 characters."""
    kept = (
        c for c in unicodedata.normalize("NFKC", text).casefold() if not c.isspace() and c not in "《》〈〉「」“”\"'"
    )
    return "".join(kept)[:300]


def _names(item: AnyRecord) -> list[str]:
    names = [item.title, *getattr(item, "aliases", [])]
    return [*names, item.name] if isinstance(item, Expert) else names


def _fields(item: AnyRecord) -> list[Any]:
    if isinstance(item, Resource):
        return list(item.fields)
    return [field for name in ("field", "field_second") if (field := getattr(item, name, None))]


def _is_public(item: AnyRecord) -> bool:
    if isinstance(item, Resource | Figure) or not getattr(item, "internal", ""):
        return True
    return bool(item.summary or getattr(item, "problem", "") or getattr(item, "directions", []))
