"""The vocabulary of the terms, kept as data: groups of words, each with an example and a counter-example."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any


@lru_cache(maxsize=8)
def entries(name: str) -> list[dict[str, Any]]:
    """The entries of a file of the lexicon: ``term``, ``words``, ``example``, ``counter``."""
    text = resources.files("agent.read").joinpath("lexicon", f"{name}.toml").read_text("utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)["entry"]
    return rows


@lru_cache(maxsize=8)
def groups(name: str) -> dict[str, tuple[str, ...]]:
    """The words of each term of a file."""
    return {row["term"]: tuple(row["words"].split()) for row in entries(name)}


def named(text: str, name: str) -> set[str]:
    """The terms of a file of which a word stands in ``text``."""
    return {term for term, words in groups(name).items() if any(word in text for word in words)}


def longest(text: str, words: tuple[str, ...]) -> str:
    """The longest of ``words`` that ``text`` begins with, or ""."""
    return max((word for word in words if text.startswith(word)), key=len, default="")
