"""Content of a record that is meant for a program and not for its reader: flagged at import, for the data manager."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from knowledge.records import AnyRecord
from knowledge.text import normalise, sentences, terms

ID = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff._-]{0,63}")
"""Ids of safe characters: no sign that means something in a path, a link, a table or a sentence."""
_MARKUP = re.compile(
    r"<[a-z/!?][^>]{0,200}|\]\(\s*\w|(?:java|vb)script\s*:|data:\w+/|\bon(?:error|load|click)\s*=", re.I
)
KEPT = frozenset(["id", "type", "title", "name", "source"])
_SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?\n]*|[。！!？?\n]+")
"""A sentence with its stop; an order goes on behind a semicolon."""
ORDERS = "像是写给程序的话"
_LEAST, _SHARE, _VARIETY, _LISTED = 8, 0.3, 0.25, 60


@dataclass(frozen=True)
class Rule:
    """Words that one sentence holds, one of each group; ``example`` is found by it and ``counter`` is not."""

    name: str
    groups: tuple[tuple[str, ...], ...]
    example: str
    counter: str

    def holds(self, sentence: str) -> bool:
        """Whether a sentence in normal form holds a word of every group."""
        return all(any(word in sentence for word in group) for group in self.groups)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The rules of ``knowledge/lexicon/hostile.toml``."""
    text = resources.files("knowledge").joinpath("lexicon", "hostile.toml").read_text(encoding="utf-8")
    return tuple(
        Rule(one["name"], tuple(tuple(map(normalise, group)) for group in one["all"]), one["example"], one["counter"])
        for one in tomllib.loads(text)["rule"]
    )


def suspicions(record: AnyRecord) -> Iterator[tuple[str, str]]:
    """What of a record is suspicious, as pairs of field and reason; at most one reason of a kind for each field."""
    for name, text in record.citable_fields().items():
        found = list(_said(text))
        if _MARKUP.search(text):
            found.append("含网页标记或链接")
        if name not in ("title", "source") and (word := _stuffed(text)):
            found.append(f"反复堆砌“{word}”")
        yield from ((name, reason) for reason in found)
    for name in ("keywords", "applications", "directions", "capabilities", "aliases"):
        if len(getattr(record, name, ())) > _LISTED:
            yield name, f"有 {len(getattr(record, name))} 个词，像是堆砌"


def without_orders(record: AnyRecord) -> AnyRecord:
    """The record without the sentences that a rule finds, so that they are neither searched nor shown to a model.

    The title and the source stay: a record cannot be told from others without them.
    """
    found: AnyRecord = type(record).model_validate(_cleared(record.model_dump(mode="json")))
    return found


def _cleared(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: one if key in KEPT else _cleared(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [one for one in (_cleared(item, name) for item in value) if one != ""]
    if not isinstance(value, str) or not any(_said(value)):
        return value
    return "".join(sentence for sentence in _SENTENCE.findall(value) if not any(_said(sentence))).strip()


def _said(text: str) -> Iterator[str]:
    held = [normalise(sentence) for sentence in sentences(text)]
    for rule in rules():
        if (words := next((one for one in held if rule.holds(one)), None)) is not None:
            yield f"{ORDERS}（{rule.name}）：“{words[:30]}”"


def _stuffed(text: str) -> str:
    """The commonest term of a text that says it, or a few terms, again and again; "" for an honest one."""
    found = [term for term in terms(text) if len(term) > 1]
    word, count = next(iter(Counter(found).most_common(1)), ("", 0))
    again = count > _SHARE * len(found) or len(set(found)) < _VARIETY * len(found)
    return word if count >= _LEAST and again else ""
