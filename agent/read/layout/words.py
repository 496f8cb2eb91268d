"""The vocabulary of headings and columns, read from ``agent/read/lexicon``."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from agent.read.layout.clause import Column, Section
from agent.read.lexicon import terms

_LONGEST = 14
_PLAIN = "plain"


@lru_cache(maxsize=1)
def _sections() -> tuple[dict[str, Section], frozenset[str], int]:
    known = terms("headings")
    plain = frozenset(known[_PLAIN].words)
    words = {word: cast(Section, name) for name, term in known.items() if name != _PLAIN for word in term.words}
    return words, plain, max(map(len, [*words, *plain]))


@lru_cache(maxsize=1)
def _columns() -> dict[str, Column]:
    return {word: cast(Column, name) for name, term in terms("columns").items() for word in term.words}


@lru_cache(maxsize=1024)
def section_of(phrase: str) -> Section | None:
    """The section that ``phrase`` names: that of the word nearest to its end, of two that end there the longer one."""
    words, plain, longest = _sections()
    end = len(phrase)
    while end > 0:
        for size in range(min(longest, end), 0, -1):
            if found := words.get(phrase[end - size : end]):
                return found
        size = next((n for n in range(min(longest, end), 0, -1) if phrase[end - n : end] in plain), 0)
        if not size:
            return None
        end -= size
    return None


@lru_cache(maxsize=1024)
def is_heading_phrase(phrase: str) -> bool:
    """Whether ``phrase`` consists of words of headings alone and names a section."""
    words, plain, longest = _sections()
    if not phrase or len(phrase) > _LONGEST or section_of(phrase) is None:
        return False
    reached = {0}
    for end in range(1, len(phrase) + 1):
        starts = (end - n for n in range(1, min(longest, end) + 1))
        if any(start in reached and (phrase[start:end] in words or phrase[start:end] in plain) for start in starts):
            reached.add(end)
    return len(phrase) in reached


@lru_cache(maxsize=1024)
def column_of(cell: str) -> Column:
    """What a column headed ``cell`` holds: by the whole word, else by the word that ends it, else by the one before it.

    A year, a month and a unit in brackets do not count.
    """
    words = _columns()
    plain = cell.strip().split("(")[0].split("（")[0].strip(" 　:：0123456789年月")
    sizes = range(len(plain), 0, -1)
    known = (plain[-n:] if ends else plain[:n] for ends in (True, False) for n in sizes)
    return next((words[word] for word in known if word in words), "")
