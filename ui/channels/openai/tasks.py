"""What chat front ends ask beside the talk: a title, tags, follow-up questions for a chat. Nothing of it is a need.

Open WebUI sends such a task as one user message that begins with ``### Task:``, names the JSON it wants and brings the
chat along. It is answered without a turn: a title from the first message, empty lists for the rest.
"""

from __future__ import annotations

import json
import re

from ui.channels.openai.shapes import ChatMessage

_WANTED = re.compile(r"\{\s*\"(title|tags|follow_ups|queries|text)\"\s*:")
_HISTORY = re.compile(r"<chat_history>(.*?)</chat_history>", re.DOTALL)
_FIRST = re.compile(r"^\s*USER:\s*(.+?)\s*$", re.MULTILINE)
TITLE_MAX = 24


def task_answer(messages: list[ChatMessage]) -> str | None:
    """The answer to a front end's own task; None when the request is none."""
    asked = [one for one in messages if one.role == "user"]
    text = asked[0].text() if len(asked) == 1 else ""
    wanted = _WANTED.search(text)
    if not text.lstrip().startswith("### Task:") or wanted is None:
        return None
    name = wanted[1]
    return json.dumps({name: _title(text) if name in ("title", "text") else []}, ensure_ascii=False)


def _title(text: str) -> str:
    history = _HISTORY.search(text)
    first = _FIRST.search(history[1]) if history else None
    return first[1][:TITLE_MAX] if first else "新的对话"
