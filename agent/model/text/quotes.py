"""Whether what a model quotes is there: the stretch of the text itself, however the model spaced or widened it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

QUOTE_MAX = 200
"""Characters of a quote; a longer one proves nothing in particular."""
WRITTEN_BREAK = "\\n"
"""A line break as forms export it, in two signs."""
_SIGNS = str.maketrans("“”‘’「」『』～〜—–−＊", '""\'\'""""~~---*')


def find_quote(quote: object, *texts: str) -> str:
    """The exact stretch of the first of ``texts`` that says what ``quote`` says; "" where none does.

    Space, letter case, full and half width and the shape of quotation marks and dashes do not count, nothing else is
    forgiven. What is no text, is empty or longer than QUOTE_MAX is no quote.
    """
    if not isinstance(quote, str) or len(quote) > QUOTE_MAX:
        return ""
    wanted, _ = _folded(quote)
    if not wanted:
        return ""
    for text in texts:
        if quote in text:
            return quote
        folded, places = _folded(text)
        at = folded.find(wanted)
        if at >= 0:
            return text[places[at] : places[at + len(wanted) - 1] + 1]
    return ""


@lru_cache(maxsize=32)
def _folded(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without what does not count, and for each of its signs the place in ``text``."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text.replace(WRITTEN_BREAK, "  ")):
        for one in unicodedata.normalize("NFKC", sign.translate(_SIGNS)).casefold():
            if not one.isspace():
                signs.append(one)
                places.append(place)
    return "".join(signs), tuple(places)
