"""The shape of the model's reading as a JSON schema; only ``act`` must be there, what was not said is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from agent.schema import SERVICES, Act
from knowledge.quantities import Operator

ACTS: tuple[Act, ...] = get_args(Act)
MOST_NEEDS, MOST_ITEMS, MOST_VALUES, MOST_WORDS, MOST_QUESTIONS = 4, 6, 16, 8, 2

_TEXT: Mapping[str, Any] = {"type": "string"}
_NUMBER: Mapping[str, Any] = {"type": "number"}


def _object(required: tuple[str, ...], **properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": list(required)}


def _list(items: Mapping[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": dict(items), "maxItems": most}


_ROWS: Mapping[str, Any] = {"type": "array", "items": {"type": "object"}}
"""Rows whose keys the prompt tells: spelling each out would double what is sent, and code checks every field anyway."""
_VALUES = _list(
    _object(
        ("name", "op", "value", "unit", "quote"),
        name=_TEXT,
        op={"type": "string", "enum": list(get_args(Operator))},
        value=_NUMBER,
        max=_NUMBER,
        unit=_TEXT,
        quote=_TEXT,
        replaces=_TEXT,
    ),
    MOST_VALUES,
)
_QUOTES: Mapping[str, Any] = {"type": "array", "items": {"type": "string"}}
_NEED = _object(
    ("quote",),
    quote=_TEXT,
    object=_TEXT,
    problem=_TEXT,
    items=_ROWS,
    targets=_VALUES,
    present=_ROWS,
    limits=_QUOTES,
    exclusions=_ROWS,
    budget=_object(("yuan", "quote"), yuan=_NUMBER, quote=_TEXT),
    deadline=_object(("quote",), quote=_TEXT),
    regions=_ROWS,
    no_regions=_ROWS,
    partners=_ROWS,
    no_partners=_ROWS,
    modes=_ROWS,
    service={"type": "string", "enum": list(SERVICES)},
    remove=_ROWS,
)
SCHEMA: Mapping[str, Any] = _object(
    ("act",),
    act={"type": "string", "enum": list(ACTS)},
    need={"type": "string", "enum": ["new", "same"]},
    refs=_QUOTES,
    rejects=_QUOTES,
    needs=_list(_NEED, MOST_NEEDS),
    aside=_QUOTES,
    unread=_QUOTES,
    questions=_list(
        _object(
            ("slot", "text"),
            slot={"type": "string", "enum": ["object", "problem", "indicators"]},
            text=_TEXT,
        ),
        MOST_QUESTIONS,
    ),
)
