"""One conversation behind all doors: the same answers, history and limits for one user on the page and elsewhere."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from uuid import uuid4

import httpx

from tests.integration.channels.conftest import NEED, House, Open
from tests.integration.channels.test_miniprogram import Client, client_of

API = "/api/v1/conversations"


class Page:
    """The chat page of somebody."""

    def __init__(self, house: House) -> None:
        self._http = httpx.Client(base_url=house.origin, timeout=60)
        started = self._http.post(API, json={}).json()
        self.use(started)

    def use(self, opened: dict[str, Any]) -> None:
        self.id = opened["id"]
        self._http.headers["Authorization"] = f"Bearer {opened['token']}"

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return self._http.post(f"{API}/{self.id}{path}", json=body)

    def get(self, path: str = "") -> Any:
        return self._http.get(f"{API}/{self.id}{path}").json()

    def said(self) -> list[str]:
        return [turn["message"] for turn in self.get()["turns"]]


async def page_of(house: House) -> Page:
    return await asyncio.to_thread(Page, house)


async def wechat(house: House, who: str, text: str) -> str:
    """Say something in the 公众号; what is answered."""
    before = len(house.lines("wechat", who))
    await house.users.write("wechat", who, text)
    await house.until(lambda: len(house.lines("wechat", who)) > before)
    return house.said("wechat", who)[-1]


def someone() -> str:
    return f"o_{uuid4().hex[:20]}"


async def test_a_code_of_the_page_typed_in_the_messenger(open_house: Open) -> None:
    async with open_house() as house:
        page, who = await page_of(house), someone()
        await asyncio.to_thread(page.post, "/messages/sync", {"text": NEED})
        await wechat(house, who, "你好")
        code = (await asyncio.to_thread(page.post, "/link-code", {})).json()["code"]
        told = await wechat(house, who, f"连接{code}")
        assert "连好了" in told and "公众号、网页" in told
        assert "TRL 6" in await wechat(house, who, "第一个的成熟度怎么样")
        assert await asyncio.to_thread(page.said) == [NEED, "第一个的成熟度怎么样"]
        assert "2. 你好" in await wechat(house, who, "历史")
        assert "您好，我是鹊桥" not in await wechat(house, who, "继续2")
        past = await asyncio.to_thread(page.get, "/linked")
        assert {one["channel"] for one in past} == {"web", "wechat"}
        assert [one["title"] for one in past if one["current"]] == ["你好"]


async def test_a_code_of_the_messenger_typed_on_the_page(open_house: Open) -> None:
    async with open_house() as house:
        page, who = await page_of(house), someone()
        told = await wechat(house, who, NEED)
        assert "注塑粒料水分闭环控制" in told
        code = re.findall(r"[0-9]{8}", await wechat(house, who, "连接"))[0]
        linked = (await asyncio.to_thread(page.post, "/link", {"code": code})).json()
        assert linked["channels"] == ["公众号", "网页"] and linked["id"] != page.id
        page.use(linked)
        assert await asyncio.to_thread(page.said) == [NEED]
        answer = (await asyncio.to_thread(page.post, "/messages/sync", {"text": "第一个的成熟度怎么样"})).json()
        assert "TRL 6" in answer["text"]
        again = await asyncio.to_thread((await page_of(house)).post, "/link", {"code": code})
        assert again.status_code == 404 and again.json()["code"] == "wrong_code"


async def test_a_code_may_be_tried_a_few_times_only(open_house: Open) -> None:
    async with open_house() as house:
        page = await page_of(house)
        codes = [{"code": f"{n:08}"} for n in range(6)]
        tried = [(await asyncio.to_thread(page.post, "/link", code)).status_code for code in codes]
        assert tried == [404] * 5 + [429]
        who = someone()
        told = [await wechat(house, who, f"连接{n:08}") for n in range(6)]
        assert all("连接码不对" in one for one in told[:5]) and "试得太多" in told[5]


async def test_the_same_answers_everywhere(open_house: Open) -> None:
    async with open_house() as house:
        page = await page_of(house)
        web = (await asyncio.to_thread(page.post, "/messages/sync", {"text": NEED})).json()["text"].replace("**", "")
        mini: Client = await client_of(house)
        other = (await asyncio.to_thread(mini.post, "/messages/sync", {"text": NEED})).json()["text"]
        told = await wechat(house, someone(), NEED)
        await house.users.write("wecom", "m_same", NEED)
        work = await house.until(lambda: house.said("wecom", "m_same"))
        first = web.split("\n")[0]
        assert all(one.startswith(first) for one in (web, other, told, work[0])) and len(first) > 30


async def test_limits_are_one_for_a_person(open_house: Open) -> None:
    async with open_house(turns_per_day=3) as house:
        page, who = await page_of(house), someone()
        code = (await asyncio.to_thread(page.post, "/link-code", {})).json()["code"]
        await wechat(house, who, f"连接{code}")
        assert (await asyncio.to_thread(page.post, "/messages/sync", {"text": "你好"})).status_code == 200
        await wechat(house, who, "你好")
        assert (await asyncio.to_thread(page.post, "/messages/sync", {"text": "你好"})).status_code == 200
        refused = await asyncio.to_thread(page.post, "/messages/sync", {"text": "你好"})
        assert refused.status_code == 429
        assert "今天已经用完了提问次数" in await wechat(house, who, "你好")
        told = len(house.lines("wechat", who))
        await house.users.write("wechat", who, "你好")
        await house.until(lambda: house.agent.knowledge.casebook.channel_messages.unanswered() == 0)
        await asyncio.sleep(0.3)
        assert len(house.lines("wechat", who)) == told, "who was told to wait is not told with every message"
        assert "今天已经用完了提问次数" not in await wechat(house, someone(), "你好")


async def test_erasing_ends_it_everywhere(open_house: Open) -> None:
    async with open_house(public_url="https://q.example") as house:
        who = someone()
        told = await wechat(house, who, NEED)
        path = told.split("https://q.example", 1)[1].split()[0]
        assert "确认删除" in await wechat(house, who, "删除对话")
        assert "已删除这段对话" in await wechat(house, who, "确认删除")
        assert (await asyncio.to_thread(httpx.get, house.origin + path)).status_code == 404
        assert "还没有以前的对话" in await wechat(house, who, "历史")
        assert "现在没有可以删除的对话" in await wechat(house, who, "确认删除")


async def test_leaving_and_complaining(open_house: Open) -> None:
    async with open_house() as house:
        page, who = await page_of(house), someone()
        assert "没有和别的渠道连着" in await wechat(house, who, "解绑")
        code = (await asyncio.to_thread(page.post, "/link-code", {})).json()["code"]
        await wechat(house, who, code)
        assert "已解除连接" in await wechat(house, who, "解绑")
        people = house.agent.knowledge.casebook.people
        assert people.at("wechat", "gh_simulated", who).id != people.of(page.id).id  # type: ignore[union-attr]
        told = await wechat(house, who, "投诉：回答和原文不符")
        found = re.search(r"编号 (\w+)，回执 ([\w-]+)，", told)
        complaint = found and house.agent.knowledge.casebook.complaints.look_up(*found.groups())
        assert complaint and (complaint.text, complaint.about) == ("回答和原文不符", "公众号里的回答")
        assert "新的一段对话" in await wechat(house, who, "新对话")
