"""The simulated WeChat as an application: its API host, and a page on which one chats as a user."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, Field

from agent import Settings
from ui.channels.simulator.api import make_router
from ui.channels.simulator.users import Users
from ui.channels.simulator.world import World
from ui.headers import SecurityHeaders

STATIC = Path(__file__).parent / "static"
WAIT_S = 20.0
DEMO_KEY = "demo0demo1demo2demo3demo4demo5demo6demo7dem"
"""An EncodingAESKey for nothing but the demonstration on this machine."""


class Said(BaseModel):
    """What the user on the page writes or does."""

    channel: Literal["wechat", "wecom", "robot", "miniprogram"] = "wechat"
    user: str = Field(default="o_demo", pattern=r"^[A-Za-z0-9_-]{1,40}$")
    text: str = Field(default="", max_length=8_000)
    event: str = Field(default="", max_length=20)


def demo_variables(simulator: str, public_url: str, *, service_messages: bool = True) -> dict[str, str]:
    """Environment variables that point a server at a simulator."""
    named = {
        "PUBLIC_URL": public_url,
        "WECHAT_APP_ID": "wx0000000000000000",
        "WECHAT_TOKEN": "demo-token",
        "WECHAT_AES_KEY": DEMO_KEY,
        "WECHAT_SECRET": "demo-secret",
        "WECHAT_SERVICE_MESSAGES": "true" if service_messages else "false",
        "WECHAT_API": simulator,
        "WECOM_CORP_ID": "ww0000000000000000",
        "WECOM_AGENT_ID": "1000002",
        "WECOM_TOKEN": "demo-token",
        "WECOM_AES_KEY": DEMO_KEY,
        "WECOM_SECRET": "demo-secret",
        "WECOM_API": simulator,
        "WECOM_OFFICERS": "demo:o_officer",
        "WECOM_ROBOT_TOKEN": "demo-token",
        "WECOM_ROBOT_AES_KEY": DEMO_KEY,
        "MINIPROGRAM_APP_ID": "wx1111111111111111",
        "MINIPROGRAM_SECRET": "demo-secret",
    }
    return {f"QUEQIAO_{name}": value for name, value in named.items()}


def make_simulator(settings: Settings, server: str, world: World | None = None) -> FastAPI:
    """The application; ``settings`` are those of the server at ``server``."""
    world = world or World(settings.wechat_app_id, settings.wechat_secret.get_secret_value())
    users = Users(world, settings, server)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await users.close()

    app = FastAPI(title="WeChat, simulated", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.world, app.state.users = world, users
    app.add_middleware(SecurityHeaders)
    app.include_router(make_router(world))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    writing: set[asyncio.Task[Any]] = set()

    @app.get("/")
    def page() -> FileResponse:
        return FileResponse(STATIC / "index.html")

    @app.post("/say", status_code=202)
    async def say(said: Said) -> None:
        doing = users.event(said.channel, said.user, said.event) if said.event else None
        task = asyncio.create_task(doing or users.write(said.channel, said.user, said.text))
        writing.add(task)
        task.add_done_callback(writing.discard)

    @app.get("/chat")
    async def chat(channel: str, user: str, after: int = 0) -> list[dict[str, Any]]:
        return [asdict(line) for line in await world.wait(channel, user, after, WAIT_S)]

    @app.get("/verify")
    async def verify() -> dict[str, bool]:
        return {channel: await users.verify(channel) for channel in ("wechat", "wecom", "robot")}

    @app.post("/login-code")
    async def code(openid: str = "") -> dict[str, str]:
        return {"code": world.login(openid or f"m_{secrets.token_hex(6)}")}

    return app
