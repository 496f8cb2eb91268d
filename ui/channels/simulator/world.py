"""The state of the simulated WeChat: what stands in every user's chat, tokens, and what its API was asked."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Literal

STREAM = "流式消息"
Who = Literal["user", "account", "wechat"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chat: ``number`` counts all lines, ``place`` those of the chat.

    ``who`` is ``user``, ``account``, or ``wechat`` for what WeChat itself tells.
    """

    number: int
    place: int
    who: Who
    text: str
    by: str = ""


@dataclass
class World:
    """Everything that is simulated. For one event loop."""

    app_id: str
    app_secret: str
    chats: dict[tuple[str, str], list[Line]] = field(default_factory=dict)
    tokens: dict[str, float] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    failing: list[int] = field(default_factory=list)
    """Error codes that the next sendings are answered with."""
    risky: list[str] = field(default_factory=lambda: ["违禁内容"])
    numbers: int = 0
    codes: dict[str, str] = field(default_factory=dict)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    def token(self, seconds: float = 7200) -> str:
        """A new access token."""
        token = secrets.token_hex(16)
        self.tokens[token] = time.monotonic() + seconds
        return token

    def holds(self, token: str) -> bool:
        """Whether a token is good."""
        return self.tokens.get(token, 0.0) > time.monotonic()

    def chat(self, channel: str, user: str) -> list[Line]:
        """A user's chat, oldest line first."""
        return self.chats.setdefault((channel, user), [])

    async def add(self, channel: str, user: str, who: Who, text: str, by: str = "") -> None:
        """Let a line appear in a chat. ``by`` says on which way it came."""
        lines = self.chat(channel, user)
        self.numbers += 1
        lines.append(Line(self.numbers, len(lines), who, text, by))
        async with self.news:
            self.news.notify_all()

    async def replaced(self, channel: str, user: str, text: str) -> None:
        """Replace what the account is saying: a stream that goes on."""
        lines = self.chat(channel, user)
        if lines and lines[-1].by == STREAM:
            lines.pop()
        await self.add(channel, user, "account", text, STREAM)

    async def wait(self, channel: str, user: str, after: int, seconds: float) -> list[Line]:
        """The lines of a chat behind number ``after``, as soon as there is one."""
        async with self.news:
            try:
                async with asyncio.timeout(seconds):
                    await self.news.wait_for(lambda: self.behind(channel, user, after))
            except TimeoutError:
                return []
        return self.behind(channel, user, after)

    def behind(self, channel: str, user: str, after: int) -> list[Line]:
        """The lines of a chat that are newer than number ``after``."""
        return [line for line in self.chat(channel, user) if line.number > after]

    def login(self, openid: str) -> str:
        """A code with which that user's 小程序 logs in, once."""
        code = secrets.token_hex(16)
        self.codes[code] = openid
        return code
