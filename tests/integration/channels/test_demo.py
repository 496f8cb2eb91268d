"""``queqiao demo wechat``: one command, then one chats as a user of any channel."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.serving import chromium

NEED = "我们做汽车保险杠注塑件，表面总有银纹，良率92%，想提高到98%以上"


def free_port() -> int:
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        port: int = knock.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def simulator(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demonstration over the six records."""
    ports = free_port(), free_port()
    own = shutil.copytree(folder, tmp_path_factory.mktemp("demo") / "data")
    command = [sys.executable, "-m", "ui.cli", "demo", "wechat", "--data", str(own)]
    command += ["--port", str(ports[0]), "--server-port", str(ports[1])]
    process = subprocess.Popen(command, env={**os.environ, "QUEQIAO_EMBEDDER": "none"}, start_new_session=True)
    origin = f"http://127.0.0.1:{ports[0]}"
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{origin}/", timeout=2)
            break
        except httpx.HTTPError:
            time.sleep(0.3)
    yield origin
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=40) in (0, 130), "it stops on Ctrl+C, with the server that it started"


def lines(origin: str, channel: str, user: str) -> list[dict[str, Any]]:
    """A chat as soon as the account has said something whole in it."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found: list[dict[str, Any]] = httpx.get(
            f"{origin}/chat", params={"channel": channel, "user": user}, timeout=30
        ).json()
        if any("人工智能" in line["text"] for line in found if line["who"] == "account"):
            return found
        time.sleep(0.3)
    raise AssertionError(f"no answer in {channel}")


@pytest.mark.parametrize("channel", ["wechat", "wecom", "robot", "miniprogram"])
def test_every_channel_answers(simulator: str, channel: str) -> None:
    assert set(httpx.get(f"{simulator}/verify", timeout=20).json().values()) == {True}
    said = httpx.post(f"{simulator}/say", json={"channel": channel, "user": "o_test", "text": NEED}, timeout=20)
    assert said.status_code == 202
    told = lines(simulator, channel, "o_test")
    assert [line["who"] for line in told] == ["user", "account"]
    assert "注塑粒料水分闭环控制" in told[1]["text"]


@pytest.mark.browser
def test_the_page_shows_a_chat_as_text(simulator: str) -> None:
    errors: list[str] = []
    with chromium() as browser:
        page = browser.new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: errors.append(request.url) if "127.0.0.1" not in request.url else None)
        page.goto(f"{simulator}/")
        page.fill("#user", "o_page")
        page.press("#user", "Tab")
        page.fill("#text", "<img src=x onerror=alert(1)> 你好")
        page.press("#text", "Enter")
        page.wait_for_selector("article.account", timeout=30_000)
        assert page.locator("article.user").inner_text() == "<img src=x onerror=alert(1)> 你好"
        assert page.locator("article img").count() == 0 and errors == []
