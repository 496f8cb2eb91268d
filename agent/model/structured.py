"""A JSON object from a model by the surest way it has: tool call, JSON schema, json_object, plain text repaired."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent.model.answers import THOUGHT, Answer
from agent.model.chat import ChatModel, Message
from agent.model.data import new_mark, rows_as_data
from agent.model.faults import ModelUnavailable
from agent.model.profiles import Mode
from prompts import Prompt, load

UNREADABLE_ALLOWED = 2
DATA_TOKENS = 3_000
_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.S)
_TRAILING = re.compile(r",(\s*[}\]])")
_CLOSERS = {"{": "}", "[": "]"}


def closed_object(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of an object with exactly these properties, all of them required."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def ask_json(
    model: ChatModel,
    messages: Sequence[Message],
    prompt: Prompt,
    schema: Mapping[str, Any],
    *,
    max_tokens: int = 900,
) -> dict[str, Any]:
    """A JSON object that should follow ``schema`` (the caller still checks it); raises ModelUnavailable.

    A way that the endpoint refuses is not tried again; an unreadable answer is asked for once more by the next way.
    """
    unreadable = 0
    fault = ModelUnavailable("refused")
    for mode in model.gateway.modes():
        try:
            answer = model.complete(messages, prompt, mode=mode, max_tokens=max_tokens, **_options(model, mode, schema))
        except ModelUnavailable as refusal:
            if refusal.reason != "refused":
                raise
            model.gateway.refuse(mode)
            fault = refusal
            continue
        found = _read(answer)
        if found is not None:
            return found
        unreadable += 1
        fault = ModelUnavailable("format", mode)
        if unreadable >= UNREADABLE_ALLOWED:
            break
    raise fault


def ask_about(
    model: ChatModel, name: str, rows: Sequence[Mapping[str, Any]], schema: Mapping[str, Any], *, max_tokens: int
) -> dict[str, Any]:
    """What the prompt ``name`` asks about rows of untrusted text, as of ``ask_json``; raises ModelUnavailable."""
    prompt, mark = load(name), new_mark()
    data = rows_as_data(rows, mark, min(DATA_TOKENS, model.profile.data_tokens))
    system = {"role": "system", "content": prompt.text}
    user = {"role": "user", "content": prompt.user(mark=mark, data=data)}
    return ask_json(model, [system, user], prompt, schema, max_tokens=max_tokens)


def complete_json(model: ChatModel, messages: Sequence[Message], prompt: Prompt, schema: Mapping[str, Any]) -> Answer:
    """An answer that should be one object of ``schema``, as text and without tool calls; raises ModelUnavailable."""
    fault = ModelUnavailable("refused")
    for mode in model.gateway.modes():
        if mode == "tools":
            continue
        try:
            return model.complete(messages, prompt, mode=mode, **_options(model, mode, schema))
        except ModelUnavailable as refusal:
            if refusal.reason != "refused":
                raise
            model.gateway.refuse(mode)
            fault = refusal
    raise fault


def _options(model: ChatModel, mode: Mode, schema: Mapping[str, Any]) -> dict[str, Any]:
    if mode == "tools":
        function = {"name": "submit", "description": "提交结果", "parameters": dict(schema)}
        forced = {"type": "function", "function": {"name": "submit"}}
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": forced if model.profile.forced_tool else "auto",
        }
    if mode == "json_schema":
        return {"response_format": {"type": "json_schema", "json_schema": {"name": "submit", "schema": dict(schema)}}}
    return {"response_format": {"type": "json_object"}} if mode == "json_object" else {}


def _read(answer: Answer) -> dict[str, Any] | None:
    for call in answer.tool_calls:
        if call.name == "submit" and call.arguments is not None:
            return call.arguments
    return parse_object(answer.text)


def parse_object(text: str) -> dict[str, Any] | None:
    """The first JSON object in ``text``; fences, trailing commas and a cut end are repaired. None without one."""
    text = THOUGHT.sub("", text)
    for candidate in [*_FENCE.findall(text), text]:
        start = candidate.find("{")
        if start < 0:
            continue
        body = candidate[start:]
        for attempt in (body, _TRAILING.sub(r"\1", body), _closed(body)):
            found = _decode(attempt)
            if found is not None:
                return found
    return None


def _decode(text: str) -> dict[str, Any] | None:
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _closed(text: str) -> str:
    """``text`` up to its last complete item, with the open brackets closed."""
    stack: list[str] = []
    complete, depth = 0, ""
    quoted = escaped = False
    for place, char in enumerate(text):
        if quoted:
            quoted = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            quoted = True
        elif char in _CLOSERS:
            stack.append(_CLOSERS[char])
        elif char in "}]" and stack:
            stack.pop()
            complete, depth = place + 1, "".join(reversed(stack))
            if not stack:
                break
    return _TRAILING.sub(r"\1", text[:complete] + depth) if complete else ""
