"""公众号 as a channel: 客服消息 where the account has the right to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2

from agent import Settings
from ui.channels.talk.channel import Channel
from ui.channels.wire.api import ChannelApi

NAME = "wechat"


class WeChat(Channel):
    """The 公众号 of the settings."""

    name = NAME

    def __init__(self, settings: Settings) -> None:
        self.sends = may_send(settings)
        self._settings = settings
        self._api = ChannelApi(settings.wechat_api, self._renew)

    def send(self, user: str, text: str, key: str) -> None:
        """Send a 客服消息. WeChat knows no key: what it took without our learning so is sent again."""
        self._api.post("/cgi-bin/message/custom/send", {"touser": user, "msgtype": "text", "text": {"content": text}})

    def close(self) -> None:
        """Close its connections."""
        self._api.close()

    def _renew(self, client: httpx2.Client) -> Mapping[str, Any]:
        return stable_token(client, self._settings.wechat_app_id, self._settings.wechat_secret.get_secret_value())


def may_send(settings: Settings) -> bool:
    """Whether the account may write to its users by itself."""
    return settings.wechat_service_messages and bool(settings.wechat_secret.get_secret_value())


def stable_token(client: httpx2.Client, app_id: str, secret: str) -> Mapping[str, Any]:
    """A token that another holder's renewal does not end."""
    body = {"grant_type": "client_credential", "appid": app_id, "secret": secret}
    found: Mapping[str, Any] = client.post("/cgi-bin/stable_token", json=body).raise_for_status().json()
    return found
