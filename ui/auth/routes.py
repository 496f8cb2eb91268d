"""The addresses below ``/officer`` that need no session: log-in and first set-up; and log-out, which needs one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route, Router

from agent import PasswordError, Staff, TooManyAttempts
from ui.admission.address import address_key
from ui.auth import pages
from ui.auth.cookies import Cookies
from ui.auth.setup import FirstAdministrator

FORM_BYTES = 8_192
WRONG = "账号或密码不对，或账号已停用。"
STALE = "页面放得太久了，请再填一次。"
WRONG_CODE = "一次性口令不对。请从启动窗口里复制完整的一行。"


@dataclass(frozen=True)
class Door:
    """Log-in, log-out and first set-up over one tenant's accounts."""

    staff: Callable[[], Staff]
    first: Callable[[], FirstAdministrator]
    cookies: Cookies
    on_visit: Callable[[], None]

    def public(self) -> Router:
        """The routes without a session."""
        return Router(
            [
                Route("/login", self.log_in, methods=["GET", "POST"]),
                Route("/setup", self.set_up, methods=["GET", "POST"]),
            ]
        )

    async def log_in(self, request: Request) -> Response:
        """The log-in page; a right name and password get a new session."""
        if request.method != "POST":
            self.on_visit()
            return pages.login_page(request, self.cookies)
        form = await read_form(request)
        if form is None or not self.cookies.form_is_ours(request, form.get("form", "")):
            return pages.login_page(request, self.cookies, STALE, status=403)
        name, password = form.get("username", ""), form.get("password", "")
        client = address_key(request.client.host if request.client else "")
        await asyncio.sleep(self.staff().pause(name, client))
        try:
            token = await run_in_threadpool(self.staff().log_in, name, password, client)
        except TooManyAttempts as error:
            response = pages.login_page(request, self.cookies, str(error), name[:40], 429)
            response.headers["Retry-After"] = str(error.retry_after)
            return response
        if token is None:
            return pages.login_page(request, self.cookies, WRONG, name[:40], 401)
        welcome = RedirectResponse(f"{request.scope.get('root_path', '')}/", 303)
        self.cookies.set_session(request, welcome, token)
        return welcome

    async def set_up(self, request: Request) -> Response:
        """The set-up page while no account exists; the one-time code opens the first administrator's account."""
        first = self.first()
        if not await run_in_threadpool(lambda: first.open):
            return pages.closed_page()
        if request.method != "POST":
            return pages.setup_page(request, self.cookies)
        form = await read_form(request)
        if form is None or not self.cookies.form_is_ours(request, form.get("form", "")):
            return pages.setup_page(request, self.cookies, STALE, status=403)
        name, password, code = (form.get(field, "") for field in ("username", "password", "code"))
        try:
            officer = await run_in_threadpool(first.create, code, name, password)
        except PasswordError as error:
            return pages.setup_page(request, self.cookies, str(error), name[:40], 422)
        if officer is None:
            return pages.setup_page(request, self.cookies, WRONG_CODE, name[:40], 401)
        return RedirectResponse(f"{request.scope.get('root_path', '')}/login", 303)

    async def log_out(self, request: Request) -> Response:
        """End the session; stands behind the guard."""
        token = self.cookies.session(request)
        await run_in_threadpool(self.staff().log_out, token, request.scope["officer"])
        response = RedirectResponse(f"{request.scope.get('root_path', '')}/login", 303)
        self.cookies.drop_session(request, response)
        return response


async def read_form(request: Request) -> dict[str, str] | None:
    """The fields of a small urlencoded form, or None when it is too large or no such form."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            return None
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=20)
    except (UnicodeDecodeError, ValueError):
        return None
    return {name: values[0] for name, values in fields.items()}
