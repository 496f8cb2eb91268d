"""A door of another protocol: the caller is let in before the protocol's own library sees the request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ui.api.access import caller_of
from ui.api.errors import ApiError, answer
from ui.channels.turns import Visit

VISIT = "queqiao.visit"
"""Where in the scope of a request its visit stands."""

Inner = Callable[[Scope, Receive, Send], Awaitable[None]]


class Guarded:
    """ASGI: 401, 403 or 429 as a problem, else the protocol's own application with the visit in its scope."""

    def __init__(self, inner: Inner) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            caller = await caller_of(request)
            request.app.state.limits.request(caller)
            if caller.key is None:
                request.app.state.limits.may_be_nobody()
        except ApiError as error:
            await answer(request, error.body, error.status, error.headers)(scope, receive, send)
            return
        await self._inner({**scope, VISIT: Visit(request, request.app.state.agent, caller)}, receive, send)


def add_door(app: FastAPI, path: str, inner: Inner, methods: list[str]) -> None:
    """Put a guarded door at that path."""
    app.router.routes.append(Route(path, endpoint=Guarded(inner), methods=methods, include_in_schema=False))
