"""The only reader of the environment: every setting, its default and its meaning."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from agent.settings.channels import ChannelSettings
from agent.settings.places import TenantPlace, clean_prefix, read_places

__all__ = [
    "Settings",
    "TenantPlace",
    "child_environment",
    "clean_prefix",
    "get_settings",
    "quiet_gradio",
    "quiet_tracing",
]

_AUDIT_DAYS = 180


class Settings(ChannelSettings):
    """Configuration, read from ``QUEQIAO_*`` variables and, for the model, the usual ``OPENAI_*`` ones."""

    model_config = SettingsConfigDict(env_prefix="QUEQIAO_", extra="ignore", populate_by_name=True)

    data_dir: Path = Path("data")
    tenant: str = "default"
    tenants: Annotated[tuple[TenantPlace, ...], NoDecode] = ()
    """Several tenants in one process, as JSON: ``[{"name": "a", "hosts": ["a.cn"]}, {"name": "b", "prefix": "/b"}]``.

    Without them ``tenant`` is the only one.
    """

    database_url: str = ""
    chroma_host: str = ""
    chroma_port: int = 8000

    host: str = "127.0.0.1"
    port: int = 8800
    root_path: str = ""
    """The path that a reverse proxy serves the product below, e.g. ``/queqiao``; whether it takes it off or not."""

    embedder: Literal["auto", "e5", "openai", "none"] = "auto"
    embedding_model: str = ""
    embedding_base_url: str = ""
    embedding_api_key: SecretStr = SecretStr("")
    embedding_dimensions: int = 0

    model: str = Field(default="", validation_alias="OPENAI_MODEL")
    model_base_url: str = Field(default="", validation_alias="OPENAI_BASE_URL")
    model_api_key: SecretStr = Field(default=SecretStr(""), validation_alias="OPENAI_API_KEY")
    model_profile: Literal["auto", "generic", "deepseek", "qwen", "glm", "kimi", "openai", "local"] = "auto"
    model_api: Literal["auto", "chat", "responses"] = "auto"
    """The wire format: chat completions, or the Responses API where an endpoint offers only that."""
    model_abilities: str = ""
    """What the endpoint was observed to support, as ``queqiao doctor --model`` proposes it; stands over the profile."""
    reading_model: str = ""
    """Another model of the same endpoint, small and cheap, that only reads messages; empty for the same one."""
    model_timeout_s: float = 20.0
    turn_timeout_s: float = 60.0
    turn_model_calls: int = 8
    turn_tool_calls: int = 8
    turn_tokens_in: int = 24_000
    turn_tokens_out: int = 3_000
    tenant_tokens_day: int = 2_000_000
    price_in_per_million: float = 0.0
    price_out_per_million: float = 0.0
    opentelemetry: bool = False
    langsmith: bool = False
    """Whether LANGSMITH_* and LANGCHAIN_* of the environment may post what was said to a tracing service."""
    confidential_hosts: str = ""
    """Hosts, with commas between, that a need marked 保密 may be sent to although they are other machines."""

    max_message_chars: int = Field(default=8_000, ge=1, le=32_000)
    """Longer messages are refused; of one that is longer than 8,000 characters only these are read."""
    max_body_bytes: int = 65_536
    rate_per_minute: int = 60
    """Requests of one address (IPv6: of one /64) a minute."""
    turns_per_minute: int = 12
    """Messages in one conversation a minute."""
    turns_per_day: int = 500
    """Messages of one address a day."""
    tenant_turns_per_day: int = 20_000
    anonymous_turns_per_day: int = 0
    """Messages a day of one address that uses /v1, /mcp, /a2a or /agui without a key; 0: a key is needed there."""
    webhooks_inside: bool = False
    """Whether webhooks may be sent to addresses of the inner network and without TLS."""
    content_check: str = ""
    """What checks input and output: the path of a file with one word a line, or ``module:function``; "" for none."""
    complaints_to: str = ""
    """Where complaints may also be made, shown beside the form: a telephone number or a mail address."""
    turns_at_once: int = 0
    """Turns at work at a time; 0 for one a processor, at least two."""
    turns_waiting: int = 60
    """Turns in the queue; who comes when it is full is told to come back."""
    trusted_proxies: str = ""
    """Addresses or networks, with commas between, of proxies whose X-Forwarded-For is believed, e.g. 127.0.0.1."""

    keep_conversations_days: int = Field(default=0, ge=0)
    """Days after which a conversation in which nothing happened is erased with its need; 0 for never."""
    keep_traces_days: int = Field(default=180, ge=0)
    """Days after which the trace of a turn is emptied; 0 for never."""
    keep_audit_days: int = 0
    """Days after which audit lines go, at least 180; 0 for never."""
    keep_drafts_days: int = Field(default=90, ge=0)
    """Days after which an officer's unsaved draft goes; 0 for never."""

    admin_user: str = "admin"
    admin_password: SecretStr = SecretStr("")
    session_idle_minutes: int = 30
    session_hours: int = 12
    secure_cookies: bool = False

    @field_validator("tenants", mode="before")
    @classmethod
    def _places(cls, given: Any) -> tuple[TenantPlace, ...]:
        return read_places(given)

    @field_validator("keep_audit_days")
    @classmethod
    def _half_a_year(cls, days: int) -> int:
        if 0 < days < _AUDIT_DAYS:
            raise ValueError(f"操作记录按规定至少留 {_AUDIT_DAYS} 天；0 表示一直保留。")
        return days

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, text: str) -> str:
        try:
            for part in filter(None, map(str.strip, text.split(","))):
                ip_network(part, strict=False)
        except ValueError as error:
            raise ValueError(f"“{text}”里有不是地址或网段的部分，例如可写 127.0.0.1,10.0.0.0/8。") from error
        return text

    @field_validator("content_check")
    @classmethod
    def _loadable(cls, setting: str) -> str:
        from agent.content import load_check

        load_check(setting)
        return setting

    @property
    def workers(self) -> int:
        """How many turns are at work at a time."""
        return self.turns_at_once or max(2, os.cpu_count() or 2)

    @field_validator("root_path")
    @classmethod
    def _below(cls, text: str) -> str:
        return clean_prefix(text)

    def is_outside(self, address: str) -> bool:
        """Whether what is sent to an endpoint leaves for others: neither this machine nor a host that is trusted."""
        host = (urlsplit(address).hostname or "").lower()
        trusted = {one.strip().lower() for one in self.confidential_hosts.split(",") if one.strip()}
        return not (host and (host in trusted or _is_loopback(host)))

    @property
    def sqlalchemy_url(self) -> str:
        """The database address; SQLite in the data folder unless one is configured."""
        return self.database_url or f"sqlite:///{self.data_dir / 'queqiao.sqlite3'}"

    @property
    def model_enabled(self) -> bool:
        """Whether a chat model is configured."""
        return bool(self.model and (self.model_base_url or self.model_api_key.get_secret_value()))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The process's settings, read once on first use."""
    return Settings()


def child_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with those variables set, for a process that it starts."""
    return {**os.environ, **variables}


def quiet_tracing(settings: Settings) -> None:
    """Keep LangChain and LangGraph from posting what was said to a tracing service, unless the settings say otherwise;
    to be called before they load.
    """
    if settings.langsmith:
        return
    for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2"):
        os.environ[name] = "false"


def quiet_gradio() -> None:
    """Keep gradio from calling home; to be called before it is imported."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
