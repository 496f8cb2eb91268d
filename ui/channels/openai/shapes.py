"""What clients of OpenAI's interface send, and what they get. Unknown fields are let pass: clients send many."""

from __future__ import annotations

import time
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from agent import count_tokens
from ui.api.errors import ApiError, OpenAiBody
from ui.channels.render import Rendered

MODEL = "queqiao"
TEXT_PARTS = ("text", "input_text", "output_text")


class Loose(BaseModel):
    """A request of which we read what we know."""

    model_config = ConfigDict(extra="ignore")


class Part(Loose):
    """A piece of a message; only text is read."""

    type: str = "text"
    text: str = ""


class ChatMessage(Loose):
    """One message of the history that the client sends."""

    role: str
    content: str | list[Part] | None = None
    type: str = "message"

    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type in TEXT_PARTS)
        return self.content or ""

    def has_other(self) -> bool:
        """Whether there is a picture, sound or file in it."""
        return isinstance(self.content, list) and any(part.type not in TEXT_PARTS for part in self.content)


class StreamOptions(Loose):
    """What a stream has at its end."""

    include_usage: bool = False


class ChatRequest(Loose):
    """``POST /v1/chat/completions``."""

    model: str = MODEL
    messages: list[ChatMessage] = Field(min_length=1, max_length=500)
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: int | None = 1
    user: str | None = Field(default=None, max_length=200)
    safety_identifier: str | None = Field(default=None, max_length=200)

    @property
    def person(self) -> str:
        """Whom the client says it asks for."""
        return self.safety_identifier or self.user or ""


class ResponseRequest(Loose):
    """``POST /v1/responses``."""

    model: str = MODEL
    input: str | list[ChatMessage] = Field(min_length=1)
    previous_response_id: str | None = Field(default=None, max_length=100)
    instructions: str | None = None
    stream: bool = False
    store: bool = True
    user: str | None = Field(default=None, max_length=200)
    safety_identifier: str | None = Field(default=None, max_length=200)
    metadata: dict[str, JsonValue] | None = None

    @property
    def person(self) -> str:
        """Whom the client says it asks for."""
        return self.safety_identifier or self.user or ""

    def messages(self) -> list[ChatMessage]:
        """The input as messages."""
        if isinstance(self.input, str):
            return [ChatMessage(role="user", content=self.input)]
        return [one for one in self.input if one.type == "message"]


def usage(said: str, rendered: Rendered) -> dict[str, int]:
    """Tokens as tiktoken counts them in the message and the answer."""
    prompt, completion = count_tokens(said), count_tokens(rendered.text)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def citations(rendered: Rendered) -> list[dict[str, Any]]:
    """The sources with what is quoted of each."""
    return [{"id": one.record_id, "title": one.title, "url": one.url, "quotes": one.quotes} for one in rendered.sources]


def links(rendered: Rendered) -> list[dict[str, Any]]:
    """Where the text links its sources, as chat completions have it."""
    return [{"type": "url_citation", "url_citation": one} for one in places(rendered)]


def places(rendered: Rendered) -> list[dict[str, Any]]:
    """Where the text links its sources: start, end, address and title."""
    return [
        {"start_index": one.start, "end_index": one.end, "url": one.source.url, "title": one.source.title}
        for one in rendered.mentions
    ]


def error(found: ApiError) -> dict[str, Any]:
    """A problem in the middle of a stream."""
    return OpenAiBody.of(found.body, found.status).model_dump()


def failure(found: ApiError) -> dict[str, Any]:
    """A problem of a response."""
    return {"code": found.body.code, "message": f"{found.body.message}{found.body.advice}"}


def model_card() -> dict[str, Any]:
    """The one model there is."""
    return {"id": MODEL, "object": "model", "created": 1_767_225_600, "owned_by": MODEL}


def seconds() -> int:
    """The present moment as the interface tells it."""
    return int(time.time())
