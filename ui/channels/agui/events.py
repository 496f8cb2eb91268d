"""One turn as AG-UI events: steps, the text, citations as a custom event, the card as state."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from agent import Event, Reply
from ui.api.errors import ApiError
from ui.channels.render import Rendered, render
from ui.channels.turns import Visit, answer_of, stopped

CHUNK = 40


class Loose(BaseModel):
    """What an AG-UI client sends, of which we read what we know."""

    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, populate_by_name=True)


class InputPart(Loose):
    """A piece of a message; only text is read."""

    type: str = "text"
    text: str = ""


class InputMessage(Loose):
    """One message of the client's history."""

    role: str
    content: str | list[InputPart] | None = None

    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class RunInput(Loose):
    """A request to run: which thread, which run, and the messages, the last of which is answered."""

    thread_id: str = Field(min_length=1, max_length=200)
    run_id: str = Field(min_length=1, max_length=200)
    messages: list[InputMessage] = Field(min_length=1, max_length=500)


Told = dict[str, Any]


async def run(visit: Visit, asked: RunInput, events: AsyncIterator[Event]) -> AsyncIterator[Told]:
    """The events of a run, from RUN_STARTED to RUN_FINISHED or RUN_ERROR."""
    own = {"threadId": asked.thread_id, "runId": asked.run_id}
    yield {"type": "RUN_STARTED", **own}
    step = ""
    try:
        async for event in events:
            if event.type == "step":
                for one in _step(step, event.text):
                    yield one
                step = event.text
            reply = answer_of(event)
            if reply is not None:
                for one in [*_step(step, ""), *await run_in_threadpool(_answer, visit, reply)]:
                    yield one
                yield {"type": "RUN_FINISHED", **own}
                return
        raise stopped()
    except ApiError as error:
        yield {"type": "RUN_ERROR", "message": f"{error.body.message}{error.body.advice}", "code": error.body.code}


def _step(before: str, now: str) -> Iterator[Told]:
    if before:
        yield {"type": "STEP_FINISHED", "stepName": before}
    if now:
        yield {"type": "STEP_STARTED", "stepName": now}


def _answer(visit: Visit, reply: Reply) -> list[Told]:
    rendered = render(visit.agent, reply, visit.base)
    id = f"msg_{uuid.uuid4().hex}"
    pieces = [rendered.text[start : start + CHUNK] for start in range(0, len(rendered.text), CHUNK)]
    state = {"card": reply.card.model_dump(mode="json")} if reply.card else {}
    return [
        {"type": "TEXT_MESSAGE_START", "messageId": id, "role": "assistant"},
        *({"type": "TEXT_MESSAGE_CONTENT", "messageId": id, "delta": one} for one in pieces),
        {"type": "TEXT_MESSAGE_END", "messageId": id},
        {"type": "CUSTOM", "name": "citations", "value": _citations(reply, rendered)},
        {"type": "CUSTOM", "name": "label", "value": reply.label},
        *([{"type": "STATE_SNAPSHOT", "snapshot": state}] if state else []),
    ]


def _citations(reply: Reply, rendered: Rendered) -> list[Told]:
    urls = {one.record_id: (one.title, one.url) for one in rendered.sources}
    return [
        one.model_dump(mode="json") | dict(zip(("title", "url"), urls[one.record_id], strict=True))
        for one in reply.citations
    ]


def line(told: Told) -> str:
    """One event as it travels."""
    return f"data: {json.dumps(told, ensure_ascii=False)}\n\n"
