"""One shape for every error (RFC 9457): a code, a Chinese message that says what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from knowledge import DatabaseProblem
from ui.prefix import own_path

PROBLEM = "application/problem+json"


class ErrorBody(BaseModel):
    """What went wrong: a code for programs, a Chinese message, and what to do."""

    code: str
    message: str
    advice: str = ""


class ProblemBody(ErrorBody):
    """The body of every error response, ``application/problem+json``; ``detail`` is message and advice in one."""

    type: str = Field(description="问题种类，urn:queqiao:problem: 后接 code")
    title: str
    status: int
    detail: str


class OpenAiBody(BaseModel):
    """An error as clients of OpenAI's interface read it."""

    message: str
    type: str
    param: None = None
    code: str

    @classmethod
    def of(cls, body: ErrorBody, status: int) -> OpenAiBody:
        """The same error in their shape."""
        kind = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}
        found = kind.get(status, "invalid_request_error" if status < 500 else "server_error")
        return cls(message=f"{body.message}{body.advice}", type=found, code=body.code)


class ProblemResponse(JSONResponse):
    """An error as a response."""

    media_type = PROBLEM

    def __init__(self, body: ErrorBody, status: int, headers: Mapping[str, str] | None = None) -> None:
        problem = ProblemBody(
            **body.model_dump(),
            type=f"urn:queqiao:problem:{body.code}",
            title=TITLES.get(status, HTTPStatus(status).phrase),
            status=status,
            detail=f"{body.message}{body.advice}",
        )
        super().__init__(problem.model_dump(), status, headers)


TITLES = {
    400: "请求读不出来",
    401: "需要有效的密钥",
    403: "没有这项权限",
    404: "没有找到",
    405: "不支持这个方法",
    406: "给不了这种格式",
    408: "请求没有发完",
    409: "与现有状态冲突",
    413: "内容太大",
    415: "不支持这种内容",
    422: "请求里有内容不对",
    429: "请求太频繁",
    500: "服务出了问题",
    503: "服务暂时不可用",
}


class ApiError(Exception):
    """An error that is shown to the caller as it stands."""

    def __init__(
        self, status: int, code: str, message: str, advice: str = "", *, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = ErrorBody(code=code, message=message, advice=advice)
        self.headers = {"Retry-After": str(retry_after)} if retry_after else {}
        if status == 401:
            self.headers["WWW-Authenticate"] = 'Bearer realm="queqiao"'


RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}}
    for status in (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503)
}
STATUS_TEXTS = {
    400: ("bad_request", "请求的内容读不出来。", "请检查 JSON 格式和编码（UTF-8）。"),
    404: ("not_found", "没有这个地址。", "请对照 /docs 里的接口说明。"),
    405: ("method_not_allowed", "这个地址不支持该方法。", "请对照 /docs 里的接口说明。"),
    413: ("too_large", "内容太大。", "请把文字缩短到 8000 字以内，或分几次发送。"),
}


STATUS = {
    "too_long": 413,
    "bad_text": 422,
    "bad_card": 422,
    "busy": 429,
    "conflict": 409,
    "gone": 404,
    "storage": 503,
    "content": 422,
}
"""The status of a problem by its code; any other is 500."""


def too_large(limit: int) -> ErrorBody:
    """The error of a request body over ``limit`` bytes."""
    code, message, advice = STATUS_TEXTS[413]
    return ErrorBody(code=code, message=f"{message.rstrip('。')}，上限 {limit // 1024} KB。", advice=advice)


def _methods(request: Request) -> list[str]:
    """Every method of the address, of which the router itself names those of one route only."""
    here = {**request.scope, "method": "OPTIONS"}
    found = (route for route in request.app.routes if route.matches(here)[0] is not Match.NONE)
    return sorted({method for route in found for method in getattr(route, "methods", None) or ()})


def answer(request: Request, body: ErrorBody, status: int, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """An error in the one shape; below ``/v1`` as clients of OpenAI's interface read it."""
    if own_path(request.scope).startswith("/v1/"):
        return JSONResponse({"error": OpenAiBody.of(body, status).model_dump()}, status, headers)
    return ProblemResponse(body, status, headers)


def install(app: FastAPI) -> None:
    """Answer every error in the one shape."""

    async def api_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ApiError)
        return answer(request, error.body, error.status, error.headers)

    async def http_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        code, message, advice = STATUS_TEXTS.get(error.status_code, ("error", "请求没有成功。", "请稍后再试。"))
        body = ErrorBody(code=code, message=message, advice=advice)
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(_methods(request))
        return answer(request, body, error.status_code, headers)

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        fields = "、".join(sorted({".".join(str(part) for part in item["loc"][1:]) for item in error.errors()}))
        body = ErrorBody(
            code="invalid", message=f"请求里有字段不对：{fields or '正文'}。", advice="请对照 /docs 里的接口说明修改。"
        )
        return answer(request, body, 422)

    async def storage(request: Request, error: Exception) -> JSONResponse:
        body = ErrorBody(code="storage", message=str(error), advice="请把文字复制留好，稍后再试，并告诉管理员。")
        return answer(request, body, 503, {"Retry-After": "60"})

    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        body = ErrorBody(
            code="internal", message="服务出了问题，这一步没有做成。", advice="请稍后再试；多次出现请联系管理员。"
        )
        return answer(request, body, 500)

    app.add_exception_handler(ApiError, api_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(DatabaseProblem, storage)
    app.add_exception_handler(Exception, unexpected)
