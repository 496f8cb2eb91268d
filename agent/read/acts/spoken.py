"""Sentences that the product itself offers: the buttons of each act, and what stands on other buttons."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from agent.schema import Act

TABLE = Path(__file__).with_name("buttons.toml")


@lru_cache(maxsize=1)
def _table() -> dict[Act, dict[str, Any]]:
    return cast("dict[Act, dict[str, Any]]", tomllib.loads(TABLE.read_text("utf-8")))


@lru_cache(maxsize=1)
def _offered() -> dict[str, Act]:
    return {text: act for act, row in _table().items() for text in row.get("offered", ())}


@lru_cache(maxsize=1)
def _buttons() -> dict[str, Act]:
    return {row["button"]: act for act, row in _table().items() if "button" in row}


def offered_act(message: str) -> Act | None:
    """The act of a sentence that the product offers word for word; None for any other message."""
    return _offered().get(message)


def button_act(text: str) -> Act | None:
    """The act that a button of a question about the act stands for; None for any other text."""
    return _buttons().get(text)


def button(act: Act) -> str:
    """What the button of an act says."""
    return str(_table()[act]["button"])


def has_button(act: Act) -> bool:
    """Whether the act may be offered as a reading: nobody is asked whether he meant harm."""
    return "button" in _table()[act]
