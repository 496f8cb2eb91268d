"""The spellings of units, expanded with their prefixes from ``spellings.toml``."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .tables import load

LONGEST = 12
"""Characters of the longest spelling."""

_SI = {"p": -12, "n": -9, "μ": -6, "u": -6, "m": -3, "c": -2, "d": -1, "h": 2, "k": 3, "K": 3, "M": 6, "G": 9}
_SI |= {"f": -15, "g": 9, "T": 12, "P": 15}
_SQUARE = frozenset(chr(code) for code in range(0x3371, 0x33E0))
_HAN = {"皮": -12, "纳": -9, "微": -6, "毫": -3, "厘": -2, "分": -1, "百": 2, "千": 3, "兆": 6, "吉": 9}


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write one unit, and the expression that pint understands."""

    text: str
    expression: str
    not_before: str = ""
    after_han: bool = True
    read: bool = True
    shown: str = ""

    @property
    def latin(self) -> bool:
        """Whether the spelling ends in a letter or a digit, so that neither may follow it."""
        return self.text[-1].isalnum() and not ("一" <= self.text[-1] <= "鿿")


@lru_cache(maxsize=4)
def words(section: str) -> frozenset[str]:
    """The words of a section of ``spellings.toml``: per, after_space or exact_only."""
    return frozenset(load("spellings.toml")[section]["words"].split())


def expand_square(text: str) -> str:
    """``text`` with units that fill one character written out: ㎡ as m2, ㎏ as kg."""
    if not any(c in _SQUARE for c in text):
        return text
    return "".join(unicodedata.normalize("NFKC", c) if c in _SQUARE else c for c in text).replace("∕", "/")


@lru_cache(maxsize=1)
def exact_spellings() -> dict[str, Spelling]:
    """Every spelling as it is written; the first row that claims a spelling has it, written ones before prefixed."""
    found: dict[str, Spelling] = {}
    data = load("spellings.toml")
    rows = [(row, row["is"]) for row in data["unit"]]
    rows += [(row, f"count_{index}") for index, row in enumerate(data["counter"])]
    for row, expression in rows:
        for text in row["write"].split():
            found.setdefault(text, _spelling(row, text, expression))
    for row, expression in rows:
        for text, power in _prefixed(row):
            found.setdefault(text, _spelling(row, text, f"1e{power}*({expression})"))
    for square in _SQUARE:
        if written := found.get(expand_square(square)):
            found.setdefault(square, Spelling(square, written.expression))
    return found


@lru_cache(maxsize=1)
def loose_spellings() -> dict[str, Spelling]:
    """Latin spellings by their lower case: MPA, Kpa and hz; a lower-case m is mega where the row says so."""
    found: dict[str, Spelling] = {}
    for row in load("spellings.toml")["unit"]:
        if row.get("mega"):
            symbol = _symbol(row)
            found[f"m{symbol.lower()}"] = _spelling(row, f"M{symbol}", f"1e6*({row['is']})")
    for text, spelling in exact_spellings().items():
        if len(text) > 1 and text.isascii() and text.lower() not in words("exact_only"):
            found.setdefault(text.lower(), spelling)
    return found


@lru_cache(maxsize=1)
def counters() -> int:
    """How many counting units there are; pint knows them as count_0, count_1 …"""
    return len(load("spellings.toml")["counter"])


def _spelling(row: dict[str, Any], text: str, expression: str) -> Spelling:
    letter = len(text) == 1 and text.isascii() and text.isalpha()
    after_han = row.get("after_han", True) or len(text) > 1
    shown = row.get("shown", "")
    return Spelling(text, expression, row.get("not_before", ""), after_han and not letter, row.get("read", True), shown)


def _symbol(row: dict[str, Any]) -> str:
    return next((text for text in row["write"].split() if not ("一" <= text[0] <= "鿿")), "")


def _prefixed(row: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Each prefixed spelling of a row with the power of ten of its prefix."""
    if symbol := _symbol(row):
        for prefix in row.get("si", "").split():
            yield prefix + symbol, _SI[prefix]
    first, *others = [text for text in row["write"].split() if "一" <= text[0] <= "鿿"] or [""]
    for prefix in row.get("han", "").split():
        for base in (first, *(other for other in others if other.startswith(first))):
            yield prefix + base, _HAN[prefix]
