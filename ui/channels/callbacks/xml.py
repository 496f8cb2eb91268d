"""The XML callback of 公众号 and 企业微信: checked, kept, acknowledged, and answered passively where need be."""

from __future__ import annotations

import time

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

from ui.channels.callbacks.gate import refusing, talks_of
from ui.channels.callbacks.messages import Incoming, read_message
from ui.channels.talk.channel import SOON, with_more
from ui.channels.talk.core import NEXT, Talks
from ui.channels.wire.crypto import MessageCrypto, Refused
from ui.channels.wire.envelope import Signed, open_envelope, sealed_xml
from ui.channels.wire.replays import Replays
from ui.channels.wire.xml import write_xml

PASSIVE_S = 4.3
"""How long WeChat may be kept waiting for a passive answer; it gives up after five seconds."""
LATER = "正在为您查找，一般不到一分钟。请稍后回复 1 查看结果。"
EARLIER = "\n\n（之前的问题也有了结果，回复 1 查看）"


class XmlCallback:
    """The callback of one account of a channel. ``sends`` says whether answers go out by themselves.

    ``agent_id`` is the 企业微信 application that messages must be for; "" for none.
    """

    def __init__(self, channel: str, crypto: MessageCrypto, *, sends: bool, agent_id: str = "") -> None:
        self._channel = channel
        self._crypto = crypto
        self._sends = sends
        self._agent_id = agent_id
        self._replays = Replays()

    def check_plain(self, request: Request, signature: str, timestamp: str, nonce: str) -> None:
        """403 unless WeChat asks whether this address is ours, in the way of 公众号."""
        with refusing(request):
            self._crypto.check(signature, timestamp, nonce)
            self._replays.check(timestamp, nonce, signature)

    def check_sealed(self, request: Request, signed: Signed, echo: str) -> str:
        """What proves that this address is ours, in the way of 企业微信; 403 when it is not 企业微信 that asks."""
        with refusing(request):
            text = self._crypto.open(echo, signed.msg_signature, signed.timestamp, signed.nonce)
            self._replays.check(signed.timestamp, signed.nonce, signed.msg_signature)
        return text

    async def receive(self, request: Request, signed: Signed) -> Response:
        """Keep the message of a callback and answer the callback; 403 for one that is forged, damaged or too old."""
        body = await request.body()
        with refusing(request):
            incoming = self._open(body, signed)
        talks = talks_of(request)
        if incoming.kind == "work":
            await talks.take(self._channel, incoming.id, incoming.account, incoming.user, incoming.text)
        text = "" if incoming.kind == "work" and self._sends else await self._passive(talks, incoming)
        return self._answer(incoming, text) if text else PlainTextResponse("success")

    def _open(self, body: bytes, signed: Signed) -> Incoming:
        fields = open_envelope(self._crypto, body, signed)
        if fields.get("AgentID", "") != self._agent_id:
            raise Refused("for another application")
        self._replays.check(signed.timestamp, signed.nonce, signed.msg_signature)
        return read_message(fields)

    async def _passive(self, talks: Talks, incoming: Incoming) -> str:
        """What is answered within WeChat's five seconds; "" for nothing."""
        if incoming.kind == "nothing":
            return ""
        if incoming.kind != "work":
            return talks.commands.welcome() if incoming.kind == "welcome" else incoming.text
        message = await talks.answer(self._channel, incoming.id, PASSIVE_S)
        if message is None:
            return SOON if incoming.text == NEXT else LATER
        if not message.answer:
            return ""
        await talks.gave(message, 1)
        text = with_more(message.answer[0], len(message.answer) - 1)
        return text + EARLIER if len(message.answer) == 1 and await talks.owes(message) else text

    def _answer(self, incoming: Incoming, text: str) -> Response:
        fields: dict[str, str | int] = {"ToUserName": incoming.user, "FromUserName": incoming.account}
        fields |= {"CreateTime": int(time.time()), "MsgType": "text", "Content": text}
        return Response(sealed_xml(self._crypto.seal(write_xml(fields))), media_type="application/xml")
