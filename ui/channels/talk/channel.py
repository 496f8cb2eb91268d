"""What the conversation core needs to know of a channel: how it tells an answer, and how it sends one by itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Literal

from agent import Reply
from ui.channels.talk.plain import cut, defused, plain, split

SOON = "还在为您查找，请过几秒再回复 1 查看。"


class SendFailed(Exception):
    """A part did not reach its user: try ``later``, when the user speaks again (``silent``), or ``never``."""

    def __init__(self, why: str, kind: Literal["later", "silent", "never"] = "later") -> None:
        super().__init__(why)
        self.kind = kind


class Channel(ABC):
    """One channel; ``name`` is stored with everything that was said there."""

    name: str
    sends: bool = False
    """Whether it can send an answer by itself; else its users get what they ask for."""
    limit_bytes: int = 2_048

    def tell(self, reply: Reply, link: str) -> list[str]:
        """The answer in parts of at most ``limit_bytes``: one that ends in ``link``, or several where there is none."""
        label = f"（{reply.label}）"
        if link:
            return [cut(plain(reply), f"\n\n全文和依据：{link}\n{label}", self.limit_bytes)]
        return split(f"{plain(reply)}\n\n{label}", self.limit_bytes - MORE_BYTES)

    def say(self, text: str) -> list[str]:
        """A text of our own in parts."""
        return split(defused(text), self.limit_bytes - MORE_BYTES)

    @abstractmethod
    def send(self, user: str, text: str, key: str) -> None:
        """Send a text to a user; ``key`` tells two sendings of the same part. Raises SendFailed."""


MORE_BYTES = 120
"""Kept free in every part for a line that says how to get the next."""


def with_more(text: str, left: int) -> str:
    """A part that is given on request, with how to get the next where there are more."""
    return f"{text}\n\n（还有 {left} 段，回复 1 继续）" if left else text
