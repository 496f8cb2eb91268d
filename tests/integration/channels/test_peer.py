"""wechatpy as WeChat against a started server: its encryption, its messages, its reading of our answers."""

from __future__ import annotations

import asyncio
import secrets
import time

import httpx
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.enterprise.crypto import WeChatCrypto as EnterpriseCrypto
from wechatpy.utils import WeChatSigner

from tests.integration.channels.conftest import NEED, House, Open
from ui.channels.wire.xml import read_xml


def signature(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*parts)
    signed: str = signer.signature
    return signed


def message(user: str, text: str, to: str, more: str = "") -> str:
    return (
        f"<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{user}]]></FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{text}]]></Content><MsgId>{secrets.randbelow(10**17)}</MsgId>{more}</xml>"
    )


def post(house: House, crypto: WeChatCrypto, path: str, plain: str, to: str, more: str = "") -> httpx.Response:
    """A callback whose body, encryption and signature are wechatpy's."""
    now, nonce = str(int(time.time())), secrets.token_hex(5)
    encrypted = read_xml(crypto.encrypt_message(plain, nonce, now))["Encrypt"]
    asked = {"msg_signature": signature(crypto.token, now, nonce, encrypted), "timestamp": now, "nonce": nonce}
    body = f"<xml><ToUserName><![CDATA[{to}]]></ToUserName>{more}<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    return httpx.post(house.origin + path, params=asked, content=body.encode(), timeout=20)


async def test_a_passive_answer_is_read_by_wechatpy(open_house: Open) -> None:
    async with open_house(wechat_service_messages=False) as house:
        settings = house.agent.settings
        token, key = settings.wechat_token.get_secret_value(), settings.wechat_aes_key.get_secret_value()
        crypto = WeChatCrypto(token, key, settings.wechat_app_id)
        now = str(int(time.time()))
        asked = {"signature": signature(token, now, "n"), "timestamp": now, "nonce": "n", "echostr": "5170"}
        echo = await asyncio.to_thread(httpx.get, f"{house.origin}/channels/wechat", params=asked)
        assert (echo.status_code, echo.text) == (200, "5170")
        plain = message("o_peer", NEED, "gh_peer")
        answer = await asyncio.to_thread(post, house, crypto, "/channels/wechat", plain, "gh_peer")
        sealed = read_xml(answer.text)
        read = crypto.decrypt_message(answer.text, sealed["MsgSignature"], sealed["TimeStamp"], sealed["Nonce"])
        told = parse_message(read)
        assert (told.source, told.target, told.type) == ("gh_peer", "o_peer", "text")
        assert "注塑粒料水分闭环控制" in told.content and len(told.content.encode()) <= 2048


async def test_an_enterprise_message_of_wechatpy_is_answered(open_house: Open) -> None:
    async with open_house() as house:
        settings = house.agent.settings
        token, key = settings.wecom_token.get_secret_value(), settings.wecom_aes_key.get_secret_value()
        corp, agent_id = settings.wecom_corp_id, f"<AgentID>{settings.wecom_agent_id}</AgentID>"
        crypto = EnterpriseCrypto(token, key, corp)
        plain = message("m_peer", NEED, corp, agent_id)
        answer = await asyncio.to_thread(post, house, crypto, "/channels/wecom/app", plain, corp, agent_id)
        assert (answer.status_code, answer.text) == (200, "success")
        await house.until(lambda: house.said("wecom", "m_peer"))
