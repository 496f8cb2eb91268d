"""Conversations: start one, say something (answered as a stream), correct the card, read it back, erase it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

import anyio.to_thread
from fastapi import APIRouter, Depends, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field

from agent import Cancel, CardError, CaseError, Event, MessageError, Reply, RequirementCard, report_docx
from ui.admission.pool import Place, TurnPool
from ui.api.deps import AdmittedDep, AgentDep, ConversationDep, Limited
from ui.api.errors import RESPONSES, ApiError

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STATUS = {
    "too_long": 413,
    "bad_text": 422,
    "bad_card": 422,
    "busy": 429,
    "conflict": 409,
    "gone": 404,
    "storage": 503,
}
"""The status of a problem by its code; any other is 500."""

router = APIRouter(prefix="/api/v1", tags=["会话"], dependencies=[Limited], responses=RESPONSES)


class Start(BaseModel):
    """Where the conversation comes from."""

    channel: str = Field(default="web", max_length=40, description="来源渠道，例如 web、widget")


class Started(BaseModel):
    """A new conversation: keep the token, it is shown once."""

    id: str
    token: str
    greeting: str
    examples: list[str]
    label: str


class Message(BaseModel):
    """What the user says; at most 8,000 characters are read."""

    text: str = Field(description="企业的原话，可以是一句话，也可以是整份需求")
    confidential: bool | None = Field(default=None, description="保密：内容不发给外部模型；不填则照会话原来的设置")


class CardChanges(BaseModel):
    """Corrections to card fields by name, e.g. ``{"budget_cny": 800000}``."""

    changes: dict[str, Any] = Field(description="要修改的字段和新值")


class Feedback(BaseModel):
    """A judgement of the last answer or of one record in it."""

    record_id: str = Field(default="", max_length=64)
    useful: bool
    reason: str = Field(default="", max_length=500)


@dataclass(frozen=True)
class Running:
    """A turn in the pool. It goes on when its client goes away, without the model's help: that costs."""

    pool: TurnPool[Event]
    place: Place[Event]
    cancel: Cancel

    async def events(self) -> AsyncIterator[Event]:
        """The events as they come, ``queued`` ones first while it waits."""
        try:
            async for event in self.pool.results(self.place, queued):
                yield event
        finally:
            self.cancel.set()


def queued(ahead: int) -> Event:
    """What somebody who waits in line is told."""
    return Event("queued", f"排队中，前面还有 {ahead} 条。" if ahead else "排队中，马上轮到您。")


async def say(
    request: Request, agent: AgentDep, conversation: ConversationDep, body: Message, admitted: AdmittedDep
) -> Running:
    """A message, kept and put in line."""
    cancel = Cancel()
    begin = partial(agent.stream, conversation, body.text, cancel, confidential=body.confidential)
    return await _enter(request, admitted, cancel, begin)


async def change(
    request: Request, agent: AgentDep, conversation: ConversationDep, body: CardChanges, admitted: AdmittedDep
) -> Running:
    """Changes of the card, kept and put in line; what cannot be read is answered at once."""
    try:
        return await _enter(request, admitted, Cancel(), partial(agent.correct, conversation, body.changes))
    except CardError as error:
        raise ApiError(422, "bad_card", str(error), "请按提示修改后再提交。") from error


async def again(
    request: Request, agent: AgentDep, conversation: ConversationDep, number: int, admitted: AdmittedDep
) -> Running:
    """A message that is tried again, put in line; an error is answered before the stream begins."""
    cancel = Cancel()
    try:
        return await _enter(request, admitted, cancel, partial(agent.retry, conversation, number, cancel))
    except CaseError as error:
        raise ApiError(404, "no_such_turn", str(error), "请刷新页面。") from error
    except MessageError as error:
        raise ApiError(409, "answered", str(error), "请刷新页面。") from error


async def _enter(
    request: Request, admitted: Callable[[], None], cancel: Cancel, begin: Callable[[], Iterator[Event]]
) -> Running:
    pool: TurnPool[Event] = request.app.state.pool
    events = await anyio.to_thread.run_sync(begin)
    return Running(pool, pool.enter(events, admitted), cancel)


