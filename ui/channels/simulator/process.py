"""The simulated WeChat as a process, with a server of its own beside it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import uvicorn

from agent import Settings, child_environment
from ui.channels.simulator.app import make_simulator

START_S = 120.0


def settings_from(variables: Mapping[str, str]) -> Settings:
    """The settings that those environment variables make."""
    told: dict[str, Any] = {name.removeprefix("QUEQIAO_").lower(): value for name, value in variables.items()}
    return Settings(**told)


def serve_simulator(variables: Mapping[str, str], server: str, host: str, port: int) -> None:
    """Serve the simulator for the server at ``server`` until stopped."""
    app = make_simulator(settings_from(variables), server)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False, timeout_graceful_shutdown=2)


@contextmanager
def beside(variables: Mapping[str, str], host: str, port: int, data: Path | None) -> Iterator[bool]:
    """A server with those variables in a process of its own; gives whether it has come up. It ends with the block."""
    command = [sys.executable, "-m", "ui.cli", "serve", "--host", host, "--port", str(port)]
    command += ["--data", str(data)] if data else []
    process = subprocess.Popen(command, env=child_environment(variables))  # noqa: S603 -- our own program
    try:
        yield _comes_up(process, f"http://{host}:{port}/healthz")
    finally:
        process.terminate()
        process.wait(timeout=30)


def _comes_up(process: subprocess.Popen[bytes], address: str) -> bool:
    until = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < until:
        try:
            if httpx2.get(address, timeout=2).status_code == 200:
                return True
        except httpx2.HTTPError:
            time.sleep(0.3)
    return False
