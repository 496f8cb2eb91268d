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


_WORDS = _list(_object(("word", "quote"), word=_TEXT, quote=_TEXT), MOST_WORDS)
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
_QUOTES = _list(_TEXT, MOST_VALUES)
_NEED = _object(
    ("quote",),
    quote=_TEXT,
    object=_TEXT,
    problem=_TEXT,
    items=_list(_object(("text", "quote"), text=_TEXT, quote=_TEXT), MOST_ITEMS),
    targets=_VALUES,
    present=_VALUES,
    limits=_list(_TEXT, MOST_WORDS),
    exclusions=_WORDS,
    budget=_object(("yuan", "quote"), yuan=_NUMBER, quote=_TEXT),
    deadline=_object(("quote",), quote=_TEXT),
    regions=_WORDS,
    no_regions=_WORDS,
    partners=_WORDS,
    no_partners=_WORDS,
    modes=_WORDS,
    service={"type": "string", "enum": list(SERVICES)},
    remove=_list(_object(("id", "quote"), id=_TEXT, quote=_TEXT), MOST_WORDS),
)
SCHEMA: Mapping[str, Any] = _object(
    ("act",),
    act={"type": "string", "enum": list(ACTS)},
    need={"type": "string", "enum": ["new", "same"]},
    refs=_list(_TEXT, MOST_WORDS),
    rejects=_list(_TEXT, MOST_WORDS),
    needs=_list(_NEED, MOST_NEEDS),
    aside=_QUOTES,
    unread=_list(_TEXT, MOST_WORDS),
    questions=_list(
        _object(
            ("slot", "text"),
            slot={"type": "string", "enum": ["object", "problem", "indicators"]},
            text=_TEXT,
        ),
        MOST_QUESTIONS,
    ),
)
