"""One message through a door for programs: counted, put in line with all others, answered as events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from agent import Agent, Cancel, Event, Reply
from ui.admission.pool import TurnPool
from ui.api.access import Caller, caller_of, must_have
from ui.api.deps import reserve
from ui.api.errors import STATUS, ApiError


@dataclass(frozen=True)
class Visit:
    """A caller at a door for programs, let in."""

    request: Request
    agent: Agent
    caller: Caller

    @property
    def base(self) -> str:
        """The address of the product as the caller reached it."""
        return str(self.request.base_url).rstrip("/")

    def start(self, channel: str) -> str:
        """A new conversation of the caller."""
        opened = self.agent.start_conversation(channel)
        self.agent.knowledge.casebook.threads.put(self.caller.owner, opened.id)
        return opened.id

    async def events(self, conversation: str, text: str) -> AsyncIterator[Event]:
        """The events of one message. Raises :class:`ApiError` before the first when it is not let in.

        The work goes on when nobody listens any more; only the model is not asked again then.
        """
        give_back = reserve(self.request)
        cancel = Cancel()
        try:
            self.request.app.state.limits.foreign(self.caller)
            work = await run_in_threadpool(self.agent.stream, conversation, text, cancel)
            pool: TurnPool[Event] = self.request.app.state.pool
            place = pool.enter(work, give_back)
        finally:
            give_back()
        try:
            async for event in pool.results(place):
                yield event
        finally:
            cancel.set()

    async def reply(self, conversation: str, text: str) -> Reply:
        """The answer to one message. Raises :class:`ApiError`."""
        async for event in self.events(conversation, text):
            if (found := answer_of(event)) is not None:
                return found
        raise stopped()


def answer_of(event: Event) -> Reply | None:
    """The reply in the last event; None for an earlier one; :class:`ApiError` for a problem."""
    if event.problem is not None:
        problem = event.problem
        raise ApiError(STATUS.get(problem.code, 500), problem.code, problem.message, problem.advice)
    return event.reply.public() if event.reply is not None else None


def stopped() -> ApiError:
    """The error of a turn that the end of the service cut off."""
    return ApiError(503, "stopped", "服务正在停止，回答没有做完。", "请稍后再试。", retry_after=30)


async def visit(request: Request) -> Visit:
    """Let a caller in: a key with ``chat``, or nobody known where the settings allow it; :class:`ApiError` else."""
    caller = await caller_of(request)
    limits = request.app.state.limits
    limits.request(caller)
    if caller.key is not None:
        must_have(caller, "chat")
    else:
        limits.may_be_nobody()
    return Visit(request, request.app.state.agent, caller)
