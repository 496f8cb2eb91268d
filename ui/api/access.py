"""Who calls: an API key, checked, or nobody known; and what that caller may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPBearer

from agent import Agent
from knowledge import ApiKey, Scope
from ui.api.errors import ApiError

HEADER = "x-api-key"
PREFIX = "qq_"
SCOPE_NAMES: dict[Scope, str] = {
    "chat": "对话",
    "catalogue": "检索成果库",
    "needs": "读取需求和对接",
    "import": "导入成果库",
    "events": "管理事件推送",
}
BEARER = HTTPBearer(scheme_name="api_key", description="API 密钥，形如 qq_…", auto_error=False)
TOKEN = HTTPBearer(
    scheme_name="conversation_token", description="开始会话时得到的 token，或拥有该会话的密钥", auto_error=False
)
"""What stands in the OpenAPI document; the checks are :func:`caller_of` and the conversation's own."""


@dataclass(frozen=True)
class Caller:
    """Where a request comes from and the key it came with; None for one without a key."""

    address: str
    key: ApiKey | None = None

    @property
    def owner(self) -> str:
        """The name that the caller's conversations are kept under; one for each address without a key."""
        return f"key:{self.key.id}" if self.key else f"anonymous:{self.address}"

    @property
    def who(self) -> str:
        """The caller in the audit log."""
        return f"密钥 {self.key.name}"[:64] if self.key else "匿名"


def client_of(request: Request) -> str:
    """The address that a request comes from."""
    return request.client.host if request.client else "unknown"


def secret_of(request: Request) -> str:
    """The key that a request came with, in ``X-API-Key`` or as the bearer; "" when there is none.

    A bearer that is no key is the token of a conversation.
    """
    if given := request.headers.get(HEADER, "").strip():
        return given
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip().startswith(PREFIX) else ""


async def caller_of(request: Request) -> Caller:
    """Who calls; :class:`ApiError` 401 for a key that is none, 403 for a page that the key is not for."""
    secret, address = secret_of(request), client_of(request)
    if not secret:
        return Caller(address)
    agent: Agent = request.app.state.agent
    key = await run_in_threadpool(agent.knowledge.casebook.keys.find, secret)
    if key is None:
        request.app.state.limits.knock(address)
        raise ApiError(401, "bad_key", "密钥不对，或已停用。", "请核对密钥，或请管理员新建一个。")
    origin = request.headers.get("origin", "").lower()
    if origin and origin not in (*key.origins, f"{request.url.scheme}://{request.url.netloc}"):
        raise ApiError(403, "bad_origin", f"这个密钥不能在 {origin[:100]} 的网页里使用。", "请管理员把它加进来源名单。")
    return Caller(address, key)


CallerDep = Annotated[Caller, Depends(caller_of)]


def keyed(scope: Scope) -> Callable[..., Caller]:
    """A dependency that demands a key with that scope."""

    def demand(caller: CallerDep, _scheme: Annotated[object, Depends(BEARER)]) -> Caller:
        return must_have(caller, scope)

    return demand


def must_have(caller: Caller, scope: Scope) -> Caller:
    """The caller, when its key has the scope; :class:`ApiError` 401 without a key, 403 without the scope."""
    if caller.key is None:
        raise ApiError(401, "key_needed", "这个接口需要密钥。", "请在请求头 Authorization 里写 Bearer 加密钥。")
    if scope not in caller.key.scopes:
        raise ApiError(
            403, "no_scope", f"这个密钥没有“{SCOPE_NAMES[scope]}”（{scope}）权限。", "请管理员新建有此权限的密钥。"
        )
    return caller


Chatting = Annotated[Caller, Depends(keyed("chat"))]
