"""Who may come in: addresses, limits that outlive a restart, the pool, and requests that come too slowly."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ui.admission import patience
from ui.admission.address import FromProxies, address_key, read_networks
from ui.admission.limits import Counts, Exceeded, Limit
from ui.admission.pool import Full, TurnPool

HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"
HALF_A_BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n[1"
FEW = Limit("few", 3, 60, "太频繁")


def test_an_ipv6_subscriber_is_one_address() -> None:
    assert address_key("2001:db8:1:2:aaaa::1") == address_key("2001:db8:1:2::ffff") == "2001:db8:1:2::/64"
    assert address_key("2001:db8:1:3::1") != address_key("2001:db8:1:2::1")
    assert address_key("203.0.113.9") == address_key("::ffff:203.0.113.9") == "203.0.113.9"
    assert address_key("testclient") == "testclient"


@pytest.mark.parametrize(
    ("peer", "told", "client"),
    [
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("203.0.113.5", "198.51.100.7", "203.0.113.5"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
    ],
)
def test_only_named_proxies_are_believed(peer: str, told: str, client: str) -> None:
    app = FastAPI()
    app.add_middleware(FromProxies, proxies=read_networks("10.0.0.0/8, ::1"))

    @app.get("/")
    def who(request: Any) -> str:
        return str(request.client.host)

    who.__annotations__["request"] = __import__("fastapi").Request
    app.router.routes.clear()
    app.get("/")(who)
    asked = TestClient(app, client=(peer, 1)).get("/", headers={"X-Forwarded-For": told} if told else {})
    assert asked.json() == client


def test_limits_outlive_a_restart_and_end_with_their_window(tmp_path: Path) -> None:
    moment = 600.0
    counts = Counts(tmp_path / "limits.sqlite3", lambda: moment)
    for _ in range(3):
        counts.hit((FEW, "a"))
    counts.close()
    counts = Counts(tmp_path / "limits.sqlite3", lambda: moment)
    counts.hit((FEW, "b"))
    with pytest.raises(Exceeded) as told:
        counts.hit((FEW, "b"), (FEW, "a"))
    assert 1 <= told.value.retry_after <= 60
    moment += 61
    counts.hit((FEW, "a"))
    with pytest.raises(Exceeded):
        counts.hit((FEW, "a"))  # the window slides: most of the last minute still counts
    moment += 120
    counts.hit((FEW, "a"))
    counts.close()
    assert b'"a"' not in (tmp_path / "limits.sqlite3").read_bytes()


def test_what_is_refused_is_not_counted(tmp_path: Path) -> None:
    counts = Counts(None, lambda: 600.0)
    for _ in range(3):
        counts.hit((FEW, "a"))
    for _ in range(5):
        with pytest.raises(Exceeded):
            counts.hit((FEW, "b"), (FEW, "a"))
    counts.hit((FEW, "b"))


def test_a_damaged_file_of_counts_keeps_nobody_out(tmp_path: Path) -> None:
    (tmp_path / "limits.sqlite3").write_bytes(b"no database" * 500)
    Counts(tmp_path / "limits.sqlite3").hit((FEW, "a"))


async def test_the_pool_is_bounded_tells_the_queue_and_ends_what_it_began(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.admission.pool.ASKS_EVERY_S", 0.1)
    pool: TurnPool[str] = TurnPool(at_once=1, waiting=2)
    go, done = threading.Event(), list[str]()

    def work(name: str) -> Iterator[str]:
        yield f"{name} begins"
        assert go.wait(10)
        done.append(name)
        yield f"{name} ends"

    places = [pool.enter(work(name), pool.reserve()) for name in "abc"]
    with pytest.raises(Full) as full:
        pool.reserve()
    assert full.value.retry_after >= 1
    heard: list[str] = []

    async def listen() -> None:
        heard.extend([one async for one in pool.results(places[2], lambda ahead: f"{ahead} ahead")])

    listening = asyncio.create_task(listen())
    left = asyncio.create_task(_first(pool, places[1]))
    await asyncio.sleep(0.4)
    left.cancel()
    go.set()
    await asyncio.wait_for(listening, 10)
    assert heard[0] == "1 ahead" and [one for one in heard if "ahead" not in one] == ["c begins", "c ends"]
    assert done == ["a", "b", "c"], "who left was served to the end"
    pool.reserve()()


async def _first(pool: TurnPool[str], place: Any) -> None:
    async for _ in pool.results(place):
        await asyncio.sleep(60)


async def test_a_promise_that_is_given_back_frees_its_place() -> None:
    pool: TurnPool[str] = TurnPool(at_once=1, waiting=0)
    give_back = pool.reserve()
    with pytest.raises(Full):
        pool.reserve()
    give_back()
    give_back()
    pool.reserve()
    with pytest.raises(Full):
        pool.reserve()


@pytest.mark.parametrize("sent", [HALF_A_HEAD, b"", HALF_A_BODY])
def test_a_request_that_does_not_end_is_closed(sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    import uvicorn

    monkeypatch.setattr(patience, "HEAD_S", 0.3)
    app = FastAPI()

    @app.post("/")
    def take(body: dict[str, Any]) -> None: ...

    app.add_middleware(patience.SlowBodies, seconds=0.3)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", http=patience.PatientProtocol))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    with socket.create_connection(("127.0.0.1", server.servers[0].sockets[0].getsockname()[1]), timeout=5) as client:
        began = time.monotonic()
        client.sendall(sent)
        answer = b""
        while part := client.recv(4096):
            answer += part
        assert time.monotonic() - began < 3
        assert answer == b"" or answer.startswith((b"HTTP/1.1 408", b"HTTP/1.1 400"))
    server.should_exit = True
    thread.join(timeout=5)
