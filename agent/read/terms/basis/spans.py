"""What stands around a place in a text: its clause, its neighbours, the heading above it."""

from __future__ import annotations

from dataclasses import dataclass

STOPS = "。；;，,\n！？!?、"
_SENTENCE = "。；;\n！？!?"
_LEFT, _RIGHT, _NEIGHBOUR, _HEADING, _BACK = 14, 10, 14, 14, 240
_SPACED = 0.04


@dataclass(frozen=True, slots=True)
class Around:
    """The text left and right of a span within its clause, the clauses before and after it, and its heading."""

    clause_start: int
    left: str
    right: str
    before: str
    after: str
    heading: str


def stops(text: str) -> str:
    """The marks that end a clause; in a text typed with spaces for commas, a space too."""
    return STOPS + " " if text.count(" ") > _SPACED * len(text) and not any(c in text for c in "，。；") else STOPS


def clause_start(text: str, pos: int, marks: str = STOPS) -> int:
    """Where the clause that holds ``pos`` begins."""
    begin = max(0, pos - 200)
    start = max(begin, *(text.rfind(mark, begin, pos) + 1 for mark in marks))
    while start < pos and text[start] == " ":
        start += 1
    return start


def clause_end(text: str, pos: int, marks: str = STOPS) -> int:
    """Where the clause that holds ``pos`` ends."""
    return min(
        (at for mark in marks if (at := text.find(mark, pos, pos + 200)) >= 0), default=min(len(text), pos + 200)
    )


def around(text: str, start: int, end: int) -> Around:
    """What stands around ``text[start:end]``."""
    marks = stops(text)
    begin, close = clause_start(text, start, marks), clause_end(text, end, marks)
    before = text[clause_start(text, max(0, begin - 1), marks) : begin]
    after = text[close + 1 : clause_end(text, close + 1, marks)]
    left, right = text[begin:start], text[end:close]
    return Around(
        begin, left[-_LEFT:], right[:_RIGHT], before[-_NEIGHBOUR:], after[:_NEIGHBOUR], heading(text, begin)[-_HEADING:]
    )


def heading(text: str, pos: int) -> str:
    """The last short line, or start of a line up to its colon, above or before ``pos``; empty when there is none."""
    lines = text[max(0, pos - _BACK) : pos].split("\n")
    for line in reversed(lines):
        head, colon, _ = line.strip().partition(":")
        if colon and 0 < len(head) <= _HEADING:
            return head
        if line is not lines[-1] and 0 < len(line.strip()) <= _HEADING:
            return line.strip()
    return ""
