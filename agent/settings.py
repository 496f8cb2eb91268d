"""The only reader of the environment: every setting, its default and its meaning."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


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

    embedder: Literal["auto", "e5", "openai", "none"] = "auto"
    embedding_model: str = ""
    embedding_base_url: str = ""
    embedding_api_key: SecretStr = SecretStr("")
    embedding_dimensions: int = 0

    model: str = Field(default="", validation_alias="OPENAI_MODEL")
    model_base_url: str = Field(default="", validation_alias="OPENAI_BASE_URL")
    model_api_key: SecretStr = Field(default=SecretStr(""), validation_alias="OPENAI_API_KEY")
    model_profile: Literal["auto", "generic", "deepseek", "qwen", "glm", "kimi", "openai", "local"] = "auto"
    model_timeout_s: float = 20.0
    turn_timeout_s: float = 60.0
    turn_model_calls: int = 6
    turn_tool_calls: int = 8
    turn_tokens_in: int = 24_000
    turn_tokens_out: int = 2_000
    tenant_tokens_day: int = 2_000_000
    price_in_per_million: float = 0.0
    price_out_per_million: float = 0.0
    opentelemetry: bool = False

    max_message_chars: int = 8_000
    max_body_bytes: int = 65_536
    rate_per_minute: int = 60

    admin_user: str = "admin"
    admin_password: SecretStr = SecretStr("")
    session_idle_minutes: int = 30
    session_hours: int = 12
    secure_cookies: bool = False

    @property
    def sqlalchemy_url(self) -> str:
        """The database address; SQLite in the data folder unless one is configured."""
        return self.database_url or f"sqlite:///{self.data_dir / 'queqiao.sqlite3'}"

    @property
    def model_enabled(self) -> bool:
        """Whether a chat model is configured."""
        return bool(self.model and (self.model_base_url or self.model_api_key.get_secret_value()))


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The process's settings, read once on first use."""
    return Settings()


def quiet_gradio() -> None:
    """Keep gradio from calling home; to be called before it is imported."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
