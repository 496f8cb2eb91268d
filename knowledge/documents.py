"""What of a record is searched: its lexical fields, its passage for the embedder, and a digest of both."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from knowledge.records import AnyRecord

_PASSAGE_CHARS = 120
_TITLE = ("title", "name", "aliases")
_KEYWORDS = ("keywords", "directions", "capabilities", "field", "fields", "kind", "applications", "entries", "scope")
_UNSEARCHED = frozenset({"source", "status", "availability", "price", "trl", "pay_later", "basis"})


@dataclass(frozen=True, slots=True)
class Document:
    """The searchable side of one record; protected fields never enter it."""

    id: str
    title: str
    keywords: str
    body: str
    passage: str
    digest: str


@dataclass(frozen=True, slots=True)
class Scored:
    """One answer of an index: the larger the score, the better."""

    id: str
    score: float


class Index(Protocol):
    """What every index of documents has; the digests say whether it agrees with the catalogue."""

    def delete(self, ids: Collection[str]) -> None:
        """Drop documents; unknown ids are ignored."""

    def count(self) -> int:
        """How many are stored."""

    def digests(self) -> dict[str, str]:
        """The digest of every stored document, by id."""

    def clear(self) -> None:
        """Drop everything."""


def document(record: AnyRecord) -> Document:
    """The searchable side of ``record``; the passage is title, keywords and the start of the problem or summary."""
    fields = record.citable_fields()
    title = " ".join(fields.pop(name) for name in _TITLE if name in fields)
    keywords = "；".join(fields.pop(name) for name in _KEYWORDS if name in fields)
    body = "\n".join(text for name, text in fields.items() if name not in _UNSEARCHED)
    lead = fields.get("problem") or fields.get("summary") or fields.get("clauses") or ""
    tags = record.citable_fields().get("keywords") or record.citable_fields().get("directions") or ""
    passage = "；".join(part for part in (title, tags, lead) if part)[:_PASSAGE_CHARS]
    digest = hashlib.sha256("\x1f".join((title, keywords, body, passage)).encode()).hexdigest()[:32]
    return Document(record.id, title, keywords, body, passage, digest)
