"""The guard before everything below ``/officer``: without a session nothing is answered but the log-in page."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Match, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent import Staff
from ui.api.errors import ErrorBody
from ui.auth.cookies import Cookies
from ui.auth.origin import is_own
from ui.prefix import own_path

DESK_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self' blob:; frame-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""What gradio needs to run, and nothing foreign: inline scripts and styles, and templates that it compiles."""

CLOSED = (
    "/monitoring",
    *(
        f"/gradio_api/{name}"
        for name in ("upload", "file", "proxy", "stream", "runs", "run-history", "deep_link", "component_server", "dev")
    ),
)
"""Parts of gradio that the desk does not use: no uploads, no files, no proxy."""

ASSET_CACHE = "private, max-age=31536000, immutable"
"""For gradio's scripts and styles, whose names carry a hash of their content."""

DROPPED_HEADERS = frozenset({b"x-gradio-server", b"x-gradio-user"})
NEED_SESSION = ErrorBody(code="unauthorized", message="请先登录专员工作台。", advice="打开 /officer/login 登录后再试。")
FOREIGN = ErrorBody(code="foreign_origin", message="这个请求不是从本站页面发出的。", advice="请在工作台页面里操作。")
MISSING = ErrorBody(code="not_found", message="没有这个地址。", advice="请从工作台首页进入。")


class Guard:
    """ASGI: the log-in routes (``public``) for everyone, ``inner`` only with a session.

    The officer who is logged in stands in ``scope["officer"]`` of everything behind the guard.
    """

    def __init__(self, inner: ASGIApp, public: Router, staff: Callable[[], Staff], cookies: Cookies) -> None:
        self._inner = inner
        self._public = public
        self._staff = staff
        self._cookies = cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or refuse it."""
        if scope["type"] == "websocket":
            await _close(receive, send)
            return
        if scope["type"] != "http":
            return
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name not in DROPPED_HEADERS]
        request = Request(scope, receive)
        send = _with_policy(send, _path(request))
        if any(route.matches(scope)[0] is not Match.NONE for route in self._public.routes):
            app: ASGIApp = self._public if is_own(request) else _answer(FOREIGN, 403)
            await app(scope, receive, send)
            return
        officer = await run_in_threadpool(self._staff().session, self._cookies.session(request))
        if officer is None:
            await self._refuse(request)(scope, receive, send)
            return
        scope["officer"] = officer
        await self._checked(request)(scope, receive, send)

    def _checked(self, request: Request) -> ASGIApp:
        if not is_own(request):
            return _answer(FOREIGN, 403)
        return _answer(MISSING, 404) if _path(request).startswith(CLOSED) else self._inner

    def _refuse(self, request: Request) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "")
        if request.method in ("GET", "HEAD") and wants_page:
            return RedirectResponse(f"{request.scope.get('root_path', '')}/login", 303, {"Cache-Control": "no-store"})
        return _answer(NEED_SESSION, 401)


def _path(request: Request) -> str:
    return own_path(request.scope)


def _answer(body: ErrorBody, status: int) -> JSONResponse:
    return JSONResponse(body.model_dump(), status, {"Cache-Control": "no-store"})


async def _close(receive: Receive, send: Send) -> None:
    """The desk has no websocket; refuse the handshake."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})


def _with_policy(send: Send, path: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("Content-Security-Policy", DESK_POLICY)
            kept = path.startswith("/assets/") and message["status"] == 200
            headers.setdefault("Cache-Control", ASSET_CACHE if kept else "no-store")
        await send(message)

    return sending
