"""API keys: who may use the doors for programs, for what, from where and how much. Stored hashed, shown once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import Engine, insert, select, update

from knowledge.casebook.base import CaseError, Store, View, digest
from knowledge.casebook.doors.tables import api_keys
from knowledge.storage.database import now
from knowledge.storage.transactions import reading, writing

Scope = Literal["chat", "catalogue", "needs", "import", "events"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""Talking; searching the catalogue; reading needs, matches and reports; importing records; webhooks."""

PREFIX = "qq_"
SEEN_EVERY = timedelta(minutes=1)
"""The moment of the last use is written at most so often."""


class ApiKey(View):
    """A key: at most ``rate`` requests a minute and ``daily`` messages a day; ``origins`` are the pages it may serve.

    Without origins no page of another address may use it, only programs.
    """

    id: str
    name: str
    scopes: list[Scope]
    origins: list[str]
    rate: int
    daily: int
    created_by: str
    created: datetime
    used: datetime | None
    revoked: datetime | None

    @property
    def active(self) -> bool:
        """Whether it opens anything."""
        return self.revoked is None


class ApiKeys(Store):
    """The keys of one tenant."""

    def create(
        self,
        name: str,
        scopes: Sequence[Scope],
        who: str,
        *,
        origins: Sequence[str] = (),
        rate: int = 60,
        daily: int = 1_000,
    ) -> tuple[ApiKey, str]:
        """A new key and its secret, which is not stored and cannot be shown again. CaseError for what cannot be."""
        _check(name, scopes, rate, daily)
        secret = f"{PREFIX}{secrets.token_urlsafe(32)}"
        row: dict[str, Any] = {"id": secrets.token_hex(6), "name": name.strip(), "scopes": list(dict.fromkeys(scopes))}
        row |= {"origins": [read_origin(one) for one in origins], "rate": rate, "daily": daily}
        row |= {"created_by": who, "created": now(), "used": None, "revoked": None}
        with writing(self._engine) as connection:
            connection.execute(insert(api_keys).values({**row, "tenant": self.tenant, "secret_hash": digest(secret)}))
        return ApiKey.model_validate(row), secret

    def find(self, secret: str) -> ApiKey | None:
        """The active key of that secret, noted as used; None for any other."""
        if not secret.startswith(PREFIX):
            return None
        mine = self._mine(api_keys, secret_hash=digest(secret)) & api_keys.c.revoked.is_(None)
        found = self._one(ApiKey, select(api_keys).where(mine))
        if found is not None and (found.used is None or now() - found.used > SEEN_EVERY):
            with writing(self._engine) as connection:
                connection.execute(update(api_keys).where(self._mine(api_keys, id=found.id)).values(used=now()))
        return found

    def all(self) -> list[ApiKey]:
        """Every key, the latest first, revoked ones too."""
        return self._all(ApiKey, select(api_keys).where(self._mine(api_keys)).order_by(api_keys.c.created.desc()))

    def revoke(self, id: str) -> ApiKey:
        """End a key at once; one that is ended stays so. NotFoundError when there is none."""
        with writing(self._engine) as connection:
            row = dict(self._must(connection, api_keys, "这个密钥", id=id))
            if row["revoked"] is None:
                row["revoked"] = now()
                mine = self._mine(api_keys, id=id)
                connection.execute(update(api_keys).where(mine).values(revoked=row["revoked"]))
        return ApiKey.model_validate(row)

    def origins(self) -> set[str]:
        """The addresses of pages that some active key may serve."""
        return {origin for key in self.all() if key.active for origin in key.origins}


def tenant_of_key(engine: Engine, secret: str) -> str | None:
    """The tenant that an active key belongs to, or None."""
    if not secret.startswith(PREFIX):
        return None
    query = select(api_keys.c.tenant).where(api_keys.c.secret_hash == digest(secret), api_keys.c.revoked.is_(None))
    with reading(engine) as connection:
        return connection.scalar(query)


def read_origin(text: str) -> str:
    """``scheme://host[:port]`` as browsers send it; CaseError for anything else."""
    scheme, colon, host = text.strip().rstrip("/").lower().partition("://")
    if scheme not in ("http", "https") or not colon or not host or set(host) & set("/?#@* \t"):
        raise CaseError(f"来源“{text}”不对，应写成 https://www.example.com，不带路径。")
    return f"{scheme}://{host}"


def _check(name: str, scopes: Sequence[str], rate: int, daily: int) -> None:
    if not name.strip() or len(name) > 80:
        raise CaseError("请给密钥起个名字，最多 80 个字，例如“园区门户”。")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise CaseError(f"请选择权限，可选：{'、'.join(SCOPES)}。")
    if not 1 <= rate <= 100_000 or not 1 <= daily <= 10_000_000:
        raise CaseError("每分钟请求数应为 1–100000，每天提问数应为 1–10000000。")
