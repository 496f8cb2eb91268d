"""The MCP server over streamable HTTP at ``/mcp``: stateless, for the newest protocol and for older clients."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from mcp.server import ServerRequestContext
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.types import Receive, Scope, Send

from agent import Agent, Reply
from knowledge import Scope as KeyScope
from ui.api.access import must_have
from ui.channels.guarded import VISIT, add_door
from ui.channels.mcp.server import Door, make_server
from ui.channels.paths import MCP
from ui.channels.turns import Visit


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
    """The server in an application, behind the guard."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._manager: StreamableHTTPSessionManager | None = None
        add_door(app, MCP, self._answer, ["GET", "POST", "DELETE"])

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve while the application runs."""
        self._manager = StreamableHTTPSessionManager(make_server(_door_of, self._app.version), stateless=True)
        async with self._manager.run():
            yield

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._manager is not None, "running() comes first"
        await self._manager.handle_request(scope, receive, send)


async def _door_of(context: ServerRequestContext[Any]) -> Door:
    assert context.request is not None
    return HttpDoor(context.request.scope[VISIT])
