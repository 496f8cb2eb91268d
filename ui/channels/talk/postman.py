"""Brings users what they are owed: part by part and in order, again when it failed, and after a restart."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread

from agent import Agent
from knowledge import ChannelMessage
from ui.channels.talk.channel import Channel, SendFailed

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger(__name__)
AT_ONCE = 4
LOOKS_EVERY_S = 30.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 600.0
User = tuple[str, str, str]


class Postman:
    """Sends what the messengers' users are owed. For one event loop.

    At least once: a part counts as given when the channel took it. What a channel took without our learning so, because
    the process ended in that moment, is sent again.
    """

    def __init__(self, agent: Agent, channels: Mapping[str, Channel]) -> None:
        self._messages = agent.knowledge.casebook.channel_messages
        self._channels = {name: one for name, one in channels.items() if one.sends}
        self._news = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._sending: dict[User, asyncio.Task[None]] = {}
        self._pauses: dict[User, tuple[float, float]] = {}
        self._threads = anyio.CapacityLimiter(AT_ONCE)

    def owe(self, message: ChannelMessage) -> None:
        """Look soon: a user has spoken and is owed something. To be called from any thread."""
        user = (message.channel, message.account, message.user)
        self._loop.call_soon_threadsafe(self._look, user)

    async def run(self) -> None:
        """Send until cancelled."""
        while self._channels:
            self._news.clear()
            for user in await self._due():
                self._sending[user] = asyncio.create_task(self._serve(user))
            try:
                async with asyncio.timeout(self._patience()):
                    await self._news.wait()
            except TimeoutError:
                continue

    def _look(self, user: User) -> None:
        self._pauses.pop(user, None)
        self._news.set()

    async def _due(self) -> list[User]:
        try:
            found = await self._in_thread(self._messages.waiting_for, list(self._channels))
        except Exception:
            log.exception("what is owed to users cannot be read now")
            return []
        users = [(one.channel, one.account, one.user) for one in found]
        moment = time.monotonic()
        free = AT_ONCE - len(self._sending)
        return [one for one in users if one not in self._sending and self._pauses.get(one, (0, 0))[0] <= moment][:free]

    def _patience(self) -> float:
        """How long nothing can become due."""
        moment = time.monotonic()
        later = [until - moment for until, _ in self._pauses.values() if until > moment]
        return max(0.1, min([LOOKS_EVERY_S, *later]))

    async def _serve(self, user: User) -> None:
        try:
            await self._in_thread(self._deliver, *user)
            self._pauses.pop(user, None)
        except SendFailed as failed:
            log.warning("channel %s: %s", user[0], failed)
            _, before = self._pauses.get(user, (0.0, FIRST_PAUSE_S / 2))
            pause = LONGEST_PAUSE_S * 6 if failed.kind == "silent" else min(2 * before, LONGEST_PAUSE_S)
            self._pauses[user] = (time.monotonic() + pause, pause)
        except Exception:
            log.exception("sending failed")
            self._pauses[user] = (time.monotonic() + LOOKS_EVERY_S, FIRST_PAUSE_S)
        finally:
            del self._sending[user]
            self._news.set()

    def _deliver(self, channel: str, account: str, user: str) -> None:
        """Send a user everything that is owed, the oldest first. Raises SendFailed."""
        while (message := self._messages.owing(channel, account, user)) is not None:
            for place, part in enumerate(message.answer[message.given :], message.given):
                self._send(message, place, part)
                self._messages.gave(channel, message.id, place + 1)

    def _send(self, message: ChannelMessage, place: int, part: str) -> None:
        try:
            self._channels[message.channel].send(message.user, part, f"{message.id}-{place}")
        except SendFailed as failed:
            if failed.kind != "never":
                raise
            log.error("channel %s will never take an answer: %s", message.channel, failed)

    async def _in_thread(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await anyio.to_thread.run_sync(partial(call, *args, **kwargs), limiter=self._threads)
