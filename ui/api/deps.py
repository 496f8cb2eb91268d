"""What every route may ask for: the agent, the checked conversation, the limits, and a place in the pool."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import Depends, Header, Path, Request
from starlette.concurrency import run_in_threadpool

from agent import Agent, Settings
from ui.admission.address import address_key
from ui.admission.limits import DAY, MINUTE, Counts, Exceeded, Limit
from ui.admission.pool import Full
from ui.api.errors import ApiError


def get_agent(request: Request) -> Agent:
    """The agent of this process."""
    agent: Agent = request.app.state.agent
    return agent


AgentDep = Annotated[Agent, Depends(get_agent)]


class Limits:
    """How often one address, conversation or tenant may ask; each limit of the settings."""

    def __init__(self, counts: Counts, settings: Settings) -> None:
        self._counts = counts
        self._tenant = settings.tenant
        self._requests = Limit("requests", settings.rate_per_minute, MINUTE, "请求太频繁。")
        self._conversation = Limit("turns", settings.turns_per_minute, MINUTE, "这个会话里发得太快。")
        self._address = Limit("address-day", settings.turns_per_day, DAY, "您的网络今天已经用完了提问次数。")
        self._person = Limit("person-day", settings.turns_per_day, DAY, "您今天已经用完了提问次数。")
        self._all = Limit("tenant-day", settings.tenant_turns_per_day, DAY, "本站今天的提问次数已经用完。")

    def request(self, client: str) -> None:
        """Count a request of an address; :class:`ApiError` 429 with a retry time when there are too many."""
        self._hit((self._requests, address_key(client)))

    def turn(self, client: str, conversation: str) -> None:
        """Count a message; :class:`ApiError` 429 with a retry time when there are too many."""
        tenant = self._tenant
        self._hit(
            (self._conversation, f"{tenant}/{conversation}"),
            (self._address, f"{tenant}/{address_key(client)}"),
            (self._all, tenant),
        )

    def person(self, person: str) -> None:
        """Count a message of a person; :class:`ApiError` 429 with a retry time when there are too many."""
        self._hit((self._person, f"{self._tenant}/{person}"))

    def _hit(self, *wanted: tuple[Limit, str]) -> None:
        try:
            self._counts.hit(*wanted)
        except Exceeded as error:
            wait = error.retry_after
            advice = f"请 {wait} 秒后再试。" if wait <= 2 * MINUTE else f"请约 {round(wait / 3600, 1)} 小时后再试。"
            raise ApiError(429, "too_many_requests", str(error), advice, retry_after=wait) from error


def client_of(request: Request) -> str:
    """The address that a request comes from."""
    return request.client.host if request.client else "unknown"


async def limit_rate(request: Request) -> None:
    """Count this request against its address."""
    limits: Limits = request.app.state.limits
    limits.request(client_of(request))


Limited = Depends(limit_rate)


def check_conversation(
    request: Request,
    agent: AgentDep,
    conversation_id: Annotated[str, Path(min_length=8, max_length=64)],
    authorization: Annotated[str, Header()] = "",
) -> str:
    """The conversation's id, when the bearer token belongs to it; one answer for every way to be wrong."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token or not agent.check_conversation(conversation_id, token):
        raise ApiError(404, "no_such_conversation", "没有找到这个会话，或访问凭证不对。", "请重新打开页面开始新会话。")
    return conversation_id


ConversationDep = Annotated[str, Depends(check_conversation)]


async def admit(request: Request, conversation: ConversationDep) -> AsyncIterator[Callable[[], None]]:
    """A place in the pool of turns, promised before the message is kept; 429 or 503 with a retry time without one."""
    limits: Limits = request.app.state.limits
    try:
        give_back = request.app.state.pool.reserve()
    except Full as error:
        advice = f"您的文字没有发出，请保留好，约 {error.retry_after} 秒后再发。"
        raise ApiError(503, "busy", "现在提问的人太多，暂时排不上。", advice, retry_after=error.retry_after) from error
    try:
        limits.turn(client_of(request), conversation)
        await run_in_threadpool(_count_person, request, conversation)
        yield give_back
    finally:
        give_back()


def _count_person(request: Request, conversation: str) -> None:
    """Count the message for whoever talks in this conversation, where that is somebody known on other channels too."""
    person = get_agent(request).knowledge.casebook.people.of(conversation)
    if person is not None:
        limits: Limits = request.app.state.limits
        limits.person(person.id)


AdmittedDep = Annotated[Callable[[], None], Depends(admit)]
