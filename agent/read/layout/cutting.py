"""Where lines, sentences and clauses end, also in speech that was written down without punctuation."""

from __future__ import annotations

import re

from agent.read.layout.numbering import INLINE
from agent.read.layout.speech import borders

LINE = re.compile(r"\\r\\n|\\n|\r?\n")
SENTENCE_END = re.compile(r"[。；;！？!?]+[”\"]?|…{1,2}")
CLAUSE_END = re.compile(r"，|,(?!\d)|：|:(?![\d/])|\.(?=\s|$)|[—]{2}")
_GAP = re.compile(
    r"(?<=[\u4e00-\u9fff])[ 　]+(?=[\u4e00-\u9fff\d≥≤＞＜<>])|(?<=[\d%A-Za-z])[ 　]+(?=[\u4e00-\u9fff]{2})"
)
_SPOKEN = 14
_BREATH = 34
_WRITTEN = re.compile(r"[、（(\[≥≤/“\"\t|]|[^\u4e00-\u9fff]{12}")
Piece = tuple[int, int, str]


def lines(text: str) -> list[tuple[int, int]]:
    """Offsets of the lines of ``text`` that are not blank."""
    spans, start = [], 0
    for match in [*LINE.finditer(text), None]:
        end = match.start() if match else len(text)
        if not text[start:end].isspace() and end > start:
            spans.append((start, end))
        start = match.end() if match else end
    return spans


def items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """``text[start:end]`` cut before each number of a list that is written in one line."""
    cuts = [start, *(start + m.start() for m in INLINE.finditer(text[start:end])), end]
    return [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if text[a:b].strip()]


def pieces(text: str, start: int, end: int, pattern: re.Pattern[str]) -> list[Piece]:
    """Cut ``text[start:end]`` at ``pattern``: (start, end, the punctuation that closed it)."""
    found, at = [], start
    for match in pattern.finditer(text, start, end):
        found.append((at, match.start(), match.group()))
        at = match.end()
    found.append((at, end, ""))
    return found


def clause_pieces(text: str, start: int, end: int) -> list[Piece]:
    """The clauses of a sentence: parted by commas and colons, in speech without them by gaps or by learned borders."""
    found: list[Piece] = []
    for a, b, closer in pieces(text, start, end, CLAUSE_END):
        spoken = pieces(text, a, b, _GAP) if b - a >= _SPOKEN else [(a, b, "")]
        for c, d, gap in spoken:
            cuts = [c, *(c + at for at in borders(text[c:d])), d] if _runs_on(text[c:d]) else [c, d]
            ends = [*[""] * (len(cuts) - 2), gap or closer]
            found += [(x, y, stop) for x, y, stop in zip(cuts, cuts[1:], ends, strict=False)]
    return found


def _runs_on(text: str) -> bool:
    """Whether ``text`` is speech that goes on without a mark for longer than people write."""
    return len(text) >= _BREATH and _WRITTEN.search(text) is None


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """``text[start:end]`` without blanks and quotation marks around it."""
    while start < end and text[start] in ' \t　"“\\':
        start += 1
    while end > start and text[end - 1] in ' \t　"”.、\\':
        end -= 1
    return start, end
