"""What an officer changed between the draft and the final text, line by line."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Literal

from agent.schema import Model


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
