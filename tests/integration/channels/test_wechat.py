"""公众号 against the simulated WeChat: acknowledged at once, answered once, whatever is repeated or fails."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.integration.channels.conftest import NEED, House, Open
from ui.channels.callbacks.xml import LATER
from ui.channels.wire.crypto import MessageCrypto
from ui.channels.wire.xml import write_xml

WECHAT = "/channels/wechat"


def user() -> str:
    return f"o_{uuid4().hex[:20]}"


async def test_a_need_is_acknowledged_at_once_and_answered_by_service_message(open_house: Open) -> None:
    async with open_house() as house:
        assert await house.users.verify("wechat")
        who = user()
        answered = await house.users.write("wechat", who, NEED)
        assert [(one.status, one.body) for one in answered] == [(200, "success")]
        [line] = await house.until(lambda: house.lines("wechat", who))
        assert line.by == "客服消息" and "注塑粒料水分闭环控制" in line.text and "**" not in line.text
        assert line.text.endswith("请以原始记录为准）") and len(line.text.encode()) <= 2048
        await house.users.write("wechat", who, "第一个的成熟度怎么样")
        await house.until(lambda: len(house.lines("wechat", who)) == 2)
        assert "TRL 6" in house.said("wechat", who)[1]


async def test_three_tries_give_one_turn_and_one_answer(open_house: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_house() as house:
        who, id = user(), str(secrets.randbelow(10**17) + 10**17)
        for _ in range(3):
            await house.users.write("wechat", who, NEED, id=id)
        await house.until(lambda: house.lines("wechat", who))
        await asyncio.sleep(0.5)
        assert len(house.lines("wechat", who)) == 1
        person = house.agent.knowledge.casebook.people.at("wechat", "gh_simulated", who)
        assert len(house.agent.history(person.conversation_id)) == 1


async def test_acknowledgement_does_not_wait_for_turns(open_house: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_house() as house:
        slow(house, monkeypatch, 3.0)
        answered = await asyncio.gather(*(house.users.write("wechat", user(), f"{NEED} {n}") for n in range(12)))
        assert all(one.body == "success" and one.seconds < 3.0 for tries in answered for one in tries)
        assert house.agent.knowledge.casebook.channel_messages.unanswered() == 12
        await house.until(lambda: house.agent.knowledge.casebook.channel_messages.unanswered() == 0, 60)


def slow(house: House, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let every turn take at least so long."""
    run = house.agent._turns._run

    def slowly(turn: Any, cancel: Any) -> Any:
        time.sleep(seconds)
        return run(turn, cancel)

    monkeypatch.setattr(house.agent._turns, "_run", slowly)


