"""Small pieces of HTML; every text that comes from a person or a record is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from agent import html_text

DOTS = {"强": "●●●", "较强": "●●○", "弱": "●○○", "无": "○○○"}
SHADES = {"强": "", "较强": "", "弱": " weak", "无": " none"}


def text(value: object) -> str:
    """Any value as escaped text with its line breaks."""
    return html_text(value)


def level(name: str) -> str:
    """A match level by word and by dots."""
    return f'<span class="q-level{SHADES.get(name, "")}">{text(name)}<i>{DOTS.get(name, "")}</i></span>'


def chip(name: str, on: bool = False) -> str:
    """A small boxed word."""
    return f'<span class="q-chip{" on" if on else ""}">{text(name)}</span>'


def table(header: Sequence[str], rows: Iterable[Sequence[str]], style: str = "") -> str:
    """A table; header and cells are HTML already."""
    head = "".join(f"<th>{cell}</th>" for cell in header)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="q-table {style}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def empty(title: str, *advice: str) -> str:
    """An empty state that says what to do."""
    lines = "".join(f"<li>{text(line)}</li>" for line in advice)
    return f'<div class="q-empty"><b>{text(title)}</b>{f"<ul>{lines}</ul>" if lines else ""}</div>'


def moment(at: datetime | None) -> str:
    """A time as people write it, in the server's own zone."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M") if at else ""
