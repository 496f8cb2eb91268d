"""What a model's verified sentences add to the rules' answer: nothing said before or beside the question."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from agent.schema import Statement
from agent.verify.words import words as listed
from knowledge.text import han_bigrams, has_han

NEW_SHARE = 0.25
"""A sentence with a smaller share of new word pairs, and no new number, repeats what was said."""
SHARED = 2
FUNCTION = re.compile(r"[的了是在和与及或也都很吗呢吧]")
OTHER = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?")
ASKING = "有哪些 哪些 可以 什么 怎么 如何 是否 有没有 多少 区别 介绍 一下 请问"


def unsaid(written: Sequence[Statement], said: Iterable[str]) -> list[Statement]:
    """Those that say more than any one of the texts ``said`` does."""
    known = [_words(text) for text in said]
    return [item for item in written if all(_adds(_own_words(item), words) for words in known)]


def fitting(written: Sequence[Statement], asked: str, known: Collection[str]) -> list[Statement]:
    """Those about a record of ``known`` (shown in this conversation), or with two telling words of ``asked``."""
    told = _words(asked) - _words(listed("neutral")) - _words(ASKING)
    enough = max(1, min(SHARED, len(told)))
    return [
        item
        for item in written
        if any(cited.record_id in known for cited in item.citations) or len(_words(item.text) & told) >= enough
    ]


def naming(item: Statement, titles: Mapping[str, str]) -> Statement:
    """The sentence with the title of its record before it, where it names neither title nor number."""
    ids = list(dict.fromkeys(cited.record_id for cited in item.citations))
    if not ids or any(id in item.text or titles[id] in item.text for id in ids):
        return item
    return item.model_copy(update={"text": f"《{titles[ids[0]]}》〔{ids[0]}〕：{item.text}"})


def _adds(words: set[str], known: set[str]) -> bool:
    new = words - known
    return any(not has_han(word) for word in new) or len(new) > NEW_SHARE * len(words)


def _own_words(item: Statement) -> set[str]:
    text = item.text
    for cited in item.citations:
        text = text.replace(cited.record_id, " ")
    return _words(text)


def _words(text: str) -> set[str]:
    """Pairs of Chinese characters, Latin words and numbers; function words part the pairs."""
    return {*han_bigrams(FUNCTION.sub(" ", text)), *(word.lower() for word in OTHER.findall(text))}
