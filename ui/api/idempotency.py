"""Idempotency-Key: a request that is repeated with the same key is answered as the first one was, for a day.

What is kept is encrypted with a key made of the Idempotency-Key and of who used it, neither of which is stored: without
the client's key nobody, we included, can read the kept answer. A request that is at work goes on when its client hangs
up, so that its repetition finds the answer.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from base64 import b64decode, b64encode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import Fernet
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent import CaseError
from knowledge import Casebook, KeptAnswer
from ui.api.access import caller_of
from ui.api.errors import ApiError, ErrorBody, answer
from ui.prefix import own_path

METHODS = ("POST", "PATCH", "DELETE")
DOORS = ("/api/v1/", "/v1/")
KEY_MAX = 200
ANSWER_MAX = 2_000_000
"""A larger answer is not kept; the repetition is then made anew."""

_AT_WORK = ErrorBody(
    code="at_work", message="同一个请求还在处理。", advice="请稍候，用同一个 Idempotency-Key 再取结果。"
)
_BAD_KEY = ErrorBody(
    code="bad_idempotency_key", message=f"Idempotency-Key 应为 1–{KEY_MAX} 个可见字符。", advice="建议用 UUID。"
)


@dataclass
class _Answer:
    """A response as it passes."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)
    whole: bool = False

    def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            self.whole = not message.get("more_body", False)


class Idempotency:
    """ASGI middleware; it stands inside compression, so that what is kept is plain."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a repetition, or pass the request on and keep its answer."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        given = headers.get("idempotency-key")
        if given is None or scope["method"] not in METHODS or not own_path(scope).startswith(DOORS):
            await self._app(scope, receive, send)
            return
        if not given.strip() or len(given) > KEY_MAX or not given.isprintable():
            await answer(Request(scope), _BAD_KEY, 400)(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            caller = await caller_of(request)
            if caller.key is None:
                request.app.state.limits.knock(caller.address)
        except ApiError as error:
            await answer(request, error.body, error.status, error.headers)(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            return
        who = headers.get("x-api-key") or headers.get("authorization") or (scope.get("client") or ("",))[0]
        secret = f"{who}\n{given}"
        book: Casebook = scope["app"].state.agent.knowledge.casebook
        key = hmac.new(secret.encode(), b"name", hashlib.sha256).hexdigest()
        asked = f"{scope['method']} {own_path(scope)}?{scope['query_string'].decode('latin-1')}\n".encode() + body
        try:
            kept = await run_in_threadpool(book.kept_answers.begin, key, hashlib.sha256(asked).hexdigest())
        except CaseError as error:
            problem = ErrorBody(code="idempotency_key_used", message=str(error), advice="")
            await answer(request, problem, 422)(scope, receive, send)
            return
        if kept is not None:
            await _replay(kept, secret, scope, receive, send)
            return
        await self._make(scope, body, send, book, key, secret)

    async def _make(self, scope: Scope, body: bytes, send: Send, book: Casebook, key: str, secret: str) -> None:
        passing, told = _Answer(), False

        async def once() -> Message:
            nonlocal told
            if not told:
                told = True
                return {"type": "http.request", "body": body, "more_body": False}
            await asyncio.Event().wait()
            raise AssertionError("the client's going away is not told")

        async def passed(message: Message) -> None:
            passing.take(message)
            await send(message)

        try:
            await self._app(scope, once, passed)
        finally:
            if passing.whole and 200 <= passing.status < 300 and len(passing.body) <= ANSWER_MAX:
                await run_in_threadpool(book.kept_answers.keep, key, passing.status, _sealed(passing, secret))
            else:
                await run_in_threadpool(book.kept_answers.drop, key)


async def _body(receive: Receive) -> bytes | None:
    """The whole body, which is limited before it comes here; None when the client has gone."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += bytes(message.get("body", b""))
        if not message.get("more_body", False):
            return body


async def _replay(kept: KeptAnswer, secret: str, scope: Scope, receive: Receive, send: Send) -> None:
    if kept.status == 0:
        await answer(Request(scope), _AT_WORK, 409, {"Retry-After": "2"})(scope, receive, send)
        return
    opened: dict[str, Any] = json.loads(_cipher(secret).decrypt(kept.answer))
    headers = [(name.encode(), value.encode("latin-1")) for name, value in opened["headers"]]
    headers.append((b"idempotent-replayed", b"true"))
    await send({"type": "http.response.start", "status": kept.status, "headers": headers})
    await send({"type": "http.response.body", "body": b64decode(opened["body"])})


def _sealed(made: _Answer, secret: str) -> bytes:
    headers = [(name.decode(), value.decode("latin-1")) for name, value in made.headers]
    plain = {"headers": headers, "body": b64encode(bytes(made.body)).decode()}
    return _cipher(secret).encrypt(json.dumps(plain).encode())


def _cipher(secret: str) -> Fernet:
    return Fernet(urlsafe_b64encode(hmac.new(secret.encode(), b"seal", hashlib.sha256).digest()))
