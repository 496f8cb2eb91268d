"""The words with which a message turns to something else, taken off before it is read: 换个问题，奶牛乳房炎怎么防？"""

from __future__ import annotations

from agent.read.lexicon import terms

BREAKS = "，,：: 。！!"


def turned(message: str) -> str:
    """The message without leading clauses that only turn to it; the whole message where nothing else is left."""
    rest = message.strip()
    words = set(terms("turning")["turning"].words)
    while (cut := _lead(rest)) and cut in words:
        rest = rest[len(cut) :].lstrip(BREAKS)
    return rest or message.strip()


def _lead(text: str) -> str:
    """What stands before the first break; empty where there is none."""
    places = [place for place, char in enumerate(text) if char in BREAKS]
    return text[: places[0]] if places else ""
