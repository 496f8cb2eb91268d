"""What every route may ask for: the agent, the checked conversation, and the rate limit."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Path, Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from agent import Agent
from ui.api.errors import ApiError


def get_agent(request: Request) -> Agent:
    """The agent of this process."""
    agent: Agent = request.app.state.agent
    return agent


AgentDep = Annotated[Agent, Depends(get_agent)]


class RateLimit:
    """At most ``per_minute`` calls per client and minute, in a moving window."""

    def __init__(self, per_minute: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerMinute(per_minute)

    def check(self, key: str) -> None:
        """Count one call; raises :class:`ApiError` 429 with a retry time in seconds when there are too many."""
        if not self._limiter.hit(self._item, key):
            raise ApiError(429, "too_many_requests", "请求太频繁。", "请等一分钟再试。", retry_after=60)


def limit_rate(request: Request) -> None:
    """Count this call against the client's rate."""
    client = request.client.host if request.client else "unknown"
    limiter: RateLimit = request.app.state.rate_limit
    limiter.check(client)


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
