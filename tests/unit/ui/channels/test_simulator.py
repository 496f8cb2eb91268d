"""The simulated WeChat behaves as WeChat does, and the demonstration's settings open every channel."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from agent import Settings
from ui.channels.simulator.app import demo_variables, make_simulator
from ui.channels.simulator.process import settings_from
from ui.channels.simulator.world import World


@pytest.fixture
def world() -> World:
    return World("wx", "secret")


@pytest.fixture
def client(world: World) -> TestClient:
    settings = settings_from(demo_variables("http://127.0.0.1:1", "http://127.0.0.1:2"))
    return TestClient(make_simulator(settings, "http://127.0.0.1:2", world))


def test_the_demonstration_opens_every_channel() -> None:
    settings = settings_from(demo_variables("http://127.0.0.1:1", "http://127.0.0.1:2/", service_messages=False))
    secrets = (settings.wechat_token, settings.wecom_token, settings.wecom_robot_token, settings.miniprogram_secret)
    assert all(one.get_secret_value() for one in secrets)
    assert not settings.wechat_service_messages and settings.public_url == "http://127.0.0.1:2"


@pytest.mark.parametrize("wrong", [{"wechat_aes_key": "short"}, {"wecom_api": "ftp://x"}, {"public_url": "example"}])
def test_settings_that_cannot_be_used_are_told(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="43 个|https"):
        Settings(**wrong)  # type: ignore[arg-type]


def send(client: TestClient, token: str, text: str = "好") -> dict[str, Any]:
    body = {"touser": "o", "msgtype": "text", "text": {"content": text}}
    told: dict[str, Any] = client.post(f"/cgi-bin/message/custom/send?access_token={token}", json=body).json()
    return told


def test_messages_need_a_token_and_have_a_size(client: TestClient, world: World) -> None:
    token = client.post("/cgi-bin/stable_token", json={"appid": "a", "secret": "s"}).json()["access_token"]
    assert send(client, "made-up")["errcode"] == 40001
    assert send(client, token, "长" * 700)["errcode"] == 45002
    world.failing = [45015]
    assert send(client, token)["errcode"] == 45015 and send(client, token)["errcode"] == 0
    assert [line.text for line in world.chat("wechat", "o")] == ["好"]


def test_a_code_logs_in_once(client: TestClient) -> None:
    code = client.post("/login-code", params={"openid": "m_1"}).json()["code"]
    asked = {"appid": "a", "secret": "s", "js_code": code, "grant_type": "authorization_code"}
    assert client.get("/sns/jscode2session", params=asked).json()["openid"] == "m_1"
    assert client.get("/sns/jscode2session", params=asked).json()["errcode"] == 40029


def test_the_page_is_served_without_anything_foreign(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200 and "//" not in page.text.replace("<!doctype", "")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert client.get("/static/chat.js").status_code == 200
