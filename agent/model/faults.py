"""Everything that can go wrong with a model, as one exception with a Chinese reason."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from time import time
from typing import Literal

Reason = Literal[
    "timeout", "auth", "rate", "server", "cut", "format", "empty", "too_big", "tool", "loop", "refused", "budget",
    "quota", "cancelled", "unreachable", "resting",
]  # fmt: skip
WORDS: dict[Reason, str] = {
    "timeout": "超时",
    "auth": "密钥无效或无权限",
    "rate": "请求过于频繁",
    "server": "服务出错",
    "cut": "回答中断",
    "format": "回答格式不对",
    "empty": "没有给出回答",
    "too_big": "回答过长",
    "tool": "调用了不存在的工具",
    "loop": "反复调用工具",
    "refused": "不接受这种请求",
    "budget": "本轮额度用完",
    "quota": "今日额度用完",
    "cancelled": "已停止",
    "unreachable": "连接不上",
    "resting": "多次失败后暂停使用",
}
TRANSIENT: frozenset[Reason] = frozenset({"rate", "server", "cut", "empty", "unreachable"})


class ModelUnavailable(Exception):  # noqa: N818
    """The model gave nothing usable; ``reason`` says why and ``retry_after`` (seconds) when it asked for a pause."""

    def __init__(self, reason: Reason, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: Reason = reason
        self.detail = detail
        self.retry_after = retry_after

    @property
    def words(self) -> str:
        """The reason in a few Chinese words."""
        return WORDS[self.reason]

    @property
    def notice(self) -> str:
        """One Chinese sentence for the reader of the rules' answer."""
        return f"模型暂时不可用（{self.words}），以下为规则结果。"


def from_exception(error: Exception) -> ModelUnavailable:
    """Translate an exception of the client library."""
    import openai

    if isinstance(error, ModelUnavailable):
        return error
    if isinstance(error.__cause__, ModelUnavailable):
        return error.__cause__
    if isinstance(error, openai.APITimeoutError):
        return ModelUnavailable("timeout")
    if isinstance(error, openai.APIStatusError):
        return _from_status(error)
    if isinstance(error, openai.APIConnectionError):
        return ModelUnavailable("unreachable", type(error.__cause__).__name__)
    name = type(error).__name__
    if isinstance(error, ValueError) and "No generation chunks" in str(error):
        return ModelUnavailable("empty")
    if "Timeout" in name:
        return ModelUnavailable("timeout", name)
    if "Protocol" in name or "ReadError" in name:
        return ModelUnavailable("cut", name)
    if isinstance(error, openai.APIError):
        return ModelUnavailable("server", name)
    return ModelUnavailable("format", name)


def _from_status(error: object) -> ModelUnavailable:
    status = int(getattr(error, "status_code", 500))
    headers = getattr(getattr(error, "response", None), "headers", {})
    if status in (401, 403):
        return ModelUnavailable("auth", str(status))
    if status == 429:
        return ModelUnavailable("rate", "429", _pause(headers.get("retry-after")))
    if status in (408, 504):
        return ModelUnavailable("timeout", str(status))
    if status >= 500:
        return ModelUnavailable("server", str(status), _pause(headers.get("retry-after")))
    return ModelUnavailable("refused", str(status))


def _pause(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, given as seconds or as a date."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time())
    except (TypeError, ValueError):
        return None
