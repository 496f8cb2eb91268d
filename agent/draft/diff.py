"""What an officer changed between the draft and the final text, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape
from typing import Literal

from agent.schema import Model

_TAGS = {"same": ("span", " "), "added": ("ins", "+"), "removed": ("del", "−")}


class DiffLine(Model):
    """One line of a comparison."""

    kind: Literal["same", "added", "removed"]
    text: str


def text_diff(draft: str, final: str) -> list[DiffLine]:
    """The lines of both texts in order: same, removed from the draft, added in the final text."""
    old, new = draft.splitlines(), final.splitlines()
    lines: list[DiffLine] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [DiffLine(kind="same", text=line) for line in old[start:end]]
            continue
        lines += [DiffLine(kind="removed", text=line) for line in old[start:end]]
        lines += [DiffLine(kind="added", text=line) for line in new[new_start:new_end]]
    return lines


def diff_html(lines: Sequence[DiffLine], *, context: int = 2) -> str:
    """The comparison as an HTML fragment, escaped; long unchanged stretches shrink to ``context`` lines each side."""
    near = {
        place + step for place, line in enumerate(lines) if line.kind != "same" for step in range(-context, context + 1)
    }
    if not near:
        return '<div class="diff"><p>草稿与定稿一致。</p></div>'
    rows: list[str] = []
    for place, line in enumerate(lines):
        if place in near:
            rows.append(_row(line))
        elif place - 1 in near or place == 0:
            rows.append('<div class="diff-skip">……</div>')
    return f'<div class="diff">{"".join(rows)}</div>'


def _row(line: DiffLine) -> str:
    tag, sign = _TAGS[line.kind]
    return f'<div class="diff-{line.kind}"><{tag}>{sign} {escape(line.text) or "&nbsp;"}</{tag}></div>'
