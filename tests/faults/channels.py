"""Acknowledgement of 公众号 while turns take long, and answers that outlive a process killed with -9.

``python -m tests.faults.channels`` prints the figures; ``test_channels.py`` runs a little of both.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI

from agent import Agent, Settings
from tests.six_records import RECORDS
from ui.channels.simulator.api import make_router
from ui.channels.simulator.app import demo_variables
from ui.channels.simulator.process import settings_from
from ui.channels.simulator.users import Answered, Users
from ui.channels.simulator.world import World

NEED = "我们做汽车保险杠注塑件，表面总有银纹，良率92%，想提高到98%以上"
WARM_S = 5.0
OPEN = {"QUEQIAO_RATE_PER_MINUTE": "1000000", "QUEQIAO_TURNS_AT_ONCE": "2", "QUEQIAO_WECOM_OFFICERS": ""}


def prepare(folder: Path) -> None:
    """Make the folder."""
    agent = Agent.open(Settings(data_dir=folder, embedder="none"), demo=False)
    agent.knowledge.catalogue.upsert(RECORDS)
    agent.sync()
    agent.close()


def free_port() -> int:
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        port: int = knock.getsockname()[1]
        return port


@dataclass
class Ground:
    """A server that can be killed and started again, and the simulated WeChat that stays."""

    folder: Path
    seconds: float
    variables: dict[str, str]
    world: World
    port: int
    process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [sys.executable, "-m", "tests.faults.channel_server", str(self.folder), str(self.port)]
        self.process = subprocess.Popen([*command, str(self.seconds)], env={**os.environ, **self.variables, **OPEN})
        async with httpx.AsyncClient(timeout=2) as client, asyncio.timeout(60):
            while True:
                try:
                    if (await client.get(f"{self.origin}/healthz")).status_code == 200:
                        return
                except httpx.HTTPError:
                    await asyncio.sleep(0.1)

    def kill(self) -> None:
        """Kill the server with -9."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def users(self) -> Users:
        return Users(self.world, settings_from(self.variables), self.origin)

    def answers(self, user: str) -> int:
        """How many answers a user has got."""
        return sum(line.who == "account" for line in self.world.chat("wechat", user))


@asynccontextmanager
async def ground(model: Path, scratch: Path, seconds: float) -> AsyncIterator[Ground]:
    """A server over a copy of the folder, whose turns take so many seconds at least."""
    world, app = World("wx", "secret"), FastAPI()
    app.include_router(make_router(world))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    simulator = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    shutil.copytree(model, scratch, dirs_exist_ok=True)
    made = Ground(scratch, seconds, demo_variables(simulator, ""), world, free_port())
    await made.start()
    try:
        yield made
    finally:
        if made.process is not None:
            made.kill()
        server.should_exit = True
        await serving


async def acknowledgements(here: Ground, count: int, a_second: float) -> list[Answered]:
    """How so many messages of so many users were answered, sent at that rate while turns are at work.

    It begins when the server has loaded what its first turn needs.
    """
    users = here.users()
    await asyncio.sleep(WARM_S)
    for first in range(4):
        await users.write("wechat", f"o_first{first}", NEED)
    await asyncio.sleep(0.5)
    sent = []
    for one in range(count):
        sent.append(asyncio.create_task(users.write("wechat", f"o_{one}", f"{NEED}，第{one}条")))
        await asyncio.sleep(1 / a_second)
    found = [tries for task in sent for tries in await task]
    await users.close()
    return found


async def killed(here: Ground, user: str, after: float, text: str = NEED) -> int:
    """Kill the server so long after it acknowledged a message, start it again; how many answers the user got."""
    users = here.users()
    [answered] = await users.write("wechat", user, text)
    assert (answered.status, answered.body) == (200, "success"), answered
    await asyncio.sleep(after)
    here.kill()
    await here.start()
    async with asyncio.timeout(60):
        while not here.answers(user):
            await asyncio.sleep(0.1)
    await asyncio.sleep(here.seconds + 1.0)
    await users.close()
    return here.answers(user)


def p99(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[98]


async def main(count: int = 600, rounds: int = 30) -> None:
    """Both; the figures."""
    with tempfile.TemporaryDirectory() as name:
        model = Path(name, "model")
        prepare(model)
        async with ground(model, Path(name, "slow"), 30.0) as here:
            found = await acknowledgements(here, count, 10.0)
            times = [one.seconds * 1000 for one in found]
            told = Counter(one.body for one in found)
            print(
                f"{len(found)} messages while turns take 30 s: {dict(told)}; "
                f"p50 {statistics.median(times):.0f} ms, p99 {p99(times):.0f} ms, slowest {max(times):.0f} ms; "
                f"load average {os.getloadavg()[0]:.1f}",
                flush=True,
            )
        async with ground(model, Path(name, "killed"), 1.0) as here:
            got = Counter[int]()
            began = time.monotonic()
            for one in range(rounds):
                after = random.uniform(0.0, 1.6)  # noqa: S311 -- a moment, no secret
                got[await killed(here, f"o_killed{one}", after)] += 1
            spent = time.monotonic() - began
            print(f"{rounds} kills within 1.6 s of the acknowledgement: answers by number {dict(got)}, {spent:.0f} s")


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
