"""Officers are told in 企业微信 of needs that are new, and reminded of those that nobody took up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import anyio.to_thread

from agent import Agent, Settings
from ui.channels.talk.plain import defused
from ui.channels.talk.sending import Sending
from ui.channels.wecom.channel import NAME

log = logging.getLogger(__name__)
LOOKS_EVERY_S = 15.0
FRESH = timedelta(hours=24)
"""Needs that were there longer are not told of when the channel is opened."""
MOST = 50
TITLE = 60


class Notices:
    """Notices of one tenant's needs, each owed once to the officers that the settings name."""

    def __init__(self, agent: Agent, settings: Settings, sending: Sending, wake: Callable[[], object]) -> None:
        self._book = agent.knowledge.casebook
        self._sending = sending
        self._wake = wake
        self._members = read_officers(settings.wecom_officers)
        self._reminder = timedelta(hours=settings.wecom_reminder_hours)
        self._desk = f"{settings.public_url}/officer/" if settings.public_url else ""
        self._open = bool(settings.wecom_secret.get_secret_value() and self._members)

    async def run(self) -> None:
        """Look for what is to be told until cancelled."""
        while self._open:
            try:
                if await anyio.to_thread.run_sync(self.look):
                    self._wake()
            except Exception:
                log.exception("officers cannot be told of needs now")
            await asyncio.sleep(LOOKS_EVERY_S)

    def look(self, moment: datetime | None = None) -> int:
        """Put notices of what is new since the last look; how many."""
        moment = moment or datetime.now(UTC)
        return self._new(moment) + self._reminders(moment)

    def _new(self, moment: datetime) -> int:
        owed = 0
        for need in self._book.needs.search("新建", order="newest", limit=MOST).needs:
            if moment - need.created > FRESH:
                break
            text = (
                f"新需求：{self._title(need.conversation_id, need.title)}\n{self._best(need.best_level)}{self._where()}"
            )
            owed += self._owe(f"new-{need.id}", self._members.values(), text)
        return owed

    def _reminders(self, moment: datetime) -> int:
        owed = 0
        if not self._reminder:
            return owed
        for need in self._book.needs.search("新建", order="oldest", limit=MOST).needs:
            if not self._reminder <= moment - need.created <= self._reminder + timedelta(days=7):
                continue
            waits = (moment - need.created).days or 1
            title = self._title(need.conversation_id, need.title)
            text = f"提醒：需求“{title}”已等 {waits} 天，还没有人处理。{self._where()}"
            own = self._members.get(need.owner)
            members = [own] if own else list(self._members.values())
            owed += self._owe(f"wait-{moment:%Y%m%d}-{need.id}", members, text)
        return owed

    def _owe(self, id: str, members: Iterable[str], text: str) -> int:
        """Owe every member the text once; how many were not told before."""
        return sum(self._sending.notify(NAME, member, text, f"{id}-{member}") for member in members)

    def _title(self, conversation_id: str, title: str) -> str:
        """The title of a need, unless its enterprise asked for secrecy: then nothing of it leaves the house."""
        card = self._book.cards.latest(conversation_id)
        secret = card is not None and bool(card.card.get("secrecy"))
        return "（企业要求保密，请到工作台查看）" if secret else defused(title)[:TITLE]

    def _best(self, level: str) -> str:
        return f"最好的匹配：{level}\n" if level else ""

    def _where(self) -> str:
        return f"处理：{self._desk}" if self._desk else "请到工作台处理。"


def read_officers(text: str) -> dict[str, str]:
    """Accounts of the desk with their 企业微信 userid, from ``wang:WangWei,li:LiNa``; other text is left out."""
    pairs = (part.partition(":") for part in text.replace("，", ",").split(","))
    return {name.strip(): member.strip() for name, _, member in pairs if name.strip() and member.strip()}
