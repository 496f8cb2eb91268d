"""A 企业微信 application as a channel, and its robot, which is asked for what it has to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2

from agent import Settings
from ui.channels.talk.channel import Channel, SendFailed
from ui.channels.wire.api import ChannelApi

NAME, ROBOT = "wecom", "robot"
ROBOT_BYTES = 20_000
"""A stream message may hold 20,480 bytes."""


class WeCom(Channel):
    """The application of the settings."""

    name = NAME

    def __init__(self, settings: Settings) -> None:
        self.sends = may_send(settings)
        self._settings = settings
        self._api = ChannelApi(settings.wecom_api, self._renew)

    def send(self, user: str, text: str, key: str) -> None:
        """Send a message of the application to a member.

        企业微信 could drop what comes twice, but tells that by the text, and two questions may have one answer.
        """
        body = {"touser": user, "msgtype": "text", "agentid": self._settings.wecom_agent_id}
        self._api.post("/cgi-bin/message/send", {**body, "text": {"content": text}})

    def close(self) -> None:
        """Close its connections."""
        self._api.close()

    def _renew(self, client: httpx2.Client) -> Mapping[str, Any]:
        secret = self._settings.wecom_secret.get_secret_value()
        asked = {"corpid": self._settings.wecom_corp_id, "corpsecret": secret}
        found: Mapping[str, Any] = client.get("/cgi-bin/gettoken", params=asked).raise_for_status().json()
        return found


class Robot(Channel):
    """The robot of the settings: 企业微信 asks again and again for the rest of its answer."""

    name = ROBOT
    limit_bytes = ROBOT_BYTES

    def send(self, user: str, text: str, key: str) -> None:
        """A robot's answers are fetched."""
        raise SendFailed("a robot's answers are fetched, not sent", "never")


def may_send(settings: Settings) -> bool:
    """Whether the application may write to members by itself."""
    return bool(settings.wecom_secret.get_secret_value())
