"""Which script a message is written in: the reader knows Chinese only."""

from __future__ import annotations

import re

from agent.read.typed.language import language_of
from knowledge.text import han_runs

OTHER_SCRIPT = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f]")
ENOUGH, HAN, OTHER = 12, 0.1, 0.2


def is_foreign(message: str) -> bool:
    """Whether a message of some length holds hardly any Chinese."""
    letters = sum(char.isalpha() for char in message)
    chinese = sum(map(len, han_runs(message)))
    if letters < ENOUGH:
        return False
    return chinese / letters < HAN or len(OTHER_SCRIPT.findall(message)) / letters > OTHER


def is_unread(message: str) -> bool:
    """Whether a message is in a script of which nothing is read: neither Chinese nor English."""
    return is_foreign(message) and language_of(message) != "en"
