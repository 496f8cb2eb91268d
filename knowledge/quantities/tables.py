"""The vocabulary of the room: data files, read on first use and kept, and the folding that one of them defines."""

from __future__ import annotations

import tomllib
from collections.abc import Container
from functools import lru_cache
from importlib import resources
from typing import Any


def text_of(name: str) -> str:
    """The text of a data file of this room."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=16)
def load(name: str) -> dict[str, Any]:
    """The content of a TOML file of this room; callers must not change it."""
    return tomllib.loads(text_of(name))


def longest_before(text: str, end: int, words: Container[str], limit: int) -> str:
    """The longest of ``words`` (none longer than ``limit``) that ends at ``end`` of ``text``; empty when none does."""
    for start in range(max(0, end - limit), end):
        if text[start:end] in words:
            return text[start:end]
    return ""


def longest_at(text: str, start: int, words: Container[str], limit: int) -> str:
    """The longest of ``words`` (none longer than ``limit``) that begins at ``start`` of ``text``; empty when none."""
    for end in range(min(len(text), start + limit), start, -1):
        if text[start:end] in words:
            return text[start:end]
    return ""


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    data = load("folding.toml")
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for target, variants in data["signs"].items():
        table.update({ord(variant): target for variant in variants})
    for pairs in data["traditional"].values():
        table.update({ord(old): new for old, new in pairs.split()})
    table.update({ord(mark): mark for mark in data["keep"]})
    return table


def fold(text: str) -> str:
    """Fold ``text`` character by character: full width to half, signs unified, traditional numerals and unit words.

    Chinese commas, full stops and semicolons keep their form. A literal backslash followed by ``n``, as some exports
    write a line break, becomes two line breaks. ``len(fold(text)) == len(text)`` and ``fold(fold(text)) == fold(text)``
    always hold.
    """
    return text.translate(_table()).replace("\\n", "\n\n")
