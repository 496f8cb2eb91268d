"""Conversations: start one, say something (answered as a stream), correct the card, read it back, erase it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from typing import Annotated, Any, Literal

import anyio.to_thread
from fastapi import APIRouter, Depends, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field

from agent import Cancel, CardError, CaseError, Event, MessageError, Reply, RequirementCard, report_docx
from ui.api.deps import AgentDep, ConversationDep, Limited
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


class CardChanges(BaseModel):
    """Corrections to card fields by name, e.g. ``{"budget_cny": 800000}``."""

    changes: dict[str, Any] = Field(description="要修改的字段和新值")


class Feedback(BaseModel):
    """A judgement of the last answer or of one record in it."""

    record_id: str = Field(default="", max_length=64)
    useful: bool
    reason: str = Field(default="", max_length=500)


def begin_retry(agent: AgentDep, conversation: ConversationDep, number: int) -> tuple[Iterator[Event], Cancel]:
    """The events of a message that is tried again; an error is answered before the stream begins."""
    cancel = Cancel()
    try:
        return agent.retry(conversation, number, cancel), cancel
    except CaseError as error:
        raise ApiError(404, "no_such_turn", str(error), "请刷新页面。") from error
    except MessageError as error:
        raise ApiError(409, "answered", str(error), "请刷新页面。") from error


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
async def send(agent: AgentDep, conversation: ConversationDep, body: Message) -> AsyncIterable[ServerSentEvent]:
    """Answer one message as a stream that ends in ``done`` (the whole Reply) or ``error``."""
    cancel = Cancel()
    async for event in _iterate(agent.stream(conversation, body.text, cancel), cancel):
        yield _sse(event)


@router.post("/conversations/{conversation_id}/messages/sync", summary="发送消息（一次返回）")
def send_at_once(agent: AgentDep, conversation: ConversationDep, body: Message) -> Reply:
    """Answer one message in one piece, for front ends that cannot stream."""
    return _last(agent.stream(conversation, body.text))


@router.patch("/conversations/{conversation_id}/card", summary="修改需求卡")
def correct(agent: AgentDep, conversation: ConversationDep, body: CardChanges) -> Reply:
    """Correct fields of the card and match again."""
    try:
        return _last(agent.correct(conversation, body.changes))
    except CardError as error:
        raise ApiError(422, "bad_card", str(error), "请按提示修改后再提交。") from error


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
async def retry(
    begun: Annotated[tuple[Iterator[Event], Cancel], Depends(begin_retry)],
) -> AsyncIterable[ServerSentEvent]:
    """Answer a message again that got no answer; a stream like the one of a message."""
    async for event in _iterate(*begun):
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


async def _iterate(events: Iterator[Event], cancel: Cancel) -> AsyncIterator[Event]:
    """The events as they come; a client that goes away stops the turn's call of the model at once."""
    try:
        while event := await anyio.to_thread.run_sync(next, events, None, abandon_on_cancel=True):
            yield event
    finally:
        cancel.set()


def _last(events: Iterator[Event]) -> Reply:
    for event in events:
        if event.reply is not None:
            return event.reply.public()
        if problem := event.problem:
            raise ApiError(_status(problem.code), problem.code, problem.message, problem.advice)
    raise MessageError("没有得到回答。")


def _status(code: str) -> int:
    return STATUS.get(code, 500)


def _sse(event: Event) -> ServerSentEvent:
    return ServerSentEvent(event=event.type, raw_data=json.dumps(event.wire(), ensure_ascii=False))
