"""The callback address of a 公众号: checked, kept, acknowledged; answered passively where nothing else is allowed."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse

from agent import Settings
from knowledge import ChannelMessage
from ui.channels.talk.channel import SOON, with_more
from ui.channels.talk.core import NEXT, Talks
from ui.channels.talk.gate import signed_by, talks_of
from ui.channels.wechat.channel import NAME
from ui.channels.wechat.messages import Incoming, read_message
from ui.channels.wire.crypto import MessageCrypto
from ui.channels.wire.envelope import Signed, open_envelope, sealed_xml
from ui.channels.wire.replays import Replays
from ui.channels.wire.xml import write_xml

PASSIVE_S = 4.3
"""How long WeChat may be kept waiting for a passive answer; it gives up after five seconds."""
EARLIER = "\n\n（之前的问题也有了结果，回复 1 查看）"
LATER = "正在为您查找，一般不到一分钟。请稍后回复 1 查看结果。"

TalksDep = Annotated[Talks, Depends(talks_of)]


class Door:
    """The callback of one account."""

    def __init__(self, settings: Settings) -> None:
        token, key = settings.wechat_token.get_secret_value(), settings.wechat_aes_key.get_secret_value()
        self._crypto = MessageCrypto(token, key, settings.wechat_app_id)
        self._replays = Replays()

    def check_address(self, signature: str, timestamp: str, nonce: str) -> None:
        """Refused unless WeChat asks whether this address is ours."""
        self._crypto.check(signature, timestamp, nonce)
        self._replays.check(timestamp, nonce, signature)

    def open(self, body: bytes, signed: Signed) -> Incoming:
        """The message in a callback. Refused when it is not WeChat's, too old, or played back."""
        fields = open_envelope(self._crypto, body, signed)
        self._replays.check(signed.timestamp, signed.nonce, signed.msg_signature)
        return read_message(fields)

    def answer(self, incoming: Incoming, text: str) -> Response:
        """A passive answer, encrypted."""
        fields: dict[str, str | int] = {"ToUserName": incoming.user, "FromUserName": incoming.account}
        fields |= {"CreateTime": int(time.time()), "MsgType": "text", "Content": text}
        return Response(sealed_xml(self._crypto.seal(write_xml(fields))), media_type="application/xml")


def make_router(settings: Settings) -> APIRouter:
    """The routes of the account of the settings. ValueError, in Chinese, for an EncodingAESKey that is none."""
    door, router = Door(settings), APIRouter(prefix="/channels/wechat", include_in_schema=False)
    sends = settings.wechat_service_messages and bool(settings.wechat_secret.get_secret_value())

    @router.get("")
    async def check(request: Request, signature: str = "", timestamp: str = "", nonce: str = "") -> Response:
        with signed_by(request):
            door.check_address(signature, timestamp, nonce)
        return PlainTextResponse(request.query_params.get("echostr", ""))

    @router.post("")
    async def receive(
        request: Request, talks: TalksDep, msg_signature: str = "", timestamp: str = "", nonce: str = ""
    ) -> Response:
        body = await request.body()
        with signed_by(request):
            incoming = door.open(body, Signed(msg_signature, timestamp, nonce))
        if incoming.kind == "work":
            await talks.take(NAME, incoming.id, incoming.account, incoming.user, incoming.text)
        text = "" if incoming.kind == "work" and sends else await _passive(talks, incoming)
        return door.answer(incoming, text) if text else PlainTextResponse("success")

    return router


async def _passive(talks: Talks, incoming: Incoming) -> str:
    """What is answered within WeChat's five seconds; "" for nothing."""
    if incoming.kind == "nothing":
        return ""
    if incoming.kind != "work":
        return talks.commands.welcome() if incoming.kind == "welcome" else incoming.text
    message = await talks.answer(NAME, incoming.id, PASSIVE_S)
    if message is None:
        return SOON if incoming.text == NEXT else LATER
    return await _first_part(talks, message)


async def _first_part(talks: Talks, message: ChannelMessage) -> str:
    """The first part of an answer, also when WeChat asks again for a callback that it got no answer to."""
    if not message.answer:
        return ""
    await talks.gave(message, 1)
    text = with_more(message.answer[0], len(message.answer) - 1)
    return text + EARLIER if len(message.answer) == 1 and await talks.owes(message) else text
