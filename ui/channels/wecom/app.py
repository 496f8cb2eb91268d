"""The callback address of a 企业微信 application."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from agent import Settings
from ui.channels.callbacks.xml import XmlCallback
from ui.channels.wecom.channel import NAME, may_send
from ui.channels.wire.crypto import MessageCrypto
from ui.channels.wire.envelope import Signed


def make_router(settings: Settings) -> APIRouter:
    """The routes of the application of the settings; messages end in the corp id. ValueError for a key that is none."""
    token, key = settings.wecom_token.get_secret_value(), settings.wecom_aes_key.get_secret_value()
    crypto = MessageCrypto(token, key, settings.wecom_corp_id)
    callback = XmlCallback(NAME, crypto, sends=may_send(settings), agent_id=str(settings.wecom_agent_id))
    router = APIRouter(prefix="/channels/wecom/app", include_in_schema=False)

    @router.get("")
    async def check(
        request: Request, msg_signature: str = "", timestamp: str = "", nonce: str = "", echostr: str = ""
    ) -> Response:
        return PlainTextResponse(callback.check_sealed(request, Signed(msg_signature, timestamp, nonce), echostr))

    @router.post("")
    async def receive(request: Request, msg_signature: str = "", timestamp: str = "", nonce: str = "") -> Response:
        return await callback.receive(request, Signed(msg_signature, timestamp, nonce))

    return router
