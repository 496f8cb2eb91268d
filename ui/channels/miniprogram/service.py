"""What a 小程序's client may do: log in, say something, read back, each for its own person only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import anyio.to_thread
from pydantic import BaseModel

from agent import Agent, Cancel, Event, Reply, Settings
from knowledge import Person
from ui.admission.limits import Exceeded
from ui.admission.pool import Full, TurnPool
from ui.api.conversations import queued
from ui.api.errors import ApiError
from ui.channels.miniprogram.weixin import Weixin, WrongCode
from ui.channels.talk.channel import SendFailed
from ui.channels.talk.limits import PersonLimits
from ui.channels.talk.persons import conversation_of
from ui.channels.talk.plain import plain

NAME = "miniprogram"
NOT_SHOWN = "这一条回答没有通过内容检查，不能显示。请换个说法再问，或者说“请专员联系我”。"
CHUNK = 24


class Answer(BaseModel):
    """An answer as plain text, with what may be said next."""

    text: str
    label: str
    act: str = ""
    suggestions: list[str] = []


@dataclass(frozen=True, slots=True)
class Piece:
    """One event of a streamed answer: ``queued``, ``step``, ``token``, ``done`` or ``error``."""

    event: str
    data: dict[str, Any]


class MiniProgram:
    """The 小程序 of the settings. Its turns share the pool and the limits of everybody else."""

    def __init__(self, agent: Agent, pool: TurnPool[Event], limits: PersonLimits, settings: Settings) -> None:
        self._agent = agent
        self._book = agent.knowledge.casebook
        self._pool = pool
        self._limits = limits
        self._check = settings.miniprogram_check
        self._account = settings.miniprogram_app_id
        self.weixin = Weixin(settings)

    def log_in(self, code: str) -> str:
        """A bearer token for whoever has the code. Raises ApiError."""
        try:
            openid = self.weixin.openid(code)
        except WrongCode as error:
            raise ApiError(401, "wrong_code", "登录凭证已失效。", "请重新打开小程序。") from error
        except SendFailed as error:
            raise ApiError(503, "no_login", "暂时连不上微信，没有登录成功。", "请稍后再试。", retry_after=10) from error
        return self._book.people.token(self._book.people.at(NAME, self._account, openid).id)

    def person(self, token: str) -> Person:
        """Whose token that is. Raises ApiError."""
        found = self._book.people.by_token(token) if token else None
        if found is None:
            raise ApiError(401, "unauthorized", "登录已过期。", "请重新打开小程序。")
        return found

    def history(self, person: Person) -> list[dict[str, Any]]:
        """What was said and answered in the present conversation, oldest first."""
        if not person.conversation_id:
            return []
        turns = self._book.conversations.turns(person.conversation_id)
        told = [(turn.message, Reply.model_validate(turn.reply | {"trace": {}})) for turn in turns]
        return [{"message": message, "answer": _plain(reply).model_dump()} for message, reply in told]

    async def say(self, person: Person, text: str) -> AsyncIterator[Piece]:
        """Answer a message. Raises ApiError before the first piece; a later problem is a piece ``error``."""
        openid = await anyio.to_thread.run_sync(self._openid, person)
        if not await self._passes(openid, text):
            told = "这段文字没有通过内容检查，没有发出。"
            raise ApiError(422, "not_allowed", told, "请修改后再发。")
        try:
            give_back = self._pool.reserve()
        except Full as full:
            told = "现在提问的人太多，暂时排不上。"
            raise ApiError(503, "busy", told, "请保留好文字，稍后再发。", retry_after=full.retry_after) from full
        try:
            events = await anyio.to_thread.run_sync(self._begun, person, text)
            place = self._pool.enter(events, give_back)
        finally:
            give_back()
        return self._pieces(openid, self._pool.results(place, queued))

    def _begun(self, person: Person, text: str) -> Iterator[Event]:
        conversation = conversation_of(self._agent, person, NAME)
        try:
            self._limits.turn(person.id, conversation)
        except Exceeded as error:
            wait = error.retry_after
            raise ApiError(429, "too_many_requests", str(error), f"请 {wait} 秒后再发。", retry_after=wait) from error
        return self._agent.stream(conversation, text, Cancel())

    async def _pieces(self, openid: str, events: AsyncIterator[Event]) -> AsyncIterator[Piece]:
        """Steps as they come; nothing of the answer before the whole of it has passed the check."""
        async for event in events:
            if event.type in ("queued", "step"):
                yield Piece(event.type, {"text": event.text})
            elif event.problem is not None:
                yield Piece("error", event.wire())
            elif event.reply is not None:
                async for piece in self._told(openid, event.reply):
                    yield piece

    async def _told(self, openid: str, reply: Reply) -> AsyncIterator[Piece]:
        answer = _plain(reply)
        try:
            shown = await self._passes(openid, "\n".join([answer.text, *answer.suggestions]))
        except ApiError as error:
            yield Piece("error", error.body.model_dump())
            return
        if not shown:
            answer = Answer(text=NOT_SHOWN, label=reply.label)
        for start in range(0, len(answer.text), CHUNK):
            yield Piece("token", {"text": answer.text[start : start + CHUNK]})
        yield Piece("done", answer.model_dump())

    async def _passes(self, openid: str, text: str) -> bool:
        if not self._check:
            return True
        try:
            return await anyio.to_thread.run_sync(self.weixin.passes, openid, text)
        except SendFailed as error:
            told = "内容检查暂时不可用，这一条没有发出。"
            raise ApiError(503, "no_check", told, "请稍后再试。", retry_after=30) from error

    def _openid(self, person: Person) -> str:
        found = self._book.people.identities(person.id)
        return next((one.user for one in found if one.channel == NAME and one.account == self._account), "")


def _plain(reply: Reply) -> Answer:
    return Answer(text=plain(reply), label=reply.label, act=reply.act or "", suggestions=reply.suggestions)
