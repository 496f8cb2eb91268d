"""A server with every channel open, the simulated WeChat beside it, and users who write."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from agent import Agent, Settings
from tests.serving import running
from tests.six_records import RECORDS
from ui.app import create_app
from ui.channels.simulator.api import make_router
from ui.channels.simulator.app import demo_variables
from ui.channels.simulator.users import Users
from ui.channels.simulator.world import Line, World

NEED = "我们做汽车保险杠注塑件，表面总有银纹，良率92%，想提高到98%以上"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the six records indexed."""
    path = tmp_path_factory.mktemp("channels")
    agent = Agent.open(Settings(data_dir=path, embedder="none"), demo=False)
    agent.knowledge.catalogue.upsert(RECORDS)
    agent.sync()
    agent.close()
    return path


@dataclass
class House:
    """A running server, its agent, and the simulated WeChat."""

    origin: str
    agent: Agent
    app: FastAPI
    world: World
    users: Users

    def said(self, channel: str, user: str) -> list[str]:
        """What the account has said to a user."""
        return [line.text for line in self.lines(channel, user)]

    def lines(self, channel: str, user: str) -> list[Line]:
        """The account's lines in a user's chat."""
        return [line for line in self.world.chat(channel, user) if line.who == "account"]

    async def until(self, found: Callable[[], Any], seconds: float = 30.0) -> Any:
        """What ``found`` gives as soon as that is something."""
        async with asyncio.timeout(seconds):
            while not (one := found()):
                await asyncio.sleep(0.02)
        return one


@asynccontextmanager
async def simulated(world: World) -> AsyncIterator[str]:
    """The API host of the simulated WeChat, in this loop; its origin."""
    app = FastAPI()
    app.include_router(make_router(world))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


def settings_for(folder: Path, simulator: str, **changes: Any) -> Settings:
    """Settings that open every channel towards a simulator."""
    told = {name.removeprefix("QUEQIAO_").lower(): value for name, value in demo_variables(simulator, "").items()}
    quick = {"rate_per_minute": 100_000, "turns_per_minute": 1000, "data_dir": folder, "embedder": "none"}
    quick |= {"wecom_officers": ""}
    return Settings(**(told | quick | changes))


def loaded(agent: Agent) -> None:
    """Wait until what the first turn needs is loaded: before that a busy machine answers nobody in five seconds."""
    if agent._sync is not None:
        agent._sync.join(timeout=60)


Open = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
def open_house(folder: Path, tmp_path: Path) -> Iterator[Open]:
    """Opens a house with settings, and a data folder, of the test's own."""
    own = shutil.copytree(folder, tmp_path / "house")

    @asynccontextmanager
    async def make(**changes: Any) -> AsyncIterator[House]:
        world = World("wx", "secret")
        async with simulated(world) as simulator:
            settings = settings_for(own, simulator, **changes)
            agent = Agent.open(settings, demo=False, owner=False)
            app = create_app(agent, settings)
            context = running(app)
            origin = await asyncio.to_thread(context.__enter__)
            await asyncio.to_thread(loaded, agent)
            users = Users(world, settings, origin)
            try:
                yield House(origin, agent, app, world, users)
            finally:
                await users.close()
                await asyncio.to_thread(context.__exit__, None, None, None)
                agent.close()

    yield make


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """A plain client."""
    with httpx.Client(timeout=30) as opened:
        yield opened
