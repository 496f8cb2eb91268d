"""Ask a model about a batch of candidates: the need and the records go as data, the fixed part first."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

from agent.match.by_model.objections import KINDS
from agent.match.cover.coverage import asked
from agent.model import ChatModel, ModelUnavailable
from agent.model.data import new_mark, rows_as_data, said_as_data
from agent.model.structured import ask_json
from agent.schema import Level, RequirementCard
from knowledge.records import Record
from knowledge.text import shorten
from prompts import load

BATCH = 10
NEED_TOKENS = 500
ROWS_TOKENS = 1_800
SLOW_TOKENS = 1_000
"""A model that is given less data than this at once is slow: it judges one batch alone."""
OUT_TOKENS = 800
FULL = 8
"""So many of the first candidates are sent with what they do and state; the others with title and problem."""
WHOLE = {"title": 40, "problem": 50, "approach": 60, "applications": 30, "parameters": 80, "trl": 8}
BRIEF = {"title": 40, "problem": 40}
"""The public fields that are sent, with the characters of each; a summary stands in for what is missing."""

_ROW = {"row": {"type": "string"}}
_QUOTED = {"type": "object", "properties": {**_ROW, "quote": {"type": "string"}}, "required": ["row", "quote"]}
_NAMED = {"type": "object", "properties": {**_ROW, "param": {"type": "string"}}, "required": ["row", "param"]}
_AGAINST = {
    "type": "object",
    "properties": {"kind": {"enum": list(KINDS)}, "quote": {"type": "string"}},
    "required": ["kind", "quote"],
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "judged": {
            "type": "array",
            "maxItems": BATCH,
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "string"},
                    "level": {"enum": list(get_args(Level))},
                    "fit": {"type": "integer"},
                    "covers": {"type": "array", "items": _QUOTED, "maxItems": 3},
                    "names": {"type": "array", "items": _NAMED, "maxItems": 3},
                    "against": {"type": "array", "items": _AGAINST, "maxItems": 1},
                },
                "required": ["id", "level"],
            },
        }
    },
    "required": ["judged"],
}

Answered = Mapping[str, Any] | ModelUnavailable


def ask_batches(
    model: ChatModel, card: RequirementCard, records: Sequence[Record]
) -> list[tuple[Sequence[Record], Answered]]:
    """What the model says of each batch of records, asked at once; a batch that failed has its fault instead."""
    batches = [records[start : start + BATCH] for start in range(0, len(records), BATCH)]
    whole = {record.id for record in records[:FULL]}
    if model.profile.data_tokens < SLOW_TOKENS:
        batches = batches[:1]
    if len(batches) < 2:
        return [(batch, _asked(model, card, batch, whole)) for batch in batches]
    lines = [model.fork() for _ in batches]
    try:
        with ThreadPoolExecutor(len(batches)) as pool:
            answers = list(
                pool.map(lambda pair: _asked(pair[0], card, pair[1], whole), zip(lines, batches, strict=True))
            )
    finally:
        for line in lines:
            line.close()
    return list(zip(batches, answers, strict=True))


def rows_of(card: RequirementCard) -> dict[str, str]:
    """The rows of the card that a record may cover or meet: id -> text."""
    subs = {sub.id: sub.text for sub in asked(card)}
    return subs | {f"I{place}": one.text() for place, one in enumerate(card.indicators, 1)}


def _asked(model: ChatModel, card: RequirementCard, records: Sequence[Record], whole: Collection[str]) -> Answered:
    prompt, mark = load("candidates"), new_mark()
    limit = min(ROWS_TOKENS, model.profile.data_tokens)
    user = prompt.user(
        need=said_as_data(_need(card), mark, min(NEED_TOKENS, limit)),
        data=rows_as_data([_row(record, record.id in whole) for record in records], mark, limit),
        mark=mark,
    )
    messages = [{"role": "system", "content": prompt.text}, {"role": "user", "content": user}]
    try:
        return ask_json(model, messages, prompt, SCHEMA, max_tokens=OUT_TOKENS)
    except ModelUnavailable as fault:
        return fault


def _need(card: RequirementCard) -> str:
    told = {"对象": card.object, "问题": card.problem, "行": rows_of(card)}
    wishes = [*card.constraints, *card.exclusions, *(f"不要{one}" for one in card.exclude), card.stage]
    return json.dumps(told | {"条件": [one for one in wishes if one]}, ensure_ascii=False)


def _row(record: Record, whole: bool) -> dict[str, str]:
    fields = record.citable_fields()
    sizes = WHOLE if whole else BRIEF
    shown = {name: shorten(fields[name], size) for name, size in sizes.items() if name in fields}
    if not {"problem", "approach"} & shown.keys() and "summary" in fields:
        shown["summary"] = shorten(fields["summary"], WHOLE["approach"])
    return {"id": record.id} | shown
