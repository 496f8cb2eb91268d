"""The addresses that a 小程序's client calls; ``docs/examples/miniprogram`` is one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from knowledge import Person
from ui.api.deps import AgentDep, Limited
from ui.api.errors import RESPONSES, ApiError
from ui.channels.miniprogram.service import Answer, MiniProgram, Piece
from ui.channels.talk.linking import Code, Linked, join, show_code

router = APIRouter(prefix="/channels/miniprogram", tags=["小程序"], dependencies=[Limited], responses=RESPONSES)


class LogIn(BaseModel):
    """What ``wx.login`` gave the client."""

    code: str = Field(min_length=1, max_length=128)


class LoggedIn(BaseModel):
    """A bearer token for this user, good for 30 days, and what to show first."""

    token: str
    greeting: str
    examples: list[str]
    label: str


class Message(BaseModel):
    """What the user says."""

    text: str = Field(min_length=1, max_length=8_000)


def service(request: Request) -> MiniProgram:
    """The 小程序 of this process."""
    found: MiniProgram = request.app.state.miniprogram
    return found


ServiceDep = Annotated[MiniProgram, Depends(service)]


def person(mini: ServiceDep, authorization: Annotated[str, Header()] = "") -> Person:
    """Who calls, by the bearer token."""
    scheme, _, token = authorization.partition(" ")
    return mini.person(token if scheme.lower() == "bearer" else "")


PersonDep = Annotated[Person, Depends(person)]


@router.post("/login", summary="登录：用 wx.login 的 code 换访问凭证")
def log_in(mini: ServiceDep, agent: AgentDep, body: LogIn) -> LoggedIn:
    """Exchange a code for a token; the session key stays on this side and is not kept."""
    return LoggedIn(token=mini.log_in(body.code), greeting=agent.greeting, examples=agent.examples, label=agent.label)


@router.post("/messages", summary="发送消息（SSE 分块流式回答）", response_class=StreamingResponse)
async def send(mini: ServiceDep, who: PersonDep, body: Message) -> StreamingResponse:
    """Answer a message as events ``queued* step* token* done`` or ``error``."""
    pieces = await mini.say(who, body.text)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_wire(pieces), media_type="text/event-stream", headers=headers)


@router.post("/messages/sync", summary="发送消息（一次返回）")
async def send_at_once(mini: ServiceDep, who: PersonDep, body: Message) -> Answer:
    """Answer a message in one piece, for clients that cannot read chunks."""
    async for piece in await mini.say(who, body.text):
        if piece.event == "done":
            return Answer.model_validate(piece.data)
        if piece.event == "error":
            raise ApiError(500, piece.data["code"], piece.data["message"], piece.data["advice"])
    raise ApiError(503, "stopped", "服务正在停止，回答没有做完。", "请稍后再试。", retry_after=30)


@router.get("/conversation", summary="读取现在这段对话")
def read(mini: ServiceDep, who: PersonDep) -> list[dict[str, Any]]:
    """What was said and answered."""
    return mini.history(who)


@router.post("/link-code", summary="取连接码")
def code(agent: AgentDep, who: PersonDep) -> Code:
    """A code to type in another channel."""
    return show_code(agent, who)


@router.post("/link", summary="输入另一处的连接码")
def link(request: Request, agent: AgentDep, who: PersonDep, body: Code) -> Linked:
    """Join the person who showed the code."""
    return join(request, agent, who, body.code)


async def _wire(pieces: AsyncIterator[Piece]) -> AsyncIterator[bytes]:
    async for piece in pieces:
        yield f"event: {piece.event}\ndata: {json.dumps(piece.data, ensure_ascii=False)}\n\n".encode()
