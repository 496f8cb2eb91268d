"""Two hundred first messages at once against a server of its own: who is let in, who is told to wait, and at what cost.

``python -m tests.faults.load [users]`` prints the figures.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

NEEDS = (
    "我们厂做汽车保险杠注塑件，表面总有银纹，良率只有92%，想提高到98%以上，预算50万",
    "养鸡场夏天鸡舍氨味重，想把氨浓度降到10毫克每立方米以下，三个月内见效",
    "电镀废水里的镍不达标，出水要求不高于0.1毫克每升，每天八十吨水",
    "锂电池涂布边缘开裂，报废率百分之五，希望降到百分之一",
)
OPEN = {
    "QUEQIAO_RATE_PER_MINUTE": "1000000",
    "QUEQIAO_TURNS_PER_DAY": "1000000",
    "QUEQIAO_TURNS_PER_MINUTE": "1000000",
    "QUEQIAO_TENANT_TURNS_PER_DAY": "1000000",
    "QUEQIAO_ADMIN_PASSWORD": "一句很长的话当密码 42",
}
"""Limits out of the way: every user here has one address."""


@contextmanager
def serving(folder: Path, **more: str) -> Iterator[tuple[str, int]]:
    """A server on a free port; gives its origin and process."""
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        port = knock.getsockname()[1]
    command = [sys.executable, "-m", "ui.cli", "serve", "--port", str(port), "--data", str(folder)]
    with subprocess.Popen(command, env={**os.environ, **OPEN, **more}) as server:
        origin = f"http://127.0.0.1:{port}"
        try:
            until = time.monotonic() + 120
            while time.monotonic() < until:
                try:
                    if httpx.get(f"{origin}/healthz").json()["search"] == "hybrid":
                        break
                except httpx.HTTPError:
                    pass
                time.sleep(0.3)
            yield origin, server.pid
        finally:
            server.terminate()


def memory_mb(pid: int) -> float:
    """The resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def descriptors(pid: int) -> int:
    """How many files and sockets a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def _user(client: httpx.AsyncClient, place: int, seen: Counter[str], times: list[float]) -> None:
    began = time.monotonic()
    try:
        started = await client.post("/api/v1/conversations", json={})
        if started.status_code != 201:
            seen[f"start {started.status_code}"] += 1
            return
        opened = started.json()
        path = f"/api/v1/conversations/{opened['id']}/messages"
        headers = {"Authorization": f"Bearer {opened['token']}"}
        body = {"text": NEEDS[place % len(NEEDS)]}
        async with client.stream("POST", path, json=body, headers=headers) as answer:
            text = (await answer.aread()).decode()
        if answer.status_code == 200:
            seen["answered" if "event: done" in text else "broken"] += 1
            seen["queued"] += "event: queued" in text
            times.append(time.monotonic() - began)
        else:
            honest = answer.status_code == 503 and "Retry-After" in answer.headers and "排不上" in text
            seen["503 with a retry time" if honest else f"status {answer.status_code}"] += 1
    except httpx.HTTPError as error:
        seen[type(error).__name__] += 1


def _health(origin: str, stop: Any, times: Any) -> None:
    """Ask /healthz again and again, in a process of its own so that the users' work here does not count."""
    found = []
    with httpx.Client(base_url=origin, timeout=60) as client:
        while not stop.is_set():
            began = time.monotonic()
            assert client.get("/healthz").status_code == 200
            found.append(time.monotonic() - began)
            time.sleep(0.05)
    times.put(found)


async def run(origin: str, pid: int, users: int) -> None:
    """One message of every user at once; prints the figures."""
    seen, times = Counter[str](), list[float]()
    context = multiprocessing.get_context("spawn")
    stop, told = context.Event(), context.Queue()
    watching = context.Process(target=_health, args=(origin, stop, told))
    watching.start()
    await asyncio.sleep(3)
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=origin, timeout=300, limits=limits) as client:
        await asyncio.gather(*(_user(client, place, seen, times) for place in range(users)))
    stop.set()
    health: list[float] = told.get(timeout=60)
    watching.join()
    print(f"{users} first messages at once: {dict(seen)}")
    print(f"answered in: median {share(times, 0.5):.1f} s, slowest {max(times):.1f} s")
    middle, late, worst = (1000 * share(health, part) for part in (0.5, 0.99, 1))
    print(f"/healthz, {len(health)} calls: p50 {middle:.0f} ms, p99 {late:.0f} ms, slowest {worst:.0f} ms")
    print(f"memory {memory_mb(pid):.0f} MB, descriptors {descriptors(pid)}")


def share(values: list[float], part: float) -> float:
    """The value below which that part of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def main() -> None:
    """Load a server of its own."""
    users = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder, "data")) as (origin, pid):
        asyncio.run(run(origin, pid, users))


if __name__ == "__main__":
    main()
