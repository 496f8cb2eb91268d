"""The MCP server over streamable HTTP at ``/mcp``: stateless, for the newest protocol and for older clients."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from mcp.server import ServerRequestContext
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from agent import Agent, Reply
from knowledge import Scope as KeyScope
from ui.api.access import caller_of, must_have
from ui.api.errors import ApiError, answer
from ui.channels.mcp.server import Door, make_server
from ui.channels.turns import Visit

PATH = "/mcp"
DOOR = "queqiao.door"


@dataclass(frozen=True)
class HttpDoor:
    """A request of a program with its key."""

    visit: Visit

    @property
    def agent(self) -> Agent:
        """The agent of the application."""
        return self.visit.agent

    @property
    def base(self) -> str:
        """The address of the product."""
        return self.visit.base

    def must(self, scope: KeyScope) -> None:
        """Demand the scope of a key; nobody known was let in already, if at all."""
        if self.visit.caller.key is not None:
            must_have(self.visit.caller, scope)

    def owns(self, conversation: str) -> bool:
        """Whether it is the caller's."""
        return self.visit.agent.knowledge.casebook.threads.owns(self.visit.caller.owner, conversation)

    def start(self, channel: str) -> str:
        """A new conversation of the caller."""
        return self.visit.start(channel)

    async def reply(self, conversation: str, text: str) -> Reply:
        """The answer, through the pool and the limits."""
        return await self.visit.reply(conversation, text)


class McpDoor:
    """ASGI: lets the caller in and hands the request to the server."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._manager: StreamableHTTPSessionManager | None = None
        app.router.routes.append(Route(PATH, endpoint=self, methods=["GET", "POST", "DELETE"], include_in_schema=False))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a caller without a right gets a problem, not a protocol error."""
        request = Request(scope, receive)
        try:
            caller = await caller_of(request)
            request.app.state.limits.request(caller)
            if caller.key is None:
                request.app.state.limits.may_be_nobody()
        except ApiError as error:
            await answer(request, error.body, error.status, error.headers)(scope, receive, send)
            return
        assert self._manager is not None, "running() comes first"
        scope = {**scope, DOOR: HttpDoor(Visit(request, request.app.state.agent, caller))}
        await self._manager.handle_request(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve while the application runs."""
        self._manager = StreamableHTTPSessionManager(make_server(_door_of, self._app.version), stateless=True)
        async with self._manager.run():
            yield


async def _door_of(context: ServerRequestContext[Any]) -> Door:
    assert context.request is not None
    door: HttpDoor = context.request.scope[DOOR]
    return door
