"""``/v1/responses``: the open form of OpenAI's Responses, whole or as a stream of events."""

from __future__ import annotations

import json
import re
import secrets
import uuid
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response, StreamingResponse

from agent import Event
from ui.api.errors import ApiError
from ui.channels.openai import history, shapes
from ui.channels.openai.chat import CHUNK, Ready, Visiting, finish, ready
from ui.channels.openai.shapes import ResponseRequest
from ui.channels.render import Rendered
from ui.channels.turns import Visit, stopped

_PLACE = re.compile(r"resp_([0-9a-f]{6})[0-9a-f]+")
router = APIRouter(prefix="/v1", tags=["OpenAI 兼容"], include_in_schema=False)


@router.post("/responses", response_class=Response)
async def respond(visiting: Visiting, body: ResponseRequest) -> Response:
    """Answer the input, in the conversation of ``previous_response_id`` or in the one that the input tells."""
    asked = await _asked(visiting, body)
    latest = await run_in_threadpool(visiting.agent.knowledge.casebook.conversations.latest, asked.conversation)
    made = Made(body, latest + 1)
    events = visiting.events(asked.conversation, asked.text)
    if body.stream:
        first = await anext(events, None)
        lines = _lines(visiting, asked, made, first, events)
        return StreamingResponse(lines, media_type="text/event-stream", headers={"Cache-Control": "no-cache"})
    async for event in events:
        if (found := await finish(visiting, asked, event)) is not None:
            await _keep(visiting, asked, made)
            return JSONResponse(made.response(asked.text, found))
    raise stopped()


class Made:
    """One response in its states; its id tells which turn of its conversation it is."""

    def __init__(self, body: ResponseRequest, number: int) -> None:
        self.id = f"resp_{number:06x}{secrets.token_hex(21)}"
        self.store = body.store
        self._item = f"msg_{uuid.uuid4().hex}"
        self._created = shapes.seconds()
        self._asked = body

    def response(self, text: str = "", rendered: Rendered | None = None) -> dict[str, Any]:
        """The response so far; completed with an answer."""
        body = self._asked
        return {
            "id": self.id,
            "object": "response",
            "created_at": self._created,
            "completed_at": shapes.seconds() if rendered else None,
            "status": "completed" if rendered else "in_progress",
            "model": shapes.MODEL,
            "output": [self.item(rendered)] if rendered else [],
            "usage": _usage(text, rendered) if rendered else None,
            "error": None,
            "incomplete_details": None,
            "instructions": body.instructions,
            "metadata": body.metadata or {},
            "previous_response_id": body.previous_response_id,
            "store": body.store,
            "parallel_tool_calls": False,
            "tool_choice": "none",
            "tools": [],
            "temperature": None,
            "top_p": None,
            "truncation": "disabled",
            **({"citations": shapes.citations(rendered)} if rendered else {}),
        }

    def item(self, rendered: Rendered | None) -> dict[str, Any]:
        """The message that the response consists of."""
        content = [self.part(rendered)] if rendered else []
        status = "completed" if rendered else "in_progress"
        return {"type": "message", "id": self._item, "status": status, "role": "assistant", "content": content}

    def part(self, rendered: Rendered | None) -> dict[str, Any]:
        """Its text with what it cites."""
        told = [{"type": "url_citation", **one} for one in shapes.places(rendered)] if rendered else []
        return {"type": "output_text", "text": rendered.text if rendered else "", "annotations": told, "logprobs": []}

    def events(self, text: str, rendered: Rendered) -> list[dict[str, Any]]:
        """The events of the answer in their order."""
        at = {"item_id": self._item, "output_index": 0, "content_index": 0}
        whole = rendered.text
        deltas = [whole[start : start + CHUNK] for start in range(0, len(whole), CHUNK)]
        added = "response.output_text.annotation.added"
        return [
            {"type": "response.output_item.added", "output_index": 0, "item": self.item(None)},
            {"type": "response.content_part.added", **at, "part": self.part(None)},
            *({"type": "response.output_text.delta", **at, "delta": one, "logprobs": []} for one in deltas),
            *(
                {"type": added, **at, "annotation_index": place, "annotation": one}
                for place, one in enumerate(self.part(rendered)["annotations"])
            ),
            {"type": "response.output_text.done", **at, "text": whole, "logprobs": []},
            {"type": "response.content_part.done", **at, "part": self.part(rendered)},
            {"type": "response.output_item.done", "output_index": 0, "item": self.item(rendered)},
            {"type": "response.completed", "response": self.response(text, rendered)},
        ]


async def _asked(visiting: Visit, body: ResponseRequest) -> Ready:
    messages = body.messages()
    if not body.previous_response_id:
        return await ready(visiting, messages, body.person)
    before, text = history.said(messages)
    return Ready(await _going_on(visiting, body.previous_response_id), before, text, body.person)


async def _going_on(visiting: Visit, response_id: str) -> str:
    """The conversation of a response; a copy of it where another request went on with it already."""
    book, owner = visiting.agent.knowledge.casebook, visiting.caller.owner
    found = await run_in_threadpool(book.threads.take, owner, response_id)
    if found is not None:
        return found
    kept = await run_in_threadpool(book.threads.find, owner, _kept(response_id))
    place = _PLACE.fullmatch(response_id)
    if kept is None or place is None:
        raise ApiError(
            404,
            "previous_response_not_found",
            "没有找到要接着谈的回答。",
            "请用收到的回答的 id，或在 input 里带上全部对话。",
        )
    turns = await run_in_threadpool(book.conversations.turns, kept)
    return await history.said_again(visiting, [turn.message for turn in turns if turn.number <= int(place[1], 16)])


def _kept(response_id: str) -> str:
    """The name by which a conversation is found again after its response's own name was taken."""
    return f"{response_id}#kept"


async def _keep(visiting: Visit, asked: Ready, made: Made) -> None:
    """Name the conversation by its response."""
    threads = visiting.agent.knowledge.casebook.threads
    for name in (made.id, _kept(made.id)) if made.store else ():
        await run_in_threadpool(threads.put, visiting.caller.owner, asked.conversation, name)


async def _lines(
    visiting: Visit, asked: Ready, made: Made, first: Event | None, events: AsyncIterator[Event]
) -> AsyncIterator[str]:
    number = 0

    def line(event: dict[str, Any]) -> str:
        nonlocal number
        told = json.dumps({**event, "sequence_number": number}, ensure_ascii=False)
        number += 1
        return f"event: {event['type']}\ndata: {told}\n\n"

    yield line({"type": "response.created", "response": made.response()})
    yield line({"type": "response.in_progress", "response": made.response()})
    try:
        if first is not None:
            yield f": {first.text}\n\n"
        async for event in events:
            found = await finish(visiting, asked, event)
            if found is not None:
                await _keep(visiting, asked, made)
                for one in made.events(asked.text, found):
                    yield line(one)
    except ApiError as error:
        failed = made.response() | {"status": "failed", "error": shapes.failure(error)}
        yield line({"type": "response.failed", "response": failed})


def _usage(text: str, rendered: Rendered) -> dict[str, Any]:
    counted = shapes.usage(text, rendered)
    return {
        "input_tokens": counted["prompt_tokens"],
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": counted["completion_tokens"],
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": counted["total_tokens"],
    }
