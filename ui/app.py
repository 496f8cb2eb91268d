"""create_app(): the API, the chat page and the officers' desk in one FastAPI application."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from agent import Agent, Settings, get_settings
from knowledge import browser_tables
from ui.admission.address import FromProxies, read_networks
from ui.admission.limits import Counts
from ui.admission.patience import SlowBodies
from ui.admission.pool import TurnPool
from ui.api import conversations, errors, health, openapi, records
from ui.api.cors import Cors
from ui.api.idempotency import Idempotency
from ui.api.limits import Limits
from ui.api.resources import catalogue, complaints, history, needs, webhooks
from ui.bodylimit import BodyLimit
from ui.channels import install as channels
from ui.channels.a2a.routes import add_a2a
from ui.channels.agui import routes as agui
from ui.channels.mcp.http import McpDoor
from ui.channels.openai import chat, responses
from ui.channels.paths import HISTORY_BYTES, WITH_HISTORY
from ui.channels.sending import sending
from ui.headers import SecurityHeaders
from ui.officer.mount import OfficerDoor
from ui.prefix import Prefix

THREADS, SLICE_S = 10, 0.001
WIDGET = Path(__file__).parent / "widget"
REFERENCE = Path(__file__).parent / "api" / "reference"
ICON = WIDGET / "static" / "icon.svg"


def create_app(
    agent: Agent | None = None,
    settings: Settings | None = None,
    announce: Callable[[str], None] | None = None,
    tell: Callable[[str], None] = lambda text: None,
) -> FastAPI:
    """Build the application; without an ``agent`` it opens one from the settings at start-up and closes it at the end.

    ``announce`` is handed the one-time code of the first set-up while no account exists, to show on the console only.
    ``tell`` is handed what else the console should show at start-up.
    """
    settings = settings or get_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # Few threads and short slices, so that the loop, which answers /healthz, gets its turn while turns compute.
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        sys.setswitchinterval(SLICE_S)
        app.state.agent = agent or Agent.open(settings)
        if agent is None and (told := app.state.agent.refresh_examples()):
            tell(told)
        if agent is None:
            app.state.agent.take_over()
        app.state.agent.sync_in_background()
        officers.start(announce)
        counts = Counts(app.state.agent.knowledge.data_dir / "limits.sqlite3")
        app.state.limits = Limits(counts, settings)
        app.state.pool = TurnPool(settings.workers, settings.turns_waiting)
        messengers = channels.running(app, app.state.agent, settings, counts)
        async with sending(app, settings), mcp.running(), messengers:
            yield
            await run_in_threadpool(app.state.pool.close)
        counts.close()
        await officers.close()
        if agent is None:
            app.state.agent.close()

    app = FastAPI(
        title="鹊桥 Queqiao",
        description="成果转化智能体的接口：会话、需求、推荐、成果库、事件推送。"
        "另有 OpenAI 兼容接口（/v1）、MCP（/mcp）、A2A（/a2a）和 AG-UI（/agui）。",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False},
    )
    _add_api(app, settings)
    add_a2a(app)
    mcp = McpDoor(app)
    officers = OfficerDoor(app, settings, lambda: app.state.agent)
    return app


def _add_api(app: FastAPI, settings: Settings) -> None:
    errors.install(app)
    for module in (
        conversations,
        history,
        needs,
        catalogue,
        webhooks,
        complaints,
        records,
        health,
        chat,
        responses,
        agui,
    ):
        app.include_router(module.router)
    channels.install(app, settings)
    openapi.describe(app)
    app.add_middleware(Idempotency)
    app.add_middleware(Cors, origins=lambda: app.state.agent.knowledge.casebook.keys.origins())
    larger = {catalogue.IMPORT_PATH: catalogue.FILE_BYTES, **dict.fromkeys(WITH_HISTORY, HISTORY_BYTES)}
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes, exempt=("/officer",), larger=larger)
    app.add_middleware(SlowBodies)
    app.add_middleware(GZipMiddleware, minimum_size=1_000)
    app.add_middleware(SecurityHeaders)
    if settings.root_path:
        app.add_middleware(Prefix, prefix=settings.root_path)
    if settings.trusted_proxies:
        app.add_middleware(FromProxies, proxies=read_networks(settings.trusted_proxies))
    app.get("/static/tables.js", include_in_schema=False)(_tables)
    for path, folder in (("/static", WIDGET / "static"), ("/reference", REFERENCE)):
        app.mount(path, StaticFiles(directory=folder), name=path[1:])
    for path, file in (("/", WIDGET / "index.html"), ("/docs", REFERENCE / "index.html"), ("/favicon.ico", ICON)):
        app.get(path, include_in_schema=False)(_sending(file))
    app.get("/complaints", include_in_schema=False)(_sending(WIDGET / "complaints.html"))


def _tables() -> Response:
    """The tables of signs and units as a script, so that the page shows amounts as everything else does."""
    script = f"export const TABLES = {json.dumps(browser_tables(), ensure_ascii=False)};\n"
    return Response(script, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _sending(file: Path) -> Callable[[], FileResponse]:
    return lambda: FileResponse(file)
