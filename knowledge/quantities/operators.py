"""Comparison words and signs around a number, before it (不低于, ≥, 降至) and after it (以上, 以内, 左右).

The words stand in ``operators.toml`` and ``cues.toml``; each look is a lookup of the longest word that ends (or begins)
at the number, so its cost does not depend on the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from ..text import has_han
from .spellings import words
from .tables import load, longest_at, longest_before
from .units import find_spelling

Operator = Literal[">=", "<=", ">", "<", "=", "range", "approx"]
Cue = Literal["", "reach", "up", "down"]

WINDOW = 24
"""Characters looked at before a number."""

_OF = 8
_TAIL = re.compile(r"[:(]?\s{0,3}\Z")
_NOUN_BETWEEN = re.compile(r"[风雨度雪震厚长宽高深重]?(?=以[上下内])")
_OUTPUT = re.compile(r"[年月日班](?:产|处理)\Z")
_STOPS = "，。；;,\n！？"


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a number: operator or change cue, where it starts, and whether it is a sign."""

    op: Operator | None
    start: int
    cue: Cue = ""
    symbolic: bool = False
    word: str = ""


@dataclass(frozen=True, slots=True)
class _Change:
    cue: Cue
    verbs: frozenset[str]
    to: tuple[str, ...]
    gap: int


def direction_of(op: Operator | None) -> int:
    """+1 where an operator states a floor, -1 where a ceiling, 0 where neither (approx, =, range, none)."""
    return _directions()[op] if op else 0


@lru_cache(maxsize=1)
def _directions() -> dict[str, int]:
    return {row["op"]: row["direction"] for row in load("operators.toml")["show"]}


@lru_cache(maxsize=1)
def _before_words() -> dict[str, Operator]:
    """Every word or sign that may stand before a number; negated ones are spelled out."""
    data = load("operators.toml")
    found: dict[str, Operator] = {}
    for row in data["before"]:
        listed = row.get("write", "").split("|" if row.get("english") else None)
        found.update(dict.fromkeys((*listed, *_negated(row, data["negation"])), row["op"]))
    return found


def _negated(row: dict[str, Any], negation: dict[str, str]) -> Iterator[str]:
    leads = negation["words"].split() + (negation["strict"].split() if row.get("strict") else [])
    for word in row.get("not", "").split():
        for lead in leads:
            yield lead + word
            yield from (lead + word + tail for tail in negation["tails"].split() if not word.endswith(tail))


@lru_cache(maxsize=1)
def _after_words() -> dict[str, tuple[Operator, str]]:
    """Every word that may follow a unit, with the characters that must not follow it."""
    rows = load("operators.toml")["after"]
    return {word: (row["op"], row.get("not_before", "")) for row in rows for word in row["write"].split()}


@lru_cache(maxsize=1)
def _changes() -> tuple[_Change, ...]:
    rows = [row for row in load("cues.toml")["cue"] if "verbs" in row]
    return tuple(
        _Change(row["name"], frozenset(row["verbs"].split()), tuple(row["to"].split()), row["gap"]) for row in rows
    )


@lru_cache(maxsize=1)
def _reach() -> frozenset[str]:
    rows = [row for row in load("cues.toml")["cue"] if "words" in row]
    return frozenset(word for row in rows for word in row["words"].split())


@lru_cache(maxsize=4)
def _tail_words(key: str) -> tuple[str, ...]:
    return tuple(load("cues.toml")["tail"][key].split())


@lru_cache(maxsize=1)
def _peers() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_tail_words('peers'))})[^，。；\d]{{0,4}}\Z")


def operator_before(text: str, at: int, floor: int) -> Before:
    """Operator that ends at ``at`` of folded ``text``, looking back a bounded way and not before ``floor``."""
    begin = max(floor, at - WINDOW)
    window = _OUTPUT.sub("", text[begin:at]).rstrip()
    if not window or window[-1] in _STOPS:
        return Before(None, at)
    stripped = _TAIL.sub("", window)
    ends = list(_ends(stripped))
    for end in ends:
        if found := _operator(stripped, end):
            word, op = found
            return Before(op, begin + end - len(word), symbolic=word[0] in "≥≤<>≮≯=", word=word)
    return _cue(window, begin) or Before(None, at)


