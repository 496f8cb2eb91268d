from __future__ import annotations

import pytest

from agent.model.profiles import PROFILES, choose_profile


@pytest.mark.parametrize(
    ("base_url", "model", "name"),
    [
        ("https://api.deepseek.com/v1", "deepseek-v4-flash", "deepseek"),
        ("https://dashscope.aliyuncs.com/compatible-mode/v1", "qwen-plus", "qwen"),
        ("https://open.bigmodel.cn/api/paas/v4", "glm-5", "glm"),
        ("https://api.moonshot.cn/v1", "kimi-k2", "kimi"),
        ("https://api.openai.com/v1", "gpt-5.4", "openai"),
        ("", "gpt-5.4", "openai"),
        ("http://127.0.0.1:8000/v1", "qwen2.5", "local"),
        ("http://localhost:8000/v1", "x", "local"),
        ("https://llm.example.cn/v1", "some-model", "generic"),
    ],
)
def test_the_address_decides(base_url: str, model: str, name: str) -> None:
    assert choose_profile("auto", base_url, model).name == name


def test_a_name_overrides_the_address() -> None:
    assert choose_profile("kimi", "https://api.deepseek.com", "deepseek-v4-pro") is PROFILES["kimi"]


def test_a_known_model_behind_a_gateway_keeps_its_abilities_without_its_switches() -> None:
    profile = choose_profile("auto", "https://gateway.example.cn/v1", "deepseek-v4-flash")
    assert profile.name == "deepseek" and profile.tools
    assert not profile.extra_body and not profile.stream_usage and not profile.forced_tool


@pytest.mark.parametrize(
    ("name", "switch"), [("deepseek", "thinking"), ("glm", "thinking"), ("qwen", "enable_thinking")]
)
def test_thinking_is_switched_off(name: str, switch: str) -> None:
    assert switch in PROFILES[name].extra_body  # type: ignore[index]


def test_structured_output_falls_back_from_the_surest_way_to_plain_text() -> None:
    assert PROFILES["deepseek"].modes() == ["tools", "json_object", "plain"]
    assert PROFILES["local"].modes() == ["json_schema", "json_object", "plain"]
    assert all(profile.modes()[-1] == "plain" for profile in PROFILES.values())


def test_profiles_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        PROFILES["qwen"].extra_body["x"] = 1  # type: ignore[index]
