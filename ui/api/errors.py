"""One shape for every error: a code, a Chinese message that says what is wrong, and what to do."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from knowledge import DatabaseProblem


class ErrorBody(BaseModel):
    """The body of every error response."""

    code: str
    message: str
    advice: str = ""


class ApiError(Exception):
    """An error that is shown to the caller as it stands."""

    def __init__(
        self, status: int, code: str, message: str, advice: str = "", *, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = ErrorBody(code=code, message=message, advice=advice)
        self.headers = {"Retry-After": str(retry_after)} if retry_after else None


RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorBody} for status in (400, 401, 404, 409, 413, 422, 429, 500, 503)
}
STATUS_TEXTS = {
    400: ("bad_request", "请求的内容读不出来。", "请检查 JSON 格式和编码（UTF-8）。"),
    404: ("not_found", "没有这个地址。", "请对照 /docs 里的接口说明。"),
    405: ("method_not_allowed", "这个地址不支持该方法。", "请对照 /docs 里的接口说明。"),
    413: ("too_large", "内容太大。", "请把文字缩短到 8000 字以内，或分几次发送。"),
}


def too_large(limit: int) -> ErrorBody:
    """The error of a request body over ``limit`` bytes."""
    code, message, advice = STATUS_TEXTS[413]
    return ErrorBody(code=code, message=f"{message.rstrip('。')}，上限 {limit // 1024} KB。", advice=advice)


def install(app: FastAPI) -> None:
    """Answer every error in the one shape."""

    async def api_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ApiError)
        return JSONResponse(error.body.model_dump(), error.status, error.headers)

    async def http_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        code, message, advice = STATUS_TEXTS.get(error.status_code, ("error", "请求没有成功。", "请稍后再试。"))
        body = ErrorBody(code=code, message=message, advice=advice)
        return JSONResponse(body.model_dump(), error.status_code, error.headers)

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        fields = "、".join(sorted({".".join(str(part) for part in item["loc"][1:]) for item in error.errors()}))
        body = ErrorBody(
            code="invalid", message=f"请求里有字段不对：{fields or '正文'}。", advice="请对照 /docs 里的接口说明修改。"
        )
        return JSONResponse(body.model_dump(), 422)

    async def storage(request: Request, error: Exception) -> JSONResponse:
        body = ErrorBody(code="storage", message=str(error), advice="请把文字复制留好，稍后再试，并告诉管理员。")
        return JSONResponse(body.model_dump(), 503, {"Retry-After": "60"})

    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        body = ErrorBody(
            code="internal", message="服务出了问题，这一步没有做成。", advice="请稍后再试；多次出现请联系管理员。"
        )
        return JSONResponse(body.model_dump(), 500)

    app.add_exception_handler(ApiError, api_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(DatabaseProblem, storage)
    app.add_exception_handler(Exception, unexpected)
