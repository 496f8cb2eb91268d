"""The language of a message: Chinese, or English where hardly a Chinese character stands."""

from __future__ import annotations

from typing import Literal

from knowledge.text import has_han

Language = Literal["zh", "en"]
_LEAST, _SHARE, _WORDS = 12, 0.1, 3


def language_of(text: str) -> Language:
    """``en`` for a text of several Latin words with next to no Chinese character, else ``zh``."""
    letters = [c for c in text if c.isalpha()]
    han = sum(has_han(c) for c in letters)
    words = [word for word in text.split() if word.isascii() and word.strip(".,;:!?()").isalpha()]
    english = len(letters) >= _LEAST and han <= _SHARE * len(letters) and len(words) >= _WORDS
    return "en" if english else "zh"