@router.post("/conversations", status_code=201, summary="开始会话")
def start(agent: AgentDep, body: Start) -> Started:
    """Start a conversation and hand out its bearer token."""
    opened = agent.start_conversation(channel=body.channel)
    return Started(
        id=opened.id, token=opened.token, greeting=agent.greeting, examples=agent.examples, label=agent.label
    )


@router.post(
    "/conversations/{conversation_id}/messages",
    response_class=EventSourceResponse,
    summary="发送消息（SSE 流式回答：step*、token*、citation*、done）",
)
async def send(running: Annotated[Running, Depends(say)]) -> AsyncIterable[ServerSentEvent]:
    """Answer one message as a stream that ends in ``done`` (the whole Reply) or ``error``."""
    async for event in running.events():
        yield _sse(event)


@router.post("/conversations/{conversation_id}/messages/sync", summary="发送消息（一次返回）")
async def send_at_once(running: Annotated[Running, Depends(say)]) -> Reply:
    """Answer one message in one piece, for front ends that cannot stream."""
    return await _last(running)


@router.patch("/conversations/{conversation_id}/card", summary="修改需求卡")
async def correct(running: Annotated[Running, Depends(change)]) -> Reply:
    """Correct fields of the card and match again."""
    return await _last(running)


@router.get("/card/schema", summary="需求卡的字段说明（JSON Schema）")
def card_schema() -> dict[str, Any]:
    """The JSON Schema of a requirement card, with the technical fields that ``field`` may take."""
    schema: dict[str, Any] = RequirementCard.model_json_schema()
    return schema


@router.get("/conversations/{conversation_id}", summary="读取会话")
def read(agent: AgentDep, conversation: ConversationDep) -> dict[str, Any]:
    """Every turn of the conversation, oldest first, and the messages that got no answer."""
    return {"id": conversation, "turns": agent.history(conversation), "unfinished": agent.unfinished(conversation)}


@router.post(
    "/conversations/{conversation_id}/turns/{number}/retry",
    response_class=EventSourceResponse,
    summary="重试没有得到回答的消息（SSE 流式回答）",
)
async def retry(running: Annotated[Running, Depends(again)]) -> AsyncIterable[ServerSentEvent]:
    """Answer a message again that got no answer; a stream like the one of a message."""
    async for event in running.events():
        yield _sse(event)


@router.get(
    "/conversations/{conversation_id}/drafts/{variant}",
    response_class=Response,
    summary="起草：brief 一页简报，bounty 揭榜需求草稿；format 为 md 或 docx",
)
def draft(
    agent: AgentDep,
    conversation: ConversationDep,
    variant: Literal["brief", "bounty"],
    format: Literal["md", "docx"] = "md",
) -> Response:
    """A draft for the enterprise itself, marked as not yet reviewed by an officer."""
    try:
        text = agent.draft(conversation, variant)
    except MessageError as error:
        raise ApiError(409, error.code, str(error), error.advice) from error
    if format == "md":
        return Response(text, media_type="text/markdown; charset=utf-8")
    return Response(report_docx(text, variant=variant), media_type=DOCX)


@router.post("/conversations/{conversation_id}/feedback", status_code=204, summary="评价")
def judge(agent: AgentDep, conversation: ConversationDep, body: Feedback) -> None:
    """Keep a judgement of an answer."""
    agent.feedback(conversation, body.record_id, useful=body.useful, reason=body.reason)


@router.delete("/conversations/{conversation_id}", summary="删除会话")
def erase(agent: AgentDep, conversation: ConversationDep) -> dict[str, Any]:
    """Erase the conversation and what was derived from it; says what was removed."""
    return agent.erase(conversation)


async def _last(running: Running) -> Reply:
    async for event in running.events():
        if event.reply is not None:
            return event.reply.public()
        if problem := event.problem:
            raise ApiError(_status(problem.code), problem.code, problem.message, problem.advice)
    raise ApiError(
        503, "stopped", "服务正在停止，回答没有做完。", "您的消息已经存下，稍后刷新页面可重试。", retry_after=30
    )


def _status(code: str) -> int:
    return STATUS.get(code, 500)


def _sse(event: Event) -> ServerSentEvent:
    return ServerSentEvent(event=event.type, raw_data=json.dumps(event.wire(), ensure_ascii=False))
