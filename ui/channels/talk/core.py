"""Messages of every messenger from their arrival to the kept answer; the turn runs elsewhere than the callback.

A message is kept before it is acknowledged, and its answer is kept in the transaction that keeps the turn. So a
process may end at any moment: what was acknowledged is answered, and answered once.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import nullcontext
from functools import partial
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread

from agent import Agent, Cancel, Event, Problem, Reply, Settings
from knowledge import ChannelMessage, Person
from ui.admission.limits import Exceeded
from ui.admission.pool import Full, TurnPool
from ui.channels.talk.channel import Channel, with_more
from ui.channels.talk.commands import Commands
from ui.channels.talk.limits import PersonLimits
from ui.channels.talk.persons import conversation_of

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger(__name__)
ASKS_EVERY_S = 5.0
TIDIES_EVERY_S = 3_600.0
ATTEMPTS = 3
"""How often a message is tried that a process ended with."""
NEXT = "1"
"""What asks for the next part of an answer."""
SORRY = "抱歉，这一条没有处理成功。请换个说法再发一次，或者说“请专员联系我”。"
Key = tuple[str, str]


class Talks:
    """The conversation core of the messengers of one tenant. For one event loop."""

    def __init__(
        self,
        agent: Agent,
        pool: TurnPool[Event],
        limits: PersonLimits,
        channels: Mapping[str, Channel],
        settings: Settings,
        owe: Callable[[ChannelMessage, str], object],
        wake: Callable[[], object],
    ) -> None:
        self.commands = Commands(agent, limits)
        self.messages = agent.knowledge.casebook.channel_messages
        self._agent = agent
        self._book = agent.knowledge.casebook
        self._pool = pool
        self._limits = limits
        self._channels = channels
        self._owe = owe
        self._wake_outbox = wake
        self._at_once = settings.workers + 2
        self._public_url = settings.public_url
        self._news = asyncio.Event()
        self._done: dict[Key, asyncio.Event] = {}
        self._steps: dict[Key, str] = {}
        self._at_work: set[asyncio.Task[None]] = set()
        self._threads = anyio.CapacityLimiter(4)
        self._acknowledging = anyio.CapacityLimiter(4)  # waits for no other work

    async def take(self, channel: str, id: str, account: str, user: str, text: str) -> bool:
        """Keep a message and see to it; False when it came before. It is safe to acknowledge when this returns."""
        kept = partial(self.messages.take, channel, id, account, user, storable(text))
        fresh = await anyio.to_thread.run_sync(kept, limiter=self._acknowledging)
        if fresh:
            self._news.set()
        return fresh

    async def answer(self, channel: str, id: str, patience_s: float) -> ChannelMessage | None:
        """The message with its answer, or None when there is none within the time."""
        key = (channel, id)
        until = asyncio.get_running_loop().time() + patience_s
        while True:
            done = self._done.setdefault(key, asyncio.Event())
            message = await self._in_thread(self.messages.get, channel, id)
            if message is None or message.answered:
                self._wake(key)
                return message
            try:
                async with asyncio.timeout_at(until):
                    await done.wait()
            except TimeoutError:
                return None

    async def find(self, channel: str, id: str) -> ChannelMessage | None:
        """A message as it is now, or None."""
        return await self._in_thread(self.messages.get, channel, id)

    async def gave(self, message: ChannelMessage, parts: int) -> None:
        """Note what the user of a message was given of its answer."""
        await self._in_thread(self.messages.gave, message.channel, message.id, parts)

    async def owes(self, message: ChannelMessage) -> bool:
        """Whether the user of a message has still to get something."""
        found = await self._in_thread(self.messages.owing, message.channel, message.account, message.user)
        return found is not None

    def step(self, channel: str, id: str) -> str:
        """What is being done about a message; "" when that is not known."""
        return self._steps.get((channel, id), "")

    async def run(self) -> None:
        """Work on what was kept, a few at a time, until cancelled; first on what an ended process left."""
        await self._in_thread(self.messages.resume)
        tidied = 0.0
        while True:
            self._news.clear()
            if time.monotonic() - tidied > TIDIES_EVERY_S or not tidied:
                tidied = time.monotonic()
                await self._in_thread(self._tidy)
            while len(self._at_work) < self._at_once and (message := await self._claimed()) is not None:
                task = asyncio.create_task(self._see_to(message))
                self._at_work.add(task)
                task.add_done_callback(self._ended)
            try:
                async with asyncio.timeout(ASKS_EVERY_S):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def close(self) -> None:
        """Leave what is at work to the next process; to be called when ``run`` has ended."""
        at_work = list(self._at_work)
        for task in at_work:
            task.cancel()
        await asyncio.gather(*at_work, return_exceptions=True)

    def _tidy(self) -> None:
        try:
            self.messages.forget_old()
        except Exception:
            log.exception("old messages of the channels cannot be removed now")

    async def _claimed(self) -> ChannelMessage | None:
        try:
            return await self._in_thread(self.messages.claim)
        except Exception:
            log.exception("the messages of the channels cannot be read now")
            return None

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._at_work.discard(task)
        self._news.set()

    async def _see_to(self, message: ChannelMessage) -> None:
        key = (message.channel, message.id)
        try:
            await self._work(message)
            await self._in_thread(self.messages.again, *key)  # only where it came to no answer
        except Exception:
            log.exception("a message of a channel failed")
            await anyio.sleep(1)
            await self._in_thread(self.messages.again, *key)
        finally:
            self._steps.pop(key, None)
            self._wake(key)
            self._wake_outbox()

    def _wake(self, key: Key) -> None:
        """Let those look again who wait for the answer to a message."""
        if (done := self._done.pop(key, None)) is not None:
            done.set()

    async def _work(self, message: ChannelMessage) -> None:
        person, known = await self._in_thread(self._known, message)
        if known:
            return
        try:
            give_back = self._pool.reserve()
        except Full as full:
            await self._in_thread(self.messages.put_back, message.channel, message.id)
            await anyio.sleep(min(full.retry_after, 3))
            return
        try:
            events = await self._in_thread(self._begun, message, person)
            if events is None:
                return
            place = self._pool.enter(events, give_back)
        finally:
            give_back()
        await self._listen(message, self._pool.results(place))

    async def _listen(self, message: ChannelMessage, events: AsyncIterator[Event]) -> None:
        async for event in events:
            if event.type == "step":
                self._steps[message.channel, message.id] = event.text
            elif event.problem is not None:
                await self._in_thread(self._tell, message, _told(event.problem))

    def _known(self, message: ChannelMessage) -> tuple[Person, bool]:
        """Who says it, and whether it needs no turn: a command, the next part of an answer, too many attempts."""
        person = self._book.people.at(message.channel, message.account, message.user)
        command = self.commands.find(message.text)
        # Erasing takes the words out of the files too, which no transaction may be open for.
        alone = command is not None and command.name == "erase_sure"
        with nullcontext() if alone else self._book.action():
            if message.attempts > ATTEMPTS:
                self._tell(message, SORRY)
                return person, True
            if message.text.strip() == NEXT and self._next(message):
                return person, True
            if command is not None:
                self._tell(message, self.commands.answer(command, message, person))
                return person, True
        return person, False

    def _next(self, message: ChannelMessage) -> bool:
        """Give the next part of an earlier answer; False when the user has got all."""
        owed = self.messages.owing(message.channel, message.account, message.user)
        if owed is None:
            return False
        if self._channels[message.channel].sends:
            self._keep(message, owed.conversation_id, [])
            return True
        first, *rest = owed.owed
        self.messages.gave(owed.channel, owed.id, owed.given + 1)
        self._keep(message, owed.conversation_id, [with_more(first, len(rest))])
        return True

    def _begun(self, message: ChannelMessage, person: Person) -> Iterator[Event] | None:
        """The turn that answers a message, kept; None when the person must wait, which they are told."""
        conversation = conversation_of(self._agent, person, message.channel)
        try:
            self._limits.turn(person.id, conversation)
        except Exceeded as error:
            self._refuse(message, person, error)
            return None
        also = partial(self._answered, message, conversation)
        return self._agent.stream(conversation, message.text, Cancel(), also)

    def _refuse(self, message: ChannelMessage, person: Person, error: Exceeded) -> None:
        """Tell a person to wait, once a minute; what more they send in it is not answered."""
        wait = error.retry_after
        when = f"{wait} 秒" if wait <= 120 else f"约 {round(wait / 3600, 1)} 小时"
        if self._limits.may_be_told(person.id):
            self._tell(message, f"{error}请 {when}后再发。")
        else:
            self._keep(message, "", [])

    def _answered(self, message: ChannelMessage, conversation: str, reply: Reply) -> None:
        """Keep the answer for its user, in the transaction that keeps the turn."""
        link = ""
        if self._public_url:
            number = self._book.conversations.latest(conversation)
            link = f"{self._public_url}/channels/answers/{self._book.answer_links.make(conversation, number)}"
        self._keep(message, conversation, self._channels[message.channel].tell(reply, link))

    def _tell(self, message: ChannelMessage, words: str) -> None:
        self._keep(message, "", self._channels[message.channel].say(words))

    def _keep(self, message: ChannelMessage, conversation: str, parts: list[str]) -> None:
        with self._book.action():
            self.messages.answered(message.channel, message.id, conversation, parts)
            self._owe(message, conversation)

    async def _in_thread(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await anyio.to_thread.run_sync(partial(call, *args, **kwargs), limiter=self._threads)


def storable(text: str) -> str:
    """Text without what no database holds: half characters and NUL."""
    return text.encode("utf-8", "ignore").decode().replace("\0", "")


def _told(problem: Problem) -> str:
    return f"{problem.message.replace('，您的消息已经存下', '')}请再发一次。"
