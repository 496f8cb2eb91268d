"""The desk as gradio Blocks: a top bar, the inbox, one need, and administration."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request

from agent import Agent, Desk, Officer, Staff, quiet_gradio

quiet_gradio()

import gradio as gr  # noqa: E402

from ui.officer import html  # noqa: E402
from ui.officer.context import EVENT, DeskContext  # noqa: E402
from ui.officer.panels.account import AccountPanel  # noqa: E402
from ui.officer.panels.admin import AdminPanel  # noqa: E402
from ui.officer.panels.inbox import InboxPanel  # noqa: E402
from ui.officer.panels.need import NeedPanel  # noqa: E402
from ui.officer.theme import CSS, HEAD, make_theme  # noqa: E402

TITLE = "鹊桥专员工作台"
INBOX, NEED, ADMIN, OWN = "inbox", "need", "admin", "own"


def build_app(agent: Agent, staff: Staff) -> FastAPI:
    """The desk as an application to mount below ``/officer``, behind the guard."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, telemetry={"tracing": False})
    blocks = build_blocks(DeskContext(Desk(agent), staff))
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        auth_dependency=_username,
        allowed_paths=[],
        footer_links=[],
        run_history=False,
        show_error=True,
        ssr_mode=False,
        pwa=False,
        max_file_size=0,
        theme=make_theme(),
        css_paths=[CSS],
        head=HEAD,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )
    return app


def build_blocks(context: DeskContext) -> Any:
    """The Blocks of the desk."""
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as blocks:
        top = gr.HTML()
        with gr.Tabs() as tabs:
            with gr.Tab("收件箱", id=INBOX):
                inbox = InboxPanel(context)
            with gr.Tab("需求", id=NEED):
                need = NeedPanel(context)
            with gr.Tab("管理", id=ADMIN, visible=False) as admin_tab:
                admin = AdminPanel(context)
            with gr.Tab("我的密码", id=OWN):
                AccountPanel(context)

        def load(text: str, status: str, owner: str, order: str, number: int, request: gr.Request) -> list[Any]:
            officer = context.officer(request)
            rows = inbox.load(text, status, owner, order, number)
            return [_top(officer), gr.Tab(visible=officer.is_administrator), *rows]

        def linked(variant: str, request: gr.Request) -> list[Any]:
            need_id = request.query_params.get("need", "")
            if not need_id:
                return [gr.skip()] * (1 + len(need.outputs))
            return [gr.Tabs(selected=NEED), *need.show(request, need_id, variant)]

        def opened(request: gr.Request, variant: str, event: gr.EventData) -> list[Any]:
            return [gr.Tabs(selected=NEED), *need.show(request, str(event.need), variant)]

        blocks.load(load, inbox.inputs, [top, admin_tab, *inbox.outputs], **EVENT)
        blocks.load(linked, [need.variant], [tabs, *need.outputs], **EVENT)
        admin_tab.select(admin.load, None, admin.outputs, **EVENT)
        inbox.table.click(opened, [need.variant], [tabs, *need.outputs], **EVENT)
    blocks.queue(default_concurrency_limit=8, max_size=64, api_open=False)
    return blocks


def _username(request: Request) -> str | None:
    officer = request.scope.get("officer")
    return officer.username if isinstance(officer, Officer) else None


def _top(officer: Officer) -> str:
    return (
        '<div class="q-top"><strong>鹊桥</strong><span class="q-sub">专员工作台</span>'
        f'<form method="post" action="logout"><span>{html.text(officer.username)}（{officer.role_name}）</span>'
        '<button type="submit">退出</button></form></div>'
    )
