"""The blocks of Markdown as officers write it: headings, paragraphs, lists, tables; inline bold and citations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from knowledge.text import cut

_HEADING = re.compile(r"^(#{1,4})\s+(.*)$")
_ITEM = re.compile(r"^(\s*)(?:[-*+]|\d{1,3}[.)、])\s+(.*)$")
_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_SPLIT = re.compile(r"(?<!\\)\|")
_INLINE = re.compile(r"\\(?P<escaped>[\\*`|<\[\]~#_>-])|\*\*(?P<bold>(?:\\.|[^\\\n])+?)\*\*|(?P<mark>\[\d{1,3}\])")
MARKDOWN_CHARS = 200_000
COLUMNS = 30
"""Bounds: characters that are converted, columns of a table; what is more is said, or stays in the last cell."""
_BREAKS = re.compile(r"<br\s*/?>", re.I)


@dataclass(frozen=True)
class Span:
    """A piece of text within a line."""

    text: str
    kind: Literal["text", "bold", "mark"] = "text"


@dataclass
class Piece:
    """One block: ``level`` is the heading level or the depth of list items; ``rows[0]`` is a table's header."""

    kind: Literal["heading", "paragraph", "list", "table", "note"]
    text: str = ""
    level: int = 0
    items: list[tuple[int, str]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def read_blocks(markdown: str) -> list[Piece]:
    """The blocks of a Markdown text in order; what is not understood stays a paragraph, so no word is lost.

    A text of more than MARKDOWN_CHARS is cut, and a note at the end says so.
    """
    markdown, rest = cut(markdown, MARKDOWN_CHARS)
    pieces = _pieces(markdown)
    if rest:
        pieces.append(Piece("note", text=f"原文太长，后面 {len(rest)} 字没有转换。"))
    return pieces


def _pieces(markdown: str) -> list[Piece]:
    pieces: list[Piece] = []
    lines = markdown.replace("\r\n", "\n").split("\n")
    place = 0
    while place < len(lines):
        line = lines[place].rstrip()
        if not line.strip() or re.fullmatch(r"\s*(?:-{3,}|\*{3,})\s*", line):
            place += 1
            continue
        if _is_table(lines, place):
            piece, place = _table(lines, place)
        else:
            piece, place = _simple(lines, place, line)
        pieces.append(piece)
    return pieces


def _is_table(lines: list[str], place: int) -> bool:
    following = lines[place + 1].strip() if place + 1 < len(lines) else ""
    return "|" in lines[place] and bool(following) and bool(_RULE.match(following)) and "|" in following


def _table(lines: list[str], place: int) -> tuple[Piece, int]:
    header = _cells(lines[place])
    rows = [header]
    place += 2
    while place < len(lines) and "|" in lines[place]:
        cells = _cells(lines[place])
        rows.append((cells + [""] * len(header))[: max(len(header), len(cells))])
        place += 1
    width = max(len(row) for row in rows)
    return Piece("table", rows=[row + [""] * (width - len(row)) for row in rows]), place


def _cells(line: str) -> list[str]:
    inner = line.strip()
    inner = inner.removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [cell.strip() for cell in _SPLIT.split(inner, maxsplit=COLUMNS - 1)]


def _simple(lines: list[str], place: int, line: str) -> tuple[Piece, int]:
    heading = _HEADING.match(line)
    if heading:
        return Piece("heading", text=heading.group(2).strip(" #"), level=len(heading.group(1))), place + 1
    if _ITEM.match(line):
        items: list[tuple[int, str]] = []
        while place < len(lines) and (item := _ITEM.match(lines[place])):
            items.append((min(len(item.group(1)) // 2, 2), item.group(2).strip()))
            place += 1
        return Piece("list", items=items), place
    kind: Literal["note", "paragraph"] = "note" if line.startswith(">") else "paragraph"
    words = [line.lstrip("> ").strip()]
    place += 1
    while place < len(lines) and _continues(lines, place, kind):
        words.append(lines[place].lstrip("> ").strip())
        place += 1
    return Piece(kind, text="\n".join(words)), place


def _continues(lines: list[str], place: int, kind: str) -> bool:
    line = lines[place]
    if not line.strip() or _HEADING.match(line) or _ITEM.match(line) or _is_table(lines, place):
        return False
    return line.startswith(">") == (kind == "note")


def spans(text: str) -> Iterator[Span]:
    """The pieces of a line: plain text with its escapes undone, bold text, citation marks."""
    text = _BREAKS.sub("\n", text)
    plain, place = "", 0
    for found in _INLINE.finditer(text):
        plain += text[place : found.start()]
        place = found.end()
        if found.group("escaped"):
            plain += found.group("escaped")
            continue
        if plain:
            yield Span(plain)
        plain = ""
        if found.group("bold"):
            yield Span("".join(one.text for one in spans(found.group("bold"))), "bold")
        else:
            yield Span(found.group("mark"), "mark")
    if plain + text[place:]:
        yield Span(plain + text[place:])


def plain(text: str) -> str:
    """A line without its marks."""
    return "".join(one.text for one in spans(text))
