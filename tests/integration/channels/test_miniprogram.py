"""小程序: log-in on the server only, a chunked stream with a plain fallback, the content check of both sides."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.integration.channels.conftest import NEED, House, Open

PATH = "/channels/miniprogram"


class Client:
    """A 小程序 on somebody's phone."""

    def __init__(self, house: House, openid: str = "") -> None:
        self.house = house
        self.openid = openid or f"m_{uuid4().hex[:16]}"
        self._http = httpx.Client(base_url=house.origin, timeout=60)
        code = house.world.login(self.openid)
        told = self._http.post(f"{PATH}/login", json={"code": code})
        assert told.status_code == 200, told.text
        self.logged_in = told.json()
        self._http.headers["Authorization"] = f"Bearer {self.logged_in['token']}"

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return self._http.post(PATH + path, json=body)

    def get(self, path: str) -> httpx.Response:
        return self._http.get(PATH + path)

    def stream(self, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
        with self._http.stream("POST", f"{PATH}/messages", json={"text": text}) as answer:
            assert answer.status_code == 200, answer.read()
            assert "content-length" not in answer.headers, "sent in chunks"
            for block in "".join(answer.iter_text()).strip().split("\n\n"):
                event, data = block.split("\n")
                yield event.removeprefix("event: "), json.loads(data.removeprefix("data: "))


async def client_of(house: House, openid: str = "") -> Client:
    return await asyncio.to_thread(Client, house, openid)


async def test_a_code_becomes_a_token_and_the_session_key_stays(open_house: Open) -> None:
    async with open_house() as house:
        one = await client_of(house)
        assert set(one.logged_in) == {"token", "greeting", "examples", "label"}
        assert "session" not in json.dumps(one.logged_in)
        again = await asyncio.to_thread(one.post, "/login", {"code": "used-or-made-up"})
        assert again.status_code == 401 and again.json()["code"] == "wrong_code"


async def test_a_stream_and_the_same_at_once(open_house: Open) -> None:
    async with open_house() as house:
        one = await client_of(house)
        events = await asyncio.to_thread(lambda: list(one.stream(NEED)))
        names = [name for name, _ in events]
        assert (
            names[-1] == "done"
            and "step" in names
            and names.index("token") > max(place for place, name in enumerate(names) if name == "step")
        )
        done = events[-1][1]
        assert "".join(data["text"] for name, data in events if name == "token") == done["text"]
        assert "注塑粒料水分闭环控制" in done["text"] and "人工智能" in done["label"]
        plain = await asyncio.to_thread(one.post, "/messages/sync", {"text": "第一个的成熟度怎么样"})
        assert plain.status_code == 200 and "TRL 6" in plain.json()["text"]
        history = (await asyncio.to_thread(one.get, "/conversation")).json()
        assert [turn["message"] for turn in history] == [NEED, "第一个的成熟度怎么样"]
        later = await client_of(house, one.openid)
        assert (await asyncio.to_thread(later.get, "/conversation")).json() == history


async def test_nobody_else_gets_in(open_house: Open) -> None:
    async with open_house() as house:
        one = await client_of(house)
        await asyncio.to_thread(one.post, "/messages/sync", {"text": "你好"})
        other = await client_of(house)
        assert (await asyncio.to_thread(other.get, "/conversation")).json() == []
        other._http.headers["Authorization"] = "Bearer made-up"
        for call in (
            lambda: other.get("/conversation"),
            lambda: other.post("/messages", {"text": "x"}),
            lambda: other.post("/messages/sync", {"text": "x"}),
            lambda: other.post("/link-code", {}),
        ):
            assert (await asyncio.to_thread(call)).status_code == 401


async def test_input_and_output_pass_the_content_check(open_house: Open) -> None:
    async with open_house() as house:
        one = await client_of(house)
        refused = await asyncio.to_thread(one.post, "/messages", {"text": "这里有违禁内容"})
        assert refused.status_code == 422 and refused.json()["code"] == "not_allowed"
        assert (await asyncio.to_thread(one.get, "/conversation")).json() == [], "it was not even kept"
        house.world.risky = ["注塑粒料水分"]
        events = await asyncio.to_thread(lambda: list(one.stream(NEED)))
        assert "没有通过内容检查" in events[-1][1]["text"] and "注塑粒料水分" not in json.dumps(events)
        checked = [body for path, body in house.world.calls if path == "/wxa/msg_sec_check"]
        assert all(body["version"] == 2 and body["openid"] == one.openid for body in checked)


async def test_a_check_that_cannot_be_made_stops_the_message(open_house: Open) -> None:
    async with open_house() as house:
        one = await client_of(house)
        house.world.failing = [-1]
        told = await asyncio.to_thread(one.post, "/messages/sync", {"text": "你好"})
        assert told.status_code == 503 and told.json()["code"] == "no_check" and told.headers["retry-after"]


async def test_the_check_can_be_switched_off(open_house: Open) -> None:
    async with open_house(miniprogram_check=False) as house:
        one = await client_of(house)
        assert (await asyncio.to_thread(one.post, "/messages/sync", {"text": "违禁内容"})).status_code == 200
        assert not [path for path, _ in house.world.calls if path == "/wxa/msg_sec_check"]


async def test_a_long_text_is_checked_in_pieces(open_house: Open) -> None:
    async with open_house() as house:
        one = await client_of(house)
        text = "涂" * 5_000
        await asyncio.to_thread(one.post, "/messages/sync", {"text": text})
        said = [body["content"] for path, body in house.world.calls if path == "/wxa/msg_sec_check"]
        assert all(len(piece) <= 2_000 for piece in said) and "".join(said).startswith(text)


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "长" * 8_001}])
async def test_what_is_no_message_is_told(open_house: Open, body: dict[str, str]) -> None:
    async with open_house() as house:
        one = await client_of(house)
        assert (await asyncio.to_thread(one.post, "/messages", body)).status_code == 422
