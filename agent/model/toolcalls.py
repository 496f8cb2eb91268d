"""How a model asks for tools: by the endpoint's own tool calls, or by one JSON object a step where it has none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

from agent.model.answers import Answer, ToolRequest
from agent.model.chat import ChatModel, Message
from agent.model.structured import closed_object, complete_json, parse_object
from prompts import Prompt, load

Spec = Mapping[str, Any]
NOTHING: Mapping[str, Any] = MappingProxyType(
    {
        "type": "object",
        "properties": {"statements": {"type": "array", "items": {"type": "object"}, "maxItems": 0}},
        "required": ["statements"],
        "additionalProperties": False,
    }
)
"""The schema of an answer that says nothing."""


class ToolTalk(Protocol):
    """One way of asking for tools: a step is asked for with ``ask``, and its results are told with ``tell``."""

    prompt: Prompt
    titles_only: bool
    """Whether the conversation opens with the titles of the records at hand only, to be read by tools."""

    def ask(
        self, model: ChatModel, messages: Sequence[Message], specs: Sequence[Spec], final: Mapping[str, Any] | None
    ) -> Answer:
        """The next step: an answer with tool calls, or the final text.

        ``final`` is the schema of the latter, None while nothing was read that could be answered from.
        """

    def tell(self, messages: list[Message], answer: Answer, results: Sequence[str]) -> None:
        """Add the step and what its calls gave, in order, to the conversation."""


class NativeTools:
    """Tool calls of the wire format."""

    titles_only = False

    def __init__(self) -> None:
        self.prompt = load("followup")

    def ask(
        self, model: ChatModel, messages: Sequence[Message], specs: Sequence[Spec], final: Mapping[str, Any] | None
    ) -> Answer:
        """Offer the tools; how the final answer is to look stands in the prompt."""
        return model.complete(messages, self.prompt, mode="tools", tools=specs)

    def tell(self, messages: list[Message], answer: Answer, results: Sequence[str]) -> None:
        """One message for each call."""
        messages.append({"role": "assistant", "content": answer.text, "tool_calls": _wire(answer.tool_calls)})
        for call, result in zip(answer.tool_calls, results, strict=True):
            messages.append({"role": "tool", "tool_call_id": call.id, "content": result})


class JsonTools:
    """Each step is ``{"tool": name, "arguments": {...}}`` several of them under ``calls``, or the final object; bound
    by a schema to one at a time where that is supported."""

    titles_only = True

    def __init__(self) -> None:
        self.prompt = load("followup_json")

    def ask(
        self, model: ChatModel, messages: Sequence[Message], specs: Sequence[Spec], final: Mapping[str, Any] | None
    ) -> Answer:
        """Ask for one object; anything but a call is taken as the final text."""
        answer = complete_json(model, messages, self.prompt, _steps(specs, final))
        step = parse_object(answer.text) or {}
        several = step.get("calls")
        rows = several if isinstance(several, list) else [step]
        calls = [_request(row) for row in rows if isinstance(row, dict) and "tool" in row]
        return Answer(answer.text, calls, answer.cut) if calls else answer

    def tell(self, messages: list[Message], answer: Answer, results: Sequence[str]) -> None:
        """The step as it was written, and the result as the user's next message."""
        messages.append({"role": "assistant", "content": answer.text})
        messages.append({"role": "user", "content": load("followup_next").user(result="\n".join(results))})


def _request(row: Mapping[str, Any]) -> ToolRequest:
    arguments = row.get("arguments")
    return ToolRequest("", str(row["tool"]), arguments if isinstance(arguments, dict) else None)


def tool_talk(model: ChatModel) -> ToolTalk:
    """The surest way that the endpoint has."""
    return NativeTools() if "tools" in model.gateway.modes() else JsonTools()


def in_words(specs: Sequence[Spec]) -> str:
    """The tools as a prompt lists them, one a line: ``name(argument)：what it does``."""
    told = [one["function"] for one in specs]
    return "\n".join(f"{one['name']}({', '.join(one['parameters']['required'])})：{one['description']}" for one in told)


def about(specs: Sequence[Spec], ids: Sequence[str]) -> list[Spec]:
    """The tools that read records by their ids, bound to these ids."""
    bound = {
        "record_id": {"enum": list(ids)},
        "record_ids": {"type": "array", "items": {"enum": list(ids)}, "minItems": 2, "maxItems": 4},
    }
    found: list[Spec] = []
    for one in specs:
        function = one["function"]
        own = {name: bound[name] for name in function["parameters"]["required"] if name in bound}
        if own and (len(ids) > 1 or "record_ids" not in own):
            found.append({"type": "function", "function": function | {"parameters": closed_object(own)}})
    return found


def _wire(calls: Sequence[ToolRequest]) -> list[dict[str, Any]]:
    return [
        {
            "id": call.id,
            "type": "function",
            "function": {"name": call.name, "arguments": json.dumps(call.arguments or {}, ensure_ascii=False)},
        }
        for call in calls
    ]


def _steps(specs: Sequence[Spec], final: Mapping[str, Any] | None) -> dict[str, Any]:
    """What one step may be: a call of one of the tools, or the final object once there is something to answer from."""
    calls = [closed_object({"tool": {"const": one["function"]["name"]}, "arguments": _needed(one)}) for one in specs]
    choices = [*calls, *([dict(final)] if final else [])]
    return {"anyOf": choices} if calls else dict(final or NOTHING)


def _needed(spec: Spec) -> dict[str, Any]:
    """The arguments that must be given: a small model fills optional filters at random, and so finds nothing."""
    schema = spec["function"]["parameters"]
    return closed_object({name: schema["properties"][name] for name in schema["required"]})
