"""The log-in and set-up pages: plain forms, no script, their one style sheet pinned by hash."""

from __future__ import annotations

import base64
import hashlib
import secrets
from functools import lru_cache
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse

from agent import html_text
from ui.auth.cookies import Cookies

HERE = Path(__file__).parent
LOGIN_LEAD = "请用管理员分配的账号登录。"
SETUP_LEAD = "还没有任何账号。请填启动窗口里显示的一次性口令，设定第一个管理员。"
CLOSED_LEAD = "账号已经设好，或本次启动没有开放设置。"
CLOSED_BODY = '<p>请<a href="login">登录</a>；新增账号请让管理员在“管理”页或用命令 queqiao users add 办理。</p>'


@lru_cache(maxsize=1)
def _files() -> tuple[Template, str, str]:
    style = (HERE / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    return Template((HERE / "page.html").read_text(encoding="utf-8")), style, policy


def login_page(request: Request, cookies: Cookies, error: str = "", name: str = "", status: int = 200) -> HTMLResponse:
    """The log-in form, with the error of the last try."""
    fields = (
        f'<label for="username">账号</label><input id="username" name="username" value="{html_text(name)}" '
        'autocomplete="username" required autofocus>'
        '<label for="password">密码</label><input id="password" name="password" type="password" '
        'autocomplete="current-password" required>'
    )
    return _form(request, cookies, "登录", LOGIN_LEAD, fields, "登录", error, status)


def setup_page(request: Request, cookies: Cookies, error: str = "", name: str = "", status: int = 200) -> HTMLResponse:
    """The form that opens the first administrator's account."""
    fields = (
        '<label for="code">一次性口令</label><input id="code" name="code" autocomplete="off" required autofocus>'
        f'<label for="username">管理员账号</label><input id="username" name="username" value="{html_text(name)}" '
        'autocomplete="username" required>'
        '<label for="password">密码</label><input id="password" name="password" type="password" minlength="12" '
        'autocomplete="new-password" required><p class="hint">至少 12 个字符，可以用一句话。</p>'
    )
    return _form(request, cookies, "首次设置", SETUP_LEAD, fields, "建立管理员账号", error, status)


def closed_page() -> HTMLResponse:
    """The set-up page when there is nothing to set up."""
    return _page("首次设置", CLOSED_LEAD, CLOSED_BODY, 404)


def _form(
    request: Request, cookies: Cookies, title: str, lead: str, fields: str, button: str, error: str, status: int
) -> HTMLResponse:
    token = secrets.token_urlsafe(32)
    told = f'<p class="error" role="alert">{html_text(error)}</p>' if error else ""
    hidden = f'<input type="hidden" name="form" value="{cookies.form_field(token)}">'
    body = f'{told}<form method="post">{hidden}{fields}<button type="submit">{button}</button></form>'
    response = _page(title, lead, body, status)
    cookies.new_form(request, response, token)
    return response


def _page(title: str, lead: str, body: str, status: int) -> HTMLResponse:
    template, style, policy = _files()
    html = template.substitute(title=title, lead=lead, body=body, style=style, home="../")
    return HTMLResponse(html, status, {"Content-Security-Policy": policy, "Cache-Control": "no-store"})
