"""企业微信: the application's callback, the robot's stream, and notices to officers."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.integration.channels.conftest import NEED, House, Open
from tests.integration.channels.test_wechat import slow
from ui.channels.simulator.users import Answered
from ui.channels.talk.sending import Sending
from ui.channels.wecom.notices import Notices, read_officers
from ui.channels.wire.xml import write_xml


def member() -> str:
    return f"m{uuid4().hex[:12]}"


async def test_the_address_is_proved_bare_and_quickly(open_house: Open, client: httpx.Client) -> None:
    async with open_house() as house:
        for channel in ("wecom", "robot"):
            spent = []
            for _ in range(3):
                began = time.monotonic()
                assert await house.users.verify(channel)
                spent.append(time.monotonic() - began)
            assert min(spent) < 1, "slower only while the server has just started"
        for path in ("/channels/wecom/app", "/channels/wecom/robot"):
            assert (await asyncio.to_thread(client.get, house.origin + path)).status_code == 403


async def test_a_member_writes_to_the_application(open_house: Open) -> None:
    async with open_house() as house:
        who = member()
        answered = await house.users.write("wecom", who, NEED)
        assert [(one.status, one.body) for one in answered] == [(200, "success")]
        [line] = await house.until(lambda: house.lines("wecom", who))
        assert line.by == "应用消息" and "注塑粒料水分闭环控制" in line.text


async def test_a_message_for_another_application_or_enterprise_is_refused(
    open_house: Open, client: httpx.Client
) -> None:
    async with open_house() as house:
        corp = house.agent.settings.wecom_corp_id
        crypto = house.users.crypto("wecom")

        def post(agent_id: str, to: str) -> int:
            fields = {"ToUserName": to, "FromUserName": "m", "CreateTime": "1", "MsgType": "text", "Content": "x"}
            sealed = crypto.seal(write_xml({**fields, "MsgId": "9", "AgentID": agent_id}))
            body = write_xml({"ToUserName": corp, "AgentID": agent_id, "Encrypt": sealed.encrypt})
            asked = {"msg_signature": sealed.signature, "timestamp": sealed.timestamp, "nonce": sealed.nonce}
            return client.post(f"{house.origin}/channels/wecom/app", params=asked, content=body).status_code

        assert await asyncio.to_thread(post, "1000003", corp) == 403
        assert await asyncio.to_thread(post, "1000002", "ww_other") == 403
        assert await asyncio.to_thread(post, "1000002", corp) == 200


async def test_a_robot_streams_its_answer(open_house: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_house() as house:
        slow(house, monkeypatch, 1.2)
        who = member()
        answered = await house.users.write("robot", who, f"@鹊桥 {NEED}")
        assert len(answered) >= 2 and all(one.status == 200 for one in answered)
        [line] = house.lines("robot", who)
        assert "注塑粒料水分闭环控制" in line.text and line.text.endswith("请以原始记录为准）")
        kept = house.agent.knowledge.casebook
        turns = house.agent.history(kept.people.at("robot", "robot", who).conversation_id)
        assert turns[0]["message"] == NEED, "the robot's name is not part of what was said"


def read(house: House, answered: Answered) -> dict[str, Any]:
    sealed = json.loads(answered.body)
    parts = (sealed["encrypt"], sealed["msgsignature"], str(sealed["timestamp"]), sealed["nonce"])
    told: dict[str, Any] = json.loads(house.users.crypto("robot").open(*parts))
    return told


async def test_a_stream_belongs_to_who_asked(open_house: Open) -> None:
    async with open_house() as house:
        who, id = member(), secrets.token_hex(8)
        await house.users.write("robot", who, NEED, id=id)
        other = {"msgid": "p1", "from": {"userid": member()}, "chattype": "single", "msgtype": "stream"}
        told = read(house, await house.users.robot({**other, "stream": {"id": id}}))
        assert told["stream"]["finish"] and "注塑" not in told["stream"]["content"]
        told = read(house, await house.users.robot({**other, "stream": {"id": "unknown"}}))
        assert told["stream"]["finish"]


async def test_a_group_is_kept_apart_and_shows_no_code(open_house: Open) -> None:
    async with open_house() as house:
        who = member()
        said = {"msgid": "g1", "aibotid": "robot", "from": {"userid": who}, "chattype": "group", "chatid": "wr_1"}
        await house.users.robot({**said, "msgtype": "text", "text": {"content": "@鹊桥 连接"}})
        found = house.agent.knowledge.casebook.channel_messages
        message = await house.until(lambda: (one := found.get("robot", "g1")) and one.answered and one)
        assert message.user == f"wr_1/{who}" and "单聊" in message.answer[0]


@pytest.mark.parametrize(
    "said",
    [
        {"msgtype": "text", "from": {"userid": "<b>"}, "msgid": "1", "text": {"content": "x"}},
        {"msgtype": "text", "from": {"userid": "m"}, "msgid": "../x", "text": {"content": "x"}},
        {"msgtype": "text", "from": "m", "msgid": "1", "text": {"content": "x"}},
        {"msgtype": "stream", "stream": {"id": "1"}},
        {},
    ],
)
async def test_what_no_robot_is_told_is_refused(open_house: Open, said: dict[str, Any]) -> None:
    async with open_house() as house:
        assert (await house.users.robot(said)).status == 403


async def test_text_that_no_database_holds_is_kept_without_it(open_house: Open) -> None:
    async with open_house() as house:
        said = {"msgid": "z1", "aibotid": "\0", "from": {"userid": "m"}, "chattype": "single", "msgtype": "text"}
        body = json.dumps({**said, "text": {"content": "帮\0\ud800助"}})
        assert (await house.users.robot(json.loads(body))).status == 200
        found = house.agent.knowledge.casebook.channel_messages
        message = await house.until(lambda: (one := found.get("robot", "z1")) and one.answered and one)
        assert "新对话" in message.answer[0]


async def test_pictures_and_entering_are_answered(open_house: Open) -> None:
    async with open_house() as house:
        base = {"from": {"userid": "m"}, "chattype": "single", "aibotid": "robot"}
        told = read(house, await house.users.robot({**base, "msgid": "i1", "msgtype": "image", "image": {"url": "x"}}))
        assert told["stream"]["finish"] and "图片我还看不懂" in told["stream"]["content"]
        told = read(house, await house.users.robot({**base, "msgtype": "event", "event": {"eventtype": "enter_chat"}}))
        assert told["msgtype"] == "text" and "鹊桥" in told["text"]["content"]
        feedback = {**base, "msgtype": "event", "event": {"eventtype": "feedback_event"}}
        assert (await house.users.robot(feedback)).body == ""


async def test_officers_are_told_of_a_new_need_once_and_reminded_daily(
    open_house: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.channels.wecom.notices.LOOKS_EVERY_S", 0.3)
    wang, li = member(), member()
    async with open_house(wecom_officers=f"wang:{wang}, li:{li}") as house:
        await house.users.write("wecom", member(), NEED)
        for who in (wang, li):
            [text] = await house.until(lambda who=who: [t for t in house.said("wecom", who) if "保险杠" in t][:1], 40)
            assert text.startswith("新需求：")
        told = Notices(house.agent, house.agent.settings, Sending(house.agent, {}), lambda: None)
        assert await asyncio.to_thread(told.look) == 0, "nobody is told twice"
        later = datetime.now(UTC) + timedelta(hours=30)
        assert await asyncio.to_thread(told.look, later) == 2
        assert await asyncio.to_thread(told.look, later) == 0
        assert await asyncio.to_thread(told.look, later + timedelta(days=1)) == 2


async def test_nothing_of_a_secret_need_leaves_in_a_notice(open_house: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.channels.wecom.notices.LOOKS_EVERY_S", 0.3)
    wang = member()
    async with open_house(wecom_officers=f"wang:{wang}") as house:
        await house.users.write("wecom", member(), f"{NEED}，这个需求要保密，不要对外公开")
        texts = await house.until(lambda: [one for one in house.said("wecom", wang) if "保密" in one], 40)
        assert "保险杠" not in texts[0]


def test_officers_are_read_from_the_settings() -> None:
    assert read_officers("wang:WangWei，li: LiNa ,broken, :x, y:") == {"wang": "WangWei", "li": "LiNa"}
