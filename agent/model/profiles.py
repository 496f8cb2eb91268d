"""What chat-model providers support, as frozen profiles chosen by name, address or model id.

The facts come from the providers' pages and issue trackers of 2025–2026 and go out of date: ``queqiao doctor --model``
tests an endpoint itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

ProfileName = Literal["generic", "deepseek", "qwen", "glm", "kimi", "openai", "local"]
Mode = Literal["tools", "json_schema", "json_object", "plain"]
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Profile:
    """One provider: what its endpoint accepts.

    ``extra_body`` is sent with every call and switches thinking off. ``forced_tool`` says whether ``tool_choice`` may
    name a function, ``temperature`` whether it is honoured at all. ``answer_tokens`` caps one answer and
    ``data_tokens`` the text or records of one prompt: little for a model on one's own machine, which is slow. ``leads``
    says whether its reading may overrule that of our trained readers, or only fill what they leave empty.
    """

    name: ProfileName
    title: str
    tools: bool = True
    json_object: bool = True
    json_schema: bool = False
    stream_usage: bool = True
    forced_tool: bool = True
    temperature: bool = True
    max_tokens_key: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    answer_tokens: int = 1_200
    leads: bool = True
    data_tokens: int = 3_000
    extra_body: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)

    def modes(self) -> list[Mode]:
        """Ways to get structured output, the surest first; plain text always works."""
        able: list[tuple[Mode, bool]] = [
            ("tools", self.tools),
            ("json_schema", self.json_schema and not self.tools),
            ("json_object", self.json_object),
            ("plain", True),
        ]
        return [mode for mode, possible in able if possible]


_THINKING_OFF = MappingProxyType({"thinking": {"type": "disabled"}})
PROFILES: Mapping[ProfileName, Profile] = MappingProxyType(
    {
        "deepseek": Profile("deepseek", "DeepSeek", extra_body=_THINKING_OFF),
        "qwen": Profile("qwen", "通义千问（百炼）", extra_body=MappingProxyType({"enable_thinking": False})),
        "glm": Profile("glm", "智谱 GLM", forced_tool=False, extra_body=_THINKING_OFF),
        "kimi": Profile("kimi", "月之暗面 Kimi", forced_tool=False),
        "openai": Profile(
            "openai", "OpenAI", json_schema=True, temperature=False, max_tokens_key="max_completion_tokens"
        ),
        "generic": Profile("generic", "通用（OpenAI 兼容）", stream_usage=False, forced_tool=False),
        "local": Profile(
            "local",
            "本地模型",
            tools=False,
            json_schema=True,
            forced_tool=False,
            answer_tokens=180,
            data_tokens=450,
            leads=False,
        ),
    }
)
_BY_ADDRESS: tuple[tuple[re.Pattern[str], ProfileName], ...] = (
    (re.compile(r"deepseek\.com", re.I), "deepseek"),
    (re.compile(r"dashscope|aliyuncs\.com", re.I), "qwen"),
    (re.compile(r"bigmodel\.cn|z\.ai", re.I), "glm"),
    (re.compile(r"moonshot\.(?:cn|ai)", re.I), "kimi"),
    (re.compile(r"api\.openai\.com", re.I), "openai"),
    (re.compile(r"//(?:127\.0\.0\.1|localhost|\[::1\])(?::|/|$)", re.I), "local"),
)
_BY_MODEL: tuple[tuple[re.Pattern[str], ProfileName], ...] = (
    (re.compile(r"deepseek", re.I), "deepseek"),
    (re.compile(r"qwen|qwq", re.I), "qwen"),
    (re.compile(r"glm", re.I), "glm"),
    (re.compile(r"kimi|moonshot", re.I), "kimi"),
    (re.compile(r"^(?:gpt-|o\d|chatgpt)", re.I), "openai"),
)


def choose_profile(name: str, base_url: str, model: str) -> Profile:
    """The profile of that name; with ``auto`` the one that fits the address, else the generic one.

    A provider's own switches are sent to its own address only: the same model behind another gateway may refuse
    them, so the model id decides only where no address is given.
    """
    if name in PROFILES:
        return PROFILES[name]  # type: ignore[index]
    if not base_url:
        return PROFILES["openai"]
    for pattern, known in _BY_ADDRESS:
        if pattern.search(base_url):
            return PROFILES[known]
    for pattern, known in _BY_MODEL:
        if pattern.search(model):
            return _behind_gateway(PROFILES[known])
    return PROFILES["generic"]


def _behind_gateway(profile: Profile) -> Profile:
    """A known model on an unknown address: its abilities, without switches and options the gateway may refuse."""
    return Profile(
        name=profile.name,
        title=f"{profile.title}（经其他网关）",
        tools=profile.tools,
        json_object=profile.json_object,
        stream_usage=False,
        forced_tool=False,
    )


ABILITIES = ("tools", "forced_tool", "json_object", "json_schema", "stream_usage", "leads")
"""What an endpoint can be observed to support; each is a field of the profile."""


def observed(profile: Profile, abilities: str) -> Profile:
    """The profile with what was observed in the place of what is known of the provider; as it is where nothing was."""
    named = {part.strip() for part in abilities.split(",") if part.strip()}
    return replace(profile, **{name: name in named for name in ABILITIES}) if named else profile  # type: ignore[arg-type]