def _ends(window: str) -> Iterator[int]:
    """Where an operator may end: before a small word (为, 约), before ``…的``, or at the end of the window."""
    end = len(window)
    if peers := _peers().search(window):
        yield peers.start()
    for particle in _tail_words("particles"):
        if window.endswith(particle):
            yield len(window[: -len(particle)].rstrip())
    if window.endswith(_tail_words("of")):
        for back in range(2, _OF + 2):
            if back > end or not has_han(window[end - back]):
                break
            yield end - back
    yield end


def _operator(window: str, end: int) -> tuple[str, Operator] | None:
    table = _before_words()
    if window[end - 1 : end].isascii():
        word = longest_before(window.lower(), end, table, 18)
        word = "" if word[:1].isalpha() and window[end - len(word) - 1 : end - len(word)].isalpha() else word
    else:
        word = longest_before(window, end, table, 10)
    if not word:
        return None
    before = window[end - len(word) - 1 : end - len(word)]
    if word[0] == "别" and before in load("operators.toml")["negation"]["word_ends"]:
        word = word[1:]
    return (word, table[word]) if word in table else None


def _cue(window: str, begin: int) -> Before | None:
    """A change or a reach that ends at the number: 降至, 提高产品良率到, 达到, or a word for exactly."""
    plain = window.removesuffix("约").rstrip()
    for change in _changes():
        start = _change_start(plain, change)
        if start is not None:
            return Before(None, begin + start, change.cue)
    reach = _reach()
    tails = [plain, *(plain.removesuffix(tail) for tail in _tail_words("reach"))]
    for short in (tail.rstrip() for tail in tails):
        for end in _ends(short):
            if word := longest_before(short, end, reach, 5):
                return Before(None, begin + end - len(word), "reach")
    return None


def _change_start(window: str, change: _Change) -> int | None:
    to = next((word for word in change.to if window.endswith(word)), None)
    if to is None:
        return None
    end = len(window) - len(to)
    if change.gap == 0:
        end = end - 1 if window[end - 1 : end] == "了" else end
        verb = longest_before(window, end, change.verbs, 4)
        return end - len(verb) if verb else None
    for start in range(max(0, end - change.gap - 2), end):
        if verb := longest_at(window, start, change.verbs, 2):
            between = window[start + len(verb) : end]
            clean = not any(c in _STOPS or c.isdigit() or c in "达到至" for c in between)
            return start if clean and len(between) <= change.gap else None
    return None


def operator_after(text: str, end: int, op: Operator | None) -> tuple[Operator | None, int]:
    """Closing word after the unit ending at ``end``: (operator, new end). An operator ``op`` before the number wins."""
    between = _NOUN_BETWEEN.match(text, end)
    for begin in dict.fromkeys((between.end() if between else end, end)):
        begin += text[begin : begin + 1] == " "
        begin += text[begin : begin + 1] == ")"
        word = longest_at(text, begin, _after_words(), 5)
        if not word:
            continue
        after, not_before = _after_words()[word]
        following = text[begin + len(word) : begin + len(word) + 1]
        if not (following and following in not_before):
            return (op or after), begin + len(word)
    return op, end


@dataclass(frozen=True, slots=True)
class Rate:
    """A unit behind 每 that stands before a number: 每天80吨; ``direct`` when nothing stands between the two."""

    unit: str
    start: int
    direct: bool


def rate_before(text: str, end: int, floor: int, unit: str) -> Rate | None:
    """The 每 that ends at ``end`` of folded ``text`` and what it counts, for a number in ``unit``; None without one.

    Between the two may stand what is done (每小时处理80吨) or, for money, what it is the price of.
    """
    rules = load("cues.toml")["rate"]
    begin = max(floor, end - 16)
    start = text.rfind(rules["word"], begin, end)
    if start < 0 or not unit:
        return None
    pos = start + 1 + (text[start + 1 : start + 2] in ("个", "一"))
    base, stop = _per(text, pos, end)
    if not base:
        return None
    between = text[stop:end].strip()
    if not between:
        return Rate(base, start, True)
    priced = unit.endswith("元") and between.endswith(tuple(rules["price"].split()))
    done = base in rules["time"].split() and between in rules["verbs"].split()
    return Rate(base, start, False) if priced or done else None


def _per(text: str, pos: int, limit: int) -> tuple[str, int]:
    """The unit at ``pos``, or a word that counts only behind 每 (班, 人), and where it ends; not beyond ``limit``."""
    found = find_spelling(text, pos)
    if found and found[1] <= limit:
        power = text[found[1] : found[1] + 1]
        end = found[1] + (power in "²³" and bool(power))
        return text[pos:end], end
    return (text[pos], pos + 1) if pos < limit and text[pos] in words("per") else ("", pos)
