"""What every route may ask for: the agent, the checked conversation, the limits, and a place in the pool."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.concurrency import run_in_threadpool

from agent import Agent
from ui.admission.pool import Full
from ui.api.access import TOKEN, CallerDep, must_have, secret_of
from ui.api.errors import ApiError
from ui.api.limits import Limits


def get_agent(request: Request) -> Agent:
    """The agent of this process."""
    agent: Agent = request.app.state.agent
    return agent


AgentDep = Annotated[Agent, Depends(get_agent)]


def get_limits(request: Request) -> Limits:
    """The limits of this application."""
    limits: Limits = request.app.state.limits
    return limits


LimitsDep = Annotated[Limits, Depends(get_limits)]


async def limit_rate(request: Request, caller: CallerDep) -> None:
    """Count this request against its key, or its address."""
    request.app.state.limits.request(caller)


Limited = Depends(limit_rate)


def check_conversation(
    request: Request,
    agent: AgentDep,
    caller: CallerDep,
    conversation_id: Annotated[str, Path(min_length=8, max_length=64)],
    _scheme: Annotated[object, Depends(TOKEN)],
) -> str:
    """The conversation's id, when the bearer token belongs to it or the key owns it; one answer for every wrong way."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if caller.key is not None and agent.knowledge.casebook.threads.owns(caller.owner, conversation_id):
        must_have(caller, "chat")
        return conversation_id
    told = scheme.lower() == "bearer" and token and token != secret_of(request)
    if told and agent.check_conversation(conversation_id, token):
        return conversation_id
    raise ApiError(
        401 if caller.key is None else 404,
        "no_such_conversation",
        "没有找到这个会话，或访问凭证不对。",
        "请重新打开页面开始新会话。",
    )


ConversationDep = Annotated[str, Depends(check_conversation)]


async def admit(
    request: Request, caller: CallerDep, conversation: ConversationDep
) -> AsyncIterator[Callable[[], None]]:
    """A place in the pool of turns, promised before the message is kept; 429 or 503 with a retry time without one."""
    give_back = reserve(request)
    try:
        request.app.state.limits.turn(caller, conversation)
        await run_in_threadpool(_count_person, request, conversation)
        yield give_back
    finally:
        give_back()


def _count_person(request: Request, conversation: str) -> None:
    """Count the message for whoever talks in this conversation, where that is somebody known on other channels too."""
    person = get_agent(request).knowledge.casebook.people.of(conversation)
    if person is not None:
        request.app.state.limits.person(person.id)


def reserve(request: Request) -> Callable[[], None]:
    """A promise of a place in the pool, to be given back; :class:`ApiError` 503 when it is full."""
    try:
        give_back: Callable[[], None] = request.app.state.pool.reserve()
    except Full as error:
        advice = f"您的文字没有发出，请保留好，约 {error.retry_after} 秒后再发。"
        raise ApiError(503, "busy", "现在提问的人太多，暂时排不上。", advice, retry_after=error.retry_after) from error
    return give_back


AdmittedDep = Annotated[Callable[[], None], Depends(admit)]
