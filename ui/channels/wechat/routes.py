"""The callback address of a 公众号."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from agent import Settings
from ui.channels.callbacks.xml import XmlCallback
from ui.channels.wechat.channel import NAME, may_send
from ui.channels.wire.crypto import MessageCrypto
from ui.channels.wire.envelope import Signed


def make_router(settings: Settings) -> APIRouter:
    """The routes of the account of the settings. ValueError, in Chinese, for an EncodingAESKey that is none."""
    token, key = settings.wechat_token.get_secret_value(), settings.wechat_aes_key.get_secret_value()
    callback = XmlCallback(NAME, MessageCrypto(token, key, settings.wechat_app_id), sends=may_send(settings))
    router = APIRouter(prefix="/channels/wechat", include_in_schema=False)

    @router.get("")
    async def check(
        request: Request, signature: str = "", timestamp: str = "", nonce: str = "", echostr: str = ""
    ) -> Response:
        callback.check_plain(request, signature, timestamp, nonce)
        return PlainTextResponse(echostr)

    @router.post("")
    async def receive(request: Request, msg_signature: str = "", timestamp: str = "", nonce: str = "") -> Response:
        return await callback.receive(request, Signed(msg_signature, timestamp, nonce))

    return router
