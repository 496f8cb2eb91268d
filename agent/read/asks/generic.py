"""Phrases that name nothing in particular (技术, 降本增效, 智能化改造 …)."""

from __future__ import annotations

from functools import lru_cache

from agent.read.lexicon import terms, words_of


@lru_cache(maxsize=1)
def general_words() -> frozenset[str]:
    """The general nouns and verbs of ``lexicon/general.toml``."""
    return frozenset(words_of("general", "general"))


@lru_cache(maxsize=1)
def _all() -> tuple[frozenset[str], int]:
    words = frozenset(word for term in terms("general").values() for word in term.words)
    return words, max(map(len, words))


@lru_cache(maxsize=1 << 12)
def is_generic(phrase: str) -> bool:
    """Whether ``phrase`` is made of general words alone, or is too short to name anything."""
    plain = "".join(phrase.lower().split())[:60]
    if len(plain) < 2:
        return True
    words, longest = _all()
    reached = {0}
    for end in range(1, len(plain) + 1):
        if any(end - n in reached and plain[end - n : end] in words for n in range(1, min(longest, end) + 1)):
            reached.add(end)
    return len(plain) in reached
