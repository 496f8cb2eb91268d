"""The MCP server on stdin and stdout, for a program on the same machine that starts it: ``queqiao mcp``."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from fastapi.concurrency import run_in_threadpool
from mcp.server import ServerRequestContext
from mcp.server.stdio import stdio_server

from agent import Agent, Reply
from knowledge import Scope
from ui.channels.mcp.server import Door, make_server
from ui.channels.turns import answer_of, stopped

OWNER = "mcp:stdio"


@dataclass(frozen=True)
class LocalDoor:
    """Who started the process: it may do everything that the tools do."""

    agent: Agent
    base: str

    def must(self, scope: Scope) -> None:
        """Everything is allowed."""

    def owns(self, conversation: str) -> bool:
        """Whether it was started here."""
        return self.agent.knowledge.casebook.threads.owns(OWNER, conversation)

    def start(self, channel: str) -> str:
        """A new conversation."""
        opened = self.agent.start_conversation(channel)
        self.agent.knowledge.casebook.threads.put(OWNER, opened.id)
        return opened.id

    async def reply(self, conversation: str, text: str) -> Reply:
        """The answer."""
        return await run_in_threadpool(self._reply, conversation, text)

    def _reply(self, conversation: str, text: str) -> Reply:
        found = [answer_of(event) for event in self.agent.stream(conversation, text)]
        if not found or found[-1] is None:
            raise stopped()
        return found[-1]


def serve_stdio(agent: Agent, base: str, version: str) -> None:
    """Serve until stdin ends."""
    asyncio.run(_serve(agent, base, version))


async def _serve(agent: Agent, base: str, version: str) -> None:
    door = LocalDoor(agent, base)

    async def door_of(context: ServerRequestContext[Any]) -> Door:
        return door

    server = make_server(door_of, version)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())
