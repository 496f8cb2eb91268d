"""A short opening that a model writes over statements already verified; what does not verify strictly is dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.model import ChatModel
from agent.model.structured import ask_about
from agent.schema import Citation, Statement
from agent.verify.statements import Verdict, verify
from knowledge.records import AnyRecord

SOURCES = 14
SENTENCES = 3
SENTENCE_MAX = 120
DATA_TOKENS = 3_000
SECTIONS = ("verdict", "understanding", "achievement", "expert", "support", "uncovered")
PLACES = ("achievement", "expert", "support", "path", "uncovered", "next", "question")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "statements": {
            "type": "array",
            "maxItems": SENTENCES,
            "items": {
                "type": "object",
                "properties": {"text": {"type": "string"}, "from": {"type": "array", "items": {"type": "integer"}}},
                "required": ["text", "from"],
            },
        }
    },
    "required": ["statements"],
}


def summarise(
    model: ChatModel, statements: Sequence[Statement], records: Mapping[str, AnyRecord], user_text: str
) -> Verdict:
    """The model's opening as statements that cite what the given ones cite; raises ModelUnavailable.

    The given statements must be verified; those that cite nothing are not shown, since no sentence may rest on them.
    The verdict holds only what the model wrote.
    """
    sources = [item for item in statements if item.section in SECTIONS and item.citations][:SOURCES]
    if not sources:
        return Verdict([], [])
    rows = [{"id": number, "text": item.text} for number, item in enumerate(sources, 1)]
    answer = ask_about(model, "summary", rows, SCHEMA, max_tokens=400)
    return verify(_written(answer, sources), records, user_text, strict=True)


def insert(statements: Sequence[Statement], opening: Sequence[Statement]) -> list[Statement]:
    """The answer with the opening before its first candidate."""
    place = next((i for i, item in enumerate(statements) if item.section in PLACES), len(statements))
    return [*statements[:place], *opening, *statements[place:]]


def _written(answer: Mapping[str, Any], sources: Sequence[Statement]) -> list[Statement]:
    rows = answer.get("statements")
    written: list[Statement] = []
    for row in rows[:SENTENCES] if isinstance(rows, list) else []:
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not row["text"].strip():
            continue
        numbers = row.get("from") if isinstance(row.get("from"), list) else []
        chosen = [sources[n - 1] for n in numbers or [] if type(n) is int and 1 <= n <= len(sources)]
        written.append(Statement(section="note", text=row["text"].strip()[:SENTENCE_MAX], citations=_cited(chosen)))
    return written


def _cited(sources: Sequence[Statement]) -> list[Citation]:
    unique = {(c.record_id, c.field, c.quote): c for item in sources for c in item.citations}
    return list(unique.values())
