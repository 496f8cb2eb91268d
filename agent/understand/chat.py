"""Chat messages: short, without a title, in an enterprise's own words."""

from __future__ import annotations

import re

from agent.schema import SubRequirement
from agent.understand.problem import is_need
from agent.understand.sections import Clause

LIMIT = 6
LONGEST = 300
_NUMERIC = re.compile(r"\d+(?:\.\d+)?\s*(?:%|％|以上|以下|以内|ppm|℃|倍|万|[a-zA-Zμ]+(?:$|[，。以]))")


def is_chat(title: str, text: str) -> bool:
    """Whether the text is a chat message, not a form."""
    return not title and len(text) < LONGEST


def read_tasks(clauses: list[Clause]) -> list[SubRequirement]:
    """At most six technical tasks of a chat message: clauses that name a symptom or a task, not a mere number."""
    needs = [c.text for c in clauses if is_need(c.text)]
    plain = [text for text in needs if not _NUMERIC.search(text)]
    quotes = dict.fromkeys((plain or needs)[:LIMIT])
    return [SubRequirement(id=f"S{i}", text=q, quote=q) for i, q in enumerate(quotes, 1)]
