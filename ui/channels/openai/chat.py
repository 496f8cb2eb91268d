"""``/v1/models`` and ``/v1/chat/completions``."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response, StreamingResponse

from agent import Event
from ui.api.errors import ApiError
from ui.channels.openai import history, shapes
from ui.channels.openai.shapes import ChatRequest
from ui.channels.openai.tasks import task_answer
from ui.channels.render import Rendered, render
from ui.channels.turns import Visit, answer_of, stopped, visit

router = APIRouter(prefix="/v1", tags=["OpenAI 兼容"], include_in_schema=False)
Visiting = Annotated[Visit, Depends(visit)]
CHUNK = 40


@dataclass(frozen=True)
class Ready:
    """A message and the conversation it goes to."""

    conversation: str
    before: list[shapes.ChatMessage]
    text: str
    person: str


async def ready(visiting: Visit, messages: list[shapes.ChatMessage], person: str) -> Ready:
    """What is to be answered, with its conversation."""
    before, text = history.said(messages)
    return Ready(await history.conversation_for(visiting, person, before), before, text, person)


async def finish(visiting: Visit, asked: Ready, event: Event) -> Rendered | None:
    """The rendered answer, remembered, when the event is the last one."""
    reply = answer_of(event)
    if reply is None:
        return None
    rendered = await run_in_threadpool(render, visiting.agent, reply, visiting.base)
    await run_in_threadpool(
        history.remember, visiting, asked.person, asked.before, asked.text, rendered.text, asked.conversation
    )
    return rendered


@router.get("/models")
def models(visiting: Visiting) -> dict[str, Any]:
    """The models there are."""
    return {"object": "list", "data": [shapes.model_card()]}


@router.get("/models/{name}")
def model(visiting: Visiting, name: str) -> dict[str, Any]:
    """One model."""
    if name != shapes.MODEL:
        raise ApiError(404, "model_not_found", f"没有模型 {name[:60]}。", f"请用 {shapes.MODEL}。")
    return shapes.model_card()


@router.post("/chat/completions", response_class=Response)
async def complete(visiting: Visiting, body: ChatRequest) -> Response:
    """Answer the last message of the history."""
    if (body.n or 1) != 1:
        raise ApiError(400, "one_choice", "一次只给一个回答。", "请把 n 设为 1。")
    answer = task_answer(body.messages)
    if answer is not None:
        rendered = Rendered(answer, [], [])
        return _streamed(body, "", _one(rendered)) if body.stream else _whole("", rendered)
    asked = await ready(visiting, body.messages, body.person)
    events = visiting.events(asked.conversation, asked.text)
    if body.stream:
        first = await anext(events, None)
        return _streamed(body, asked.text, _answers(visiting, asked, first, events))
    async for event in events:
        if (found := await finish(visiting, asked, event)) is not None:
            return _whole(asked.text, found)
    raise stopped()


Answers = AsyncIterator[str | Rendered]


async def _one(rendered: Rendered) -> Answers:
    yield rendered


async def _answers(visiting: Visit, asked: Ready, first: Event | None, events: AsyncIterator[Event]) -> Answers:
    """The steps, then the answer."""
    if first is not None:
        yield first.text
    async for event in events:
        if event.type == "step":
            yield event.text
        elif (found := await finish(visiting, asked, event)) is not None:
            yield found
            return
    raise stopped()


def _whole(text: str, rendered: Rendered) -> Response:
    message: dict[str, Any] = {"role": "assistant", "content": rendered.text, "refusal": None}
    message |= {"annotations": shapes.links(rendered)}
    return JSONResponse(
        {
            "id": _id(),
            "object": "chat.completion",
            "created": shapes.seconds(),
            "model": shapes.MODEL,
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
            "usage": shapes.usage(text, rendered),
            "citations": shapes.citations(rendered),
        }
    )


def _streamed(body: ChatRequest, text: str, answers: Answers) -> Response:
    counted = body.stream_options is not None and body.stream_options.include_usage
    lines = _lines(text, answers, counted)
    return StreamingResponse(lines, media_type="text/event-stream", headers={"Cache-Control": "no-cache"})


async def _lines(text: str, answers: Answers, counted: bool) -> AsyncIterator[str]:
    """The answer in chunks; steps are comments, which keep the connection and which clients leave out."""
    base = {"id": _id(), "object": "chat.completion.chunk", "created": shapes.seconds(), "model": shapes.MODEL}

    def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return data(base | {"choices": [choice]} | more)

    try:
        yield chunk({"role": "assistant", "content": ""})
        async for one in answers:
            if isinstance(one, str):
                yield f": {' '.join(one.split())}\n\n"
                continue
            for start in range(0, len(one.text), CHUNK):
                yield chunk({"content": one.text[start : start + CHUNK]})
            found = shapes.links(one)
            yield chunk({"annotations": found} if found else {}, "stop", citations=shapes.citations(one))
            if counted:
                yield data(base | {"choices": [], "usage": shapes.usage(text, one)})
    except ApiError as error:
        yield data({"error": shapes.error(error)})
    yield "data: [DONE]\n\n"


def data(found: dict[str, Any]) -> str:
    """One event of a stream."""
    return f"data: {json.dumps(found, ensure_ascii=False)}\n\n"


def _id() -> str:
    return f"chatcmpl-{uuid.uuid4().hex}"
