"""Going back to a need of the conversation: 回到刚才那个, 回到第一个需求, 返回电感那个 预算20万."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.read.acts.references import ORDINAL, place_of
from agent.read.lexicon import says, terms
from agent.read.memory import Memory
from knowledge.text import han_bigrams

CIRCLED = re.compile(r"[①-⑨]")
BREAKS = "，,。；;：: \n"
SIGN = "回到："
"""How a button that goes back begins."""


@dataclass(frozen=True, slots=True)
class Return:
    """The number of the need that is gone back to, and what else the message says."""

    number: int
    rest: str


def returned(message: str, memory: Memory) -> Return | None:
    """Which other need of the conversation the message goes back to; None where it goes to none."""
    if len(memory.needs) < 2 or not says(message, "needs", "return"):
        return None
    at, word = min((message.index(word), word) for word in terms("needs")["return"].words if word in message)
    head, *rest = re.split(f"[{BREAKS}]+", message[at + len(word) :].lstrip(BREAKS), maxsplit=1)
    number = _placed(head) or _named(head, memory) or _before(head, memory)
    if number is None or not any(one.number == number and not one.current for one in memory.needs):
        return None
    return Return(number, rest[0].strip() if rest else "")


def button(subject: str) -> str:
    """What the button says that goes back to a need."""
    return f"{SIGN}{subject}"


def _placed(head: str) -> int | None:
    """第一个需求, ①: by its number; 第一个 alone may be a record."""
    circled, place = CIRCLED.search(head), ORDINAL.search(head)
    if circled:
        return ord(circled[0]) - ord("①") + 1
    behind = head[place.end() :] if place else ""
    return place_of(place) if place and behind.startswith(("需求", "问题", "难题", "事")) else None


def _named(head: str, memory: Memory) -> int | None:
    """By the words that it shares with what a need is about; None where two share as many."""
    said = han_bigrams(head) | set(re.findall(r"[A-Za-z]{2,}", head))
    marks = {
        one.number: len(said & (han_bigrams(one.subject) | set(re.findall(r"[A-Za-z]{2,}", one.subject))))
        for one in memory.needs
    }
    best = max(marks.values(), default=0)
    found = [number for number, mark in marks.items() if mark == best]
    return found[0] if best and len(found) == 1 else None


def _before(head: str, memory: Memory) -> int | None:
    """刚才那个: the one that was opened before the present one, else the latest other one."""
    if not says(head, "needs", "before"):
        return None
    current = next((one.number for one in memory.needs if one.current), 0)
    others = [one.number for one in memory.needs if not one.current]
    return max((one for one in others if one < current), default=max(others, default=0)) or None
