"""What a streamed message says: its text without reasoning, its tool calls, and whether it is whole."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agent.model.faults import ModelUnavailable
from knowledge.text import clean

if TYPE_CHECKING:
    from agent.model.wire import Line

MAX_ANSWER_CHARS = 65_536
THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.S | re.I)
"""Reasoning that an endpoint writes into the text; a cut one has no end. In a field of its own it is never read."""


@dataclass(frozen=True)
class ToolRequest:
    """One tool call that the model asks for; ``arguments`` is None when they were no JSON object."""

    id: str
    name: str
    arguments: dict[str, Any] | None


@dataclass(frozen=True)
class Answer:
    """What one call gave: cleaned text, tool calls, and whether the length limit cut it."""

    text: str
    tool_calls: list[ToolRequest]
    cut: bool = False


def collect(chunks: Any, line: Line) -> Any:
    """The chunks of a stream as one message. Raises ModelUnavailable for none, too many, or a line that was stopped."""
    message: Any = None
    size = 0
    for chunk in chunks:
        line.check()
        size += len(str(chunk.content)) + sum(len(part.get("args") or "") for part in chunk.tool_call_chunks)
        if size > MAX_ANSWER_CHARS:
            raise ModelUnavailable("too_big")
        message = chunk if message is None else message + chunk
    if message is None:
        raise ModelUnavailable("empty")
    return message


def written(message: Any) -> str:
    """Everything that the model wrote, arguments of tools too, for counting."""
    return str(message.text) + "".join(json.dumps(call["args"], ensure_ascii=False) for call in message.tool_calls)


def answer_of(message: Any) -> Answer:
    """The answer in a message. Raises ModelUnavailable where it broke off or says nothing."""
    told = message.response_metadata
    finish = told.get("finish_reason") or told.get("status")
    calls = [ToolRequest(call["id"] or "", call["name"], call["args"]) for call in message.tool_calls]
    calls += [ToolRequest(call["id"] or "", call["name"] or "", None) for call in message.invalid_tool_calls]
    text = clean(THOUGHT.sub("", str(message.text))).strip()
    if not finish and (text or calls):
        raise ModelUnavailable("cut")
    if not text and not calls:
        raise ModelUnavailable("empty")
    return Answer(text, calls, cut=finish in ("length", "incomplete"))
