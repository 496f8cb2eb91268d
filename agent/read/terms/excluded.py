"""What is excluded, in few words: 别叫我换达克罗 -> 达克罗, 除了四川的 -> 四川."""

from __future__ import annotations

from collections.abc import Sequence

from agent.read.lexicon import words_of
from knowledge.quantities import fold

_KEPT = 2
_CLOSED = '，,。；; \t、：:“”"'


def excluded_thing(quote: str) -> str:
    """The thing that ``quote`` excludes, without the words of refusal around it; "" when nothing is left."""
    text = fold(quote).strip(_CLOSED)
    before, verb, after = (words_of("refusals", term) for term in ("before", "verb", "after"))
    refused = False
    while True:
        heads = (*before, *verb) if refused else before
        head = max((w for w in heads if text.startswith(w)), key=len, default="")
        tail = max((w for w in after if text.endswith(w)), key=len, default="")
        shorter = text[len(head) :].strip(_CLOSED)
        if head and len(shorter) >= _KEPT:
            text, refused = shorter, True
            continue
        shorter = text[: len(text) - len(tail)].strip(_CLOSED)
        if tail and len(shorter) >= _KEPT:
            text = shorter
            continue
        return "" if text in before or text in after else text


def excluded_things(quotes: Sequence[str]) -> list[str]:
    """The things that the quotes exclude, each once; several named with 、 count one by one."""
    things = [part for quote in quotes for part in excluded_thing(quote).split("、")]
    return list(dict.fromkeys(thing.strip() for thing in things if len(thing.strip()) >= _KEPT))
