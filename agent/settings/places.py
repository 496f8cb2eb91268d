"""Where a tenant is met: host names and path prefixes."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

_PART = re.compile(r"[A-Za-z0-9._~-]+")
_TENANT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_TAKEN = (
    ".well-known",
    "a2a",
    "agui",
    "api",
    "channels",
    "complaints",
    "docs",
    "favicon.ico",
    "healthz",
    "mcp",
    "officer",
    "openapi.json",
    "reference",
    "static",
    "v1",
)


class TenantPlace(BaseModel):
    """One tenant and where it is met: at host names, or below a path prefix.

    A tenant without either is met wherever no other is; there is at most one of it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    hosts: tuple[str, ...] = ()
    prefix: str = ""

    @field_validator("name")
    @classmethod
    def _safe(cls, text: str) -> str:
        if not _TENANT.fullmatch(text):
            raise ValueError(f"租户名“{text}”不能用：只能有小写字母、数字和 -，最多 63 个字符。")
        return text

    @field_validator("hosts")
    @classmethod
    def _folded(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(host.strip().lower().rstrip(".") for host in hosts)

    @field_validator("prefix")
    @classmethod
    def _below(cls, text: str) -> str:
        return clean_prefix(text)


def read_places(given: Any) -> tuple[TenantPlace, ...]:
    """Tenants as JSON text or as a list. ValueError, in Chinese, for what is none or cannot be told apart."""
    try:
        listed = json.loads(given) if isinstance(given, str) else given
        places = tuple(TenantPlace.model_validate(one) for one in listed)
    except ValidationError as error:
        told = [str(one.get("ctx", {}).get("error") or f"{one['loc']} 不对。") for one in error.errors()]
        raise ValueError("；".join(told)) from error
    except (ValueError, TypeError) as error:
        example = '[{"name": "a", "hosts": ["a.example"]}]'
        raise ValueError(f"不是租户的 JSON 列表，写法如 {example}。") from error
    own = [place.name for place in places]
    met = [at for place in places for at in (*place.hosts, *filter(None, [place.prefix]))]
    bare = [place.name for place in places if not place.hosts and not place.prefix]
    if len(set(own)) < len(own) or len(set(met)) < len(met) or len(bare) > 1:
        raise ValueError("租户分不开：名字、域名、路径各只能用一次，最多一个租户既没有域名也没有路径。")
    return places


def clean_prefix(text: str) -> str:
    """A path prefix with a slash before it and none behind; "" for none. ValueError, in Chinese, for what is none."""
    parts = [part for part in text.strip().split("/") if part]
    if not all(_PART.fullmatch(part) and part not in (".", "..") for part in parts):
        raise ValueError(f"路径前缀“{text}”不能用：只能有字母、数字和 - _ . ~，例如 /queqiao。")
    if parts and parts[0] in _TAKEN:
        raise ValueError(f"路径前缀不能以 /{parts[0]} 开头：产品自己用着这个地址。请换一个，例如 /queqiao。")
    return "".join(f"/{part}" for part in parts)
