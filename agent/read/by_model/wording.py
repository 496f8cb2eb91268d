"""Words of a model that go onto the card: near to what was said, short, and free of what may not stand there."""

from __future__ import annotations

import re

from agent.model.text.quotes import find_quote
from agent.read.asks.generic import is_generic
from agent.verify.words import has_contact, lexicon
from knowledge.text import han_runs, ngrams, simplify

NEAR, CLOSE = 0.75, 0.5
"""Shares of the characters, and of their pairs, that must stand in the text for words to count as the user's."""
NAME_NEAR, NAME_CLOSE = 0.6, 0.3
"""The same for the name of a value, which often joins words that stand apart: 单件成本 of 成本600元一件."""
CODE = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?")
_NAME_MAX, _PHRASE_MAX = 30, 60


def is_harmless(text: str, said: str = "") -> bool:
    """Whether words hold no contact, promise, order or private matter but what was ``said`` (手机壳)."""
    lists = (lexicon("contacts", "word", "ask"), lexicon("promises"), lexicon("orders"), lexicon("private"))
    found = (match[0] for pattern in lists for match in pattern.finditer(text))
    return not has_contact(text) and all(words in said for words in found)


def is_near(words: str, text: str, least: float = NEAR, close_least: float = CLOSE) -> bool:
    """Whether ``words`` are those of ``text``, be it in another order: 保险杠注塑件 of 注塑的那个保险杠.

    Latin words, codes and digits must stand there as they are.
    """
    words, text = simplify(words), simplify(text)
    if find_quote(words, text):
        return True
    runs = han_runs(words)
    signs = [sign for run in runs for sign in run]
    if not signs or any(not find_quote(code, text) for code in CODE.findall(words)):
        return False
    pairs = [pair for run in runs for pair in ngrams(run, 2)]
    near = sum(sign in text for sign in signs) / len(signs)
    close = sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
    return near >= least and close >= close_least


def phrase(value: object, text: str, limit: int = _PHRASE_MAX) -> str:
    """A model's phrase that may stand on the card; "" for one that may not."""
    if not isinstance(value, str):
        return ""
    words = " ".join(value.split()).strip("，,。；;、 ")
    fits = 2 <= len(words) <= limit and is_near(words, text) and not is_generic(words)
    return words if fits and (find_quote(words, text) or is_harmless(words, text)) else ""


def value_name(value: object, text: str) -> str:
    """The name of a value in a model's words; "" for one that is not near to what was said or holds a number."""
    words = "".join(value.split()) if isinstance(value, str) else ""
    fits = 1 <= len(words) <= _NAME_MAX and is_harmless(words, text)
    return words if fits and is_near(words, text, NAME_NEAR, NAME_CLOSE) else ""
