"""What a 小程序's server asks of WeChat: who logs in, and whether a text may be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import httpx2

from agent import Settings
from ui.channels.talk.channel import SendFailed
from ui.channels.talk.plain import split
from ui.channels.wechat.channel import stable_token
from ui.channels.wire.api import ChannelApi, read

PIECE_BYTES = 6_000
"""What is checked at a time: at most 2,000 characters of three bytes."""
SCENE_FORUM = 3
_OPENID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class WrongCode(Exception):
    """The code of a log-in is used, too old, or none."""


class Weixin:
    """WeChat's API for the 小程序 of the settings. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = httpx2.Client(base_url=settings.wechat_api, timeout=8.0, follow_redirects=False)
        self._api = ChannelApi(settings.wechat_api, self._renew)

    def openid(self, code: str) -> str:
        """Whose code that is. The session key that comes with it is not kept. Raises WrongCode and SendFailed."""
        secret = self._settings.miniprogram_secret.get_secret_value()
        asked = {"appid": self._settings.miniprogram_app_id, "secret": secret, "js_code": code}
        asked["grant_type"] = "authorization_code"
        answer = read(lambda: self._client.get("/sns/jscode2session", params=asked))
        openid = str(answer.get("openid", ""))
        if answer.get("errcode") or not _OPENID.fullmatch(openid):
            raise WrongCode(str(answer.get("errcode", "")))
        return openid

    def passes(self, openid: str, text: str) -> bool:
        """Whether WeChat lets every piece of a text pass for this user. Raises SendFailed when it does not say."""
        return all(self._passes(openid, piece) for piece in split(text, PIECE_BYTES))

    def close(self) -> None:
        """Close its connections."""
        self._client.close()
        self._api.close()

    def _passes(self, openid: str, piece: str) -> bool:
        if not piece.strip():
            return True
        body = {"content": piece, "version": 2, "scene": SCENE_FORUM, "openid": openid}
        result = self._api.post("/wxa/msg_sec_check", body).get("result")
        if not isinstance(result, Mapping) or "suggest" not in result:
            raise SendFailed("the content check said nothing")
        return bool(result["suggest"] == "pass")

    def _renew(self, client: httpx2.Client) -> Mapping[str, Any]:
        return stable_token(
            client, self._settings.miniprogram_app_id, self._settings.miniprogram_secret.get_secret_value()
        )