async def test_the_ladder_of_an_account_that_may_not_write_first(
    open_house: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(wechat_service_messages=False) as house:
        who = user()
        await house.users.write("wechat", who, NEED)
        [line] = house.lines("wechat", who)
        assert line.by == "被动回复" and "注塑粒料水分闭环控制" in line.text
        slow(house, monkeypatch, 1.5)
        monkeypatch.setattr("ui.channels.callbacks.xml.PASSIVE_S", 0.4)
        await house.users.write("wechat", who, "预算改成30万")
        assert house.said("wechat", who)[1] == LATER
        await house.users.write("wechat", who, "1")
        assert house.said("wechat", who)[2] == "还在为您查找，请过几秒再回复 1 查看。"
        kept = house.agent.knowledge.casebook.channel_messages
        await house.until(lambda: kept.unanswered() == 0)
        monkeypatch.setattr("ui.channels.callbacks.xml.PASSIVE_S", 4.3)
        await house.users.write("wechat", who, "1")
        assert "30 万元" in house.said("wechat", who)[3]
        monkeypatch.undo()
        await house.users.write("wechat", who, "1")
        assert "30 万元" not in house.said("wechat", who)[4], "nothing is owed: 1 is a message like others"
        assert house.world.calls == [], "nothing was sent by this account"


async def test_a_long_answer_is_given_in_parts_on_request(open_house: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_house(wechat_service_messages=False) as house:
        monkeypatch.setattr("ui.channels.talk.channel.MORE_BYTES", 1_500)
        who = user()
        await house.users.write("wechat", who, NEED)
        while "回复 1 继续" in house.said("wechat", who)[-1]:
            await house.users.write("wechat", who, "1")
        told = house.said("wechat", who)
        assert len(told) >= 2 and "回复 1 继续" in told[0] and told[-1].endswith("请以原始记录为准）")


async def test_a_link_leads_to_the_whole_answer(open_house: Open, client: httpx.Client) -> None:
    async with open_house(public_url="https://q.example") as house:
        who = user()
        await house.users.write("wechat", who, NEED)
        [text] = await house.until(lambda: house.said("wechat", who))
        path = text.split("https://q.example", 1)[1].split()[0]
        page = await asyncio.to_thread(client.get, house.origin + path)
        assert page.status_code == 200 and "需求卡" in page.text and "注塑粒料水分闭环控制" in page.text
        assert page.headers["cache-control"] == "no-store" and "noindex" in page.headers["x-robots-tag"]
        assert "script" not in page.headers["content-security-policy"]
        assert (await asyncio.to_thread(client.get, house.origin + path + "x")).status_code == 404


async def test_an_expired_token_a_busy_api_and_a_silent_user(open_house: Open) -> None:
    async with open_house() as house:
        who = user()
        house.world.failing = [40001, -1]
        await house.users.write("wechat", who, "你好")
        await house.until(lambda: house.lines("wechat", who))
        paths = [path for path, _ in house.world.calls]
        assert paths.count("/cgi-bin/stable_token") == 2 and paths.count("/cgi-bin/message/custom/send") == 3
        house.world.failing = [45015]
        await house.users.write("wechat", who, "您好呀")
        await house.until(lambda: house.world.failing == [])
        await asyncio.sleep(0.3)
        assert len(house.lines("wechat", who)) == 1
        await house.users.write("wechat", who, "帮助")
        await house.until(lambda: len(house.lines("wechat", who)) == 3)
        assert "新对话" in house.said("wechat", who)[2], "what was owed comes first, in order"


async def test_an_answer_that_is_never_taken_keeps_no_other_back(open_house: Open) -> None:
    async with open_house() as house:
        who = user()
        house.world.failing = [40058]
        await house.users.write("wechat", who, "你好")
        await house.until(lambda: house.world.failing == [])
        await house.users.write("wechat", who, "帮助")
        await house.until(lambda: house.lines("wechat", who))
        assert "新对话" in house.said("wechat", who)[0]


async def test_events_pictures_and_voice_are_answered_politely(open_house: Open) -> None:
    async with open_house() as house:
        who = user()
        await house.users.event("wechat", who, "subscribe")
        assert "鹊桥" in house.said("wechat", who)[0] and "人工智能" in house.said("wechat", who)[0]
        for event in ("unsubscribe", "VIEW", "LOCATION"):
            [answered] = await house.users.event("wechat", who, event, "x")
            assert answered.body == "success"
        await house.users.event("wechat", who, "CLICK", "帮助")
        await house.until(lambda: len(house.lines("wechat", who)) == 2)
        await house.users.post("wechat", who, {"MsgType": "image", "PicUrl": "http://x", "MediaId": "m", "MsgId": "1"})
        assert "图片我还看不懂" in house.said("wechat", who)[2]
        await house.users.post("wechat", who, {"MsgType": "voice", "MediaId": "m", "Format": "amr", "MsgId": "2"})
        assert "用文字再说一遍" in house.said("wechat", who)[3]
        spoken = {"MsgType": "voice", "MediaId": "m", "Format": "amr", "MsgId": "3", "Recognition": "帮助"}
        await house.users.post("wechat", who, spoken)
        await house.until(lambda: len(house.lines("wechat", who)) == 5)
        assert "新对话" in house.said("wechat", who)[4]


async def test_what_is_not_from_wechat_is_refused(open_house: Open, client: httpx.Client) -> None:
    async with open_house() as house:
        crypto = house.users.crypto("wechat")

        def post(plain: dict[str, Any], by: MessageCrypto = crypto, at: int = 0, **changes: str) -> int:
            fields = {"ToUserName": "gh", "FromUserName": "o", "CreateTime": "1", "MsgType": "text", "Content": "x"}
            sealed = by.seal(write_xml({**fields, "MsgId": "9", **plain}), timestamp=str(int(time.time()) + at))
            body = write_xml({"ToUserName": "gh", "Encrypt": sealed.encrypt})
            asked = {"msg_signature": sealed.signature, "timestamp": sealed.timestamp, "nonce": sealed.nonce}
            return client.post(house.origin + WECHAT, params=asked | changes, content=body).status_code

        def all_refused() -> list[int]:
            other = MessageCrypto("another", "a" * 43, "wx0000000000000000")
            plain_text = client.post(house.origin + WECHAT, content=write_xml({"ToUserName": "gh", "Content": "x"}))
            return [
                post({}, by=other),
                post({}, at=-400),
                post({}, at=400),
                post({}, msg_signature=""),
                post({}, nonce="other"),
                post({"ToUserName": "gh_other"}),
                post({"FromUserName": "<script>"}),
                post({"MsgId": "x"}),
                plain_text.status_code,
                client.get(house.origin + WECHAT, params={"echostr": "x", "signature": "0" * 40}).status_code,
            ]

        assert set(await asyncio.to_thread(all_refused)) == {403}
        assert house.agent.knowledge.casebook.channel_messages.get("wechat", "9") is None
        assert await asyncio.to_thread(post, {}) == 200
