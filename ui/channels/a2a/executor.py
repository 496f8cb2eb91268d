"""One message of another agent becomes one turn, and its answer one message with text and data."""

from __future__ import annotations

import json
from typing import Any

from a2a.helpers.proto_helpers import new_data_part, new_message, new_text_part
from a2a.server.agent_execution import AgentExecutor, RequestContext
from a2a.server.context import ServerCallContext
from a2a.server.events import EventQueue
from a2a.server.routes.common import DefaultServerCallContextBuilder
from a2a.types.a2a_pb2 import Part
from a2a.utils.errors import InvalidParamsError, UnsupportedOperationError
from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from agent import Reply
from ui.api.access import must_have
from ui.api.errors import ApiError
from ui.channels.a2a.card import JSON, MARKDOWN
from ui.channels.guarded import VISIT
from ui.channels.render import render
from ui.channels.turns import Visit

TEXT_MAX = 8_000


class CallContextBuilder(DefaultServerCallContextBuilder):
    """Brings the visit that let the request in."""

    def build(self, request: Request) -> ServerCallContext:
        """The context with the visit in its state."""
        context = super().build(request)
        context.state[VISIT] = request.scope[VISIT]
        return context


class Executor(AgentExecutor):
    """Answers in the conversation that the other agent knows by its context id."""

    async def execute(self, context: RequestContext, event_queue: EventQueue) -> None:
        """Answer one message; what is refused is told as a message of its own."""
        visit: Visit = context.call_context.state[VISIT]
        text, name = context.get_user_input(), f"a2a:{context.context_id}"
        if not text.strip() or len(text) > TEXT_MAX:
            raise InvalidParamsError(message=f"消息里应有 1–{TEXT_MAX} 字的文字。")
        try:
            if visit.caller.key is not None:
                must_have(visit.caller, "chat")
            threads, owner = visit.agent.knowledge.casebook.threads, visit.caller.owner
            conversation = await run_in_threadpool(threads.find, owner, name)
            if conversation is None:
                conversation = await run_in_threadpool(visit.start, "a2a")
                await run_in_threadpool(threads.put, owner, conversation, name)
            parts = await _parts(visit, await visit.reply(conversation, text))
        except ApiError as error:
            problem = {"problem": error.body.model_dump()}
            parts = [new_text_part(f"{error.body.message}{error.body.advice}"), new_data_part(problem, JSON)]
        await event_queue.enqueue_event(new_message(parts, context_id=context.context_id))

    async def cancel(self, context: RequestContext, event_queue: EventQueue) -> None:
        """Answers come at once; there is nothing to take back."""
        raise UnsupportedOperationError


async def _parts(visit: Visit, reply: Reply) -> list[Part]:
    rendered = await run_in_threadpool(render, visit.agent, reply, visit.base)
    told: dict[str, Any] = {
        "act": reply.act,
        "label": reply.label,
        "citations": [one.model_dump(mode="json") for one in reply.citations],
        "sources": [{"id": one.record_id, "title": one.title, "url": one.url} for one in rendered.sources],
        "card": reply.card.model_dump(mode="json", exclude={"text", "typed"}) if reply.card else None,
    }
    plain = json.loads(json.dumps(told, ensure_ascii=False))
    return [new_text_part(rendered.text, MARKDOWN), new_data_part(plain, JSON)]
