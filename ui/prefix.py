"""The product below a path prefix, behind a reverse proxy that takes the prefix off or leaves it on."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class Prefix:
    """ASGI middleware: every request's ``root_path`` ends in ``prefix`` and its path begins with it, as ASGI has it."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the prefix put back."""
        if scope["type"] in ("http", "websocket"):
            outer: str = scope.get("root_path", "")
            inner = scope["path"].removeprefix(outer)
            if inner != self._prefix and not inner.startswith(f"{self._prefix}/"):
                inner = f"{self._prefix}{inner}"
            scope = {**scope, "path": outer + inner, "root_path": outer + self._prefix}
        await self._app(scope, receive, send)


def own_path(scope: Scope) -> str:
    """The path of a request below the prefix that the product is served at."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
