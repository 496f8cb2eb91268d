"""A2A in the application: the card for everybody, the messages behind the guard. Its library is loaded when asked."""

from __future__ import annotations

from functools import lru_cache

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.channels.guarded import add_door
from ui.channels.paths import A2A, AGENT_CARD


def add_a2a(app: FastAPI) -> None:
    """Serve the agent card and the messages."""
    app.get(AGENT_CARD, include_in_schema=False)(_card)

    @lru_cache(maxsize=1)
    def made() -> ASGIApp:
        return _application(app.version)

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        await made()(scope, receive, send)

    add_door(app, A2A, inner, ["POST"])


def _card(request: Request) -> JSONResponse:
    from a2a.server.request_handlers.response_helpers import agent_card_to_dict

    from ui.channels.a2a.card import make_card

    base = str(request.base_url).rstrip("/")
    card = make_card(base, request.app.version, request.app.state.agent.examples)
    return JSONResponse(agent_card_to_dict(card), headers={"Cache-Control": "public, max-age=300"})


def _application(version: str) -> ASGIApp:
    from a2a.server.request_handlers import DefaultRequestHandler
    from a2a.server.routes import create_jsonrpc_routes
    from a2a.server.tasks import InMemoryTaskStore

    from ui.channels.a2a.card import make_card
    from ui.channels.a2a.executor import CallContextBuilder, Executor

    handler = DefaultRequestHandler(Executor(), InMemoryTaskStore(), make_card("", version, []))
    return create_jsonrpc_routes(handler, A2A, CallContextBuilder())[0].app
