"""Pages of other addresses: only those that some active key names may read our answers; all others are denied."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.prefix import own_path

DOORS = ("/api/v1", "/v1", "/mcp", "/a2a", "/agui")
ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-API-Key, Idempotency-Key, Last-Event-ID, "
    "Mcp-Session-Id, Mcp-Protocol-Version",
    "Access-Control-Max-Age": "600",
}
EXPOSED = "Retry-After, Idempotent-Replayed, Mcp-Session-Id"


class Cors:
    """ASGI middleware over the doors for programs; ``origins`` are asked for on every request of a foreign page."""

    def __init__(self, app: ASGIApp, origins: Callable[[], set[str]]) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the question before a request, and let the page read the answer where it may."""
        origin = Headers(scope=scope).get("origin", "").lower() if scope["type"] == "http" else ""
        if not origin or not own_path(scope).startswith(DOORS) or origin not in await run_in_threadpool(self._origins):
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            headers = {**ALLOWED, "Access-Control-Allow-Origin": origin, "Vary": "Origin"}
            await Response(status_code=204, headers=headers)(scope, receive, send)
            return

        async def readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                found["Access-Control-Allow-Origin"] = origin
                found["Access-Control-Expose-Headers"] = EXPOSED
                found.add_vary_header("Origin")
            await send(message)

        await self._app(scope, receive, readable)
