"""Users of the simulated WeChat: what they write is encrypted, posted to the server, and repeated as WeChat does."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any

import httpx2

from agent import Settings
from ui.channels.simulator.world import World
from ui.channels.wire.crypto import MessageCrypto, Refused
from ui.channels.wire.xml import read_xml, write_xml

TRIES, PATIENCE_S = 3, 5.0
ACCOUNT = "gh_simulated"
POLL_S = 1.0


@dataclass(frozen=True, slots=True)
class Answered:
    """How a callback was answered."""

    status: int
    seconds: float
    body: str


class Users:
    """Everybody who writes to the accounts of the settings."""

    def __init__(self, world: World, settings: Settings, server: str) -> None:
        self._world = world
        self._settings = settings
        self._client = httpx2.AsyncClient(base_url=server, timeout=PATIENCE_S)
        self._cryptos: dict[str, MessageCrypto] = {}
        self._tokens: dict[str, str] = {}

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def crypto(self, channel: str) -> MessageCrypto:
        """How that account's callbacks are encrypted."""
        if channel not in self._cryptos:
            one = self._settings
            parts = {
                "wechat": (one.wechat_token, one.wechat_aes_key, one.wechat_app_id),
                "wecom": (one.wecom_token, one.wecom_aes_key, one.wecom_corp_id),
                "robot": (one.wecom_robot_token, one.wecom_robot_aes_key, one.wecom_robot_receive_id),
            }
            token, key, receiver = parts[channel]
            self._cryptos[channel] = MessageCrypto(token.get_secret_value(), key.get_secret_value(), receiver)
        return self._cryptos[channel]

    async def verify(self, channel: str) -> bool:
        """Ask whether the server's address is the one of the account, as the console of WeChat does."""
        crypto, moment, nonce, echo = self.crypto(channel), str(int(time.time())), secrets.token_hex(5), "7184629"
        if channel == "wechat":
            asked = {"signature": crypto.signature(moment, nonce), "timestamp": moment, "nonce": nonce, "echostr": echo}
        else:
            sealed = crypto.seal(echo, nonce, moment)
            asked = {"msg_signature": sealed.signature, "timestamp": moment, "nonce": nonce, "echostr": sealed.encrypt}
        answer = await self._client.get(PATHS[channel], params=asked)
        return answer.status_code == 200 and answer.text == echo

    async def write(self, channel: str, user: str, text: str, *, id: str = "") -> list[Answered]:
        """Let a user write a text; how its callback and the repetitions of it were answered."""
        await self._world.add(channel, user, "user", text)
        if channel == "robot":
            return await self._to_robot(user, text, id)
        if channel == "miniprogram":
            return [await self._in_miniprogram(user, text)]
        fields = {"MsgType": "text", "Content": text, "MsgId": id or str(secrets.randbelow(10**17) + 10**17)}
        return await self.post(channel, user, fields)

    async def event(self, channel: str, user: str, event: str, key: str = "") -> list[Answered]:
        """Let something happen that WeChat tells of: ``subscribe``, ``CLICK`` …"""
        return await self.post(channel, user, {"MsgType": "event", "Event": event, "EventKey": key})

    async def post(self, channel: str, user: str, fields: dict[str, str]) -> list[Answered]:
        """Post a message, again when no answer came in five seconds; a passive answer appears in the chat."""
        to = ACCOUNT if channel == "wechat" else self._settings.wecom_corp_id
        whole = {"ToUserName": to, "FromUserName": user, "CreateTime": str(int(time.time())), **fields}
        outer = {"ToUserName": to}
        if channel == "wecom":
            whole["AgentID"] = outer["AgentID"] = str(self._settings.wecom_agent_id)
        seen: list[Answered] = []
        for _ in range(TRIES):
            seen.append(await self._once(channel, write_xml(whole), outer))
            if seen[-1].status:
                break
        if seen[-1].status != 200:
            await self._world.add(channel, user, "wechat", "该公众号提供的服务出现故障，请稍后再试")
        elif seen[-1].body not in ("", "success"):
            await self._world.add(channel, user, "account", self._passive(channel, seen[-1].body), "被动回复")
        return seen

    async def _once(self, channel: str, plain: str, outer: dict[str, str]) -> Answered:
        sealed = self.crypto(channel).seal(plain)
        body = write_xml({**outer, "Encrypt": sealed.encrypt})
        asked = {"msg_signature": sealed.signature, "timestamp": sealed.timestamp, "nonce": sealed.nonce}
        return await self._timed(channel, asked, body.encode())

    async def _timed(self, channel: str, asked: dict[str, str], body: bytes) -> Answered:
        began = time.monotonic()
        try:
            answer = await self._client.post(PATHS[channel], params=asked, content=body)
        except httpx2.HTTPError:
            return Answered(0, time.monotonic() - began, "")
        return Answered(answer.status_code, time.monotonic() - began, answer.text)

    def _passive(self, channel: str, body: str) -> str:
        try:
            sealed = read_xml(body)
            crypto = self.crypto(channel)
            parts = (sealed["Encrypt"], sealed["MsgSignature"], sealed["TimeStamp"], sealed["Nonce"])
            return read_xml(crypto.open(*parts))["Content"]
        except (Refused, KeyError) as error:
            return f"（看不懂的被动回复：{error}）"

    async def _to_robot(self, user: str, text: str, id: str) -> list[Answered]:
        """Write to the robot and ask for the rest of its answer until it is whole."""
        base = {"aibotid": "robot", "from": {"userid": user}, "chattype": "single"}
        id = id or secrets.token_hex(8)
        seen = [await self.robot({**base, "msgid": id, "msgtype": "text", "text": {"content": text}})]
        while (told := self._stream(seen[-1])) is not None:
            await self._world.replaced("robot", user, str(told["content"]))
            if told["finish"]:
                break
            await asyncio.sleep(POLL_S)
            seen.append(
                await self.robot({**base, "msgid": secrets.token_hex(8), "msgtype": "stream", "stream": {"id": id}})
            )
        return seen

    async def _in_miniprogram(self, user: str, text: str) -> Answered:
        """Write in the 小程序: log in once, then read the answer as it comes in chunks."""
        began = time.monotonic()
        if user not in self._tokens:
            told = await self._client.post(f"{MINI}/login", json={"code": self._world.login(user)})
            self._tokens[user] = str(told.json().get("token", ""))
        headers = {"Authorization": f"Bearer {self._tokens[user]}"}
        asked = self._client.stream("POST", f"{MINI}/messages", json={"text": text}, headers=headers, timeout=MINI_S)
        async with asked as answer:
            if answer.status_code != 200:
                body = (await answer.aread()).decode()
                await self._world.add("miniprogram", user, "wechat", str(json.loads(body).get("message", body)))
                return Answered(answer.status_code, time.monotonic() - began, body)
            event = ""
            async for line in answer.aiter_lines():
                name, _, value = line.partition(": ")
                event = value if name == "event" else event
                if name == "data" and event != "token":
                    await self._world.replaced("miniprogram", user, _shown(json.loads(value)))
        return Answered(200, time.monotonic() - began, event)

    async def robot(self, said: dict[str, Any]) -> Answered:
        """Post what a robot is told."""
        sealed = self.crypto("robot").seal(json.dumps(said))
        asked = {"msg_signature": sealed.signature, "timestamp": sealed.timestamp, "nonce": sealed.nonce}
        return await self._timed("robot", asked, json.dumps({"encrypt": sealed.encrypt}).encode())

    def _stream(self, answered: Answered) -> dict[str, Any] | None:
        if answered.status != 200 or not answered.body:
            return None
        sealed = json.loads(answered.body)
        crypto = self.crypto("robot")
        parts = (sealed["encrypt"], sealed["msgsignature"], str(sealed["timestamp"]), sealed["nonce"])
        told: dict[str, Any] = json.loads(crypto.open(*parts))
        return told.get("stream")


def _shown(data: dict[str, Any]) -> str:
    """What stands on the screen: a step, the answer with its label, or a problem."""
    text = str(data.get("text") or data.get("message", ""))
    return f"{text}\n\n（{data['label']}）" if data.get("label") else text


MINI, MINI_S = "/channels/miniprogram", 120.0
PATHS = {"wechat": "/channels/wechat", "wecom": "/channels/wecom/app", "robot": "/channels/wecom/robot"}
