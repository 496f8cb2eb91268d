"""The only reader of the environment: every setting, its default and its meaning."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_PART = re.compile(r"[A-Za-z0-9._~-]+")
_TAKEN = ("api", "docs", "favicon.ico", "healthz", "officer", "openapi.json", "reference", "static")


class Settings(BaseSettings):
    """Configuration, read from ``QUEQIAO_*`` variables and, for the model, the usual ``OPENAI_*`` ones."""

    model_config = SettingsConfigDict(env_prefix="QUEQIAO_", extra="ignore", populate_by_name=True)

    data_dir: Path = Path("data")
    tenant: str = "default"
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

    max_message_chars: int = 8_000
    max_body_bytes: int = 65_536
    rate_per_minute: int = 60
    """Requests of one address (IPv6: of one /64) a minute."""
    turns_per_minute: int = 12
    """Messages in one conversation a minute."""
    turns_per_day: int = 500
    """Messages of one address a day."""
    tenant_turns_per_day: int = 20_000
    turns_at_once: int = 0
    """Turns at work at a time; 0 for one a processor, at least two."""
    turns_waiting: int = 60
    """Turns in the queue; who comes when it is full is told to come back."""
    trusted_proxies: str = ""
    """Addresses or networks, with commas between, of proxies whose X-Forwarded-For is believed, e.g. 127.0.0.1."""

    admin_user: str = "admin"
    admin_password: SecretStr = SecretStr("")
    session_idle_minutes: int = 30
    session_hours: int = 12
    secure_cookies: bool = False

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, text: str) -> str:
        try:
            for part in filter(None, map(str.strip, text.split(","))):
                ip_network(part, strict=False)
        except ValueError as error:
            raise ValueError(f"“{text}”里有不是地址或网段的部分，例如可写 127.0.0.1,10.0.0.0/8。") from error
        return text

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


def clean_prefix(text: str) -> str:
    """A path prefix with a slash before it and none behind; "" for none. ValueError, in Chinese, for what is none."""
    parts = [part for part in text.strip().split("/") if part]
    if not all(_PART.fullmatch(part) and part not in (".", "..") for part in parts):
        raise ValueError(f"路径前缀“{text}”不能用：只能有字母、数字和 - _ . ~，例如 /queqiao。")
    if parts and parts[0] in _TAKEN:
        raise ValueError(f"路径前缀不能以 /{parts[0]} 开头：产品自己用着这个地址。请换一个，例如 /queqiao。")
    return "".join(f"/{part}" for part in parts)


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The process's settings, read once on first use."""
    return Settings()


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
