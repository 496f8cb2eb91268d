"""Requests that come too slowly: half a head, or a body that does not end, is not waited for."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from ui.api.errors import ErrorBody, ProblemResponse

HEAD_S = 10.0
"""Seconds in which the head of a request must have come, on a new connection or after the last request."""

BODY_S = 20.0
"""Seconds in which its body must have come."""

SLOW = ErrorBody(code="too_slow", message="请求没有发完，连接已关闭。", advice="请检查网络后再试。")


class PatientProtocol(H11Protocol):
    """uvicorn's protocol with an end to the wait for the head of a request."""

    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Wait for the first head."""
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Go on waiting while the head is not whole."""
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            if self._head is None:
                self._wait_for_head()
        elif self._head is not None:
            self._head.cancel()
            self._head = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        if self._head is not None:
            self._head.cancel()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        self._head = self.loop.call_later(HEAD_S, self._give_up)

    def _give_up(self) -> None:
        self._head = None
        if not self.transport.is_closing() and (self.cycle is None or self.cycle.response_complete):
            self.transport.close()


class SlowBodies:
    """ASGI middleware: 408 for a body that has not come whole in time."""

    def __init__(self, app: ASGIApp, seconds: float = BODY_S) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while its body comes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        until = asyncio.get_running_loop().time() + self._seconds
        whole, started, refused = False, False, False

        async def timely() -> Message:
            nonlocal whole, refused
            if whole:
                return await receive()
            left = until - asyncio.get_running_loop().time()
            try:
                message = await asyncio.wait_for(receive(), max(0.01, left))
            except TimeoutError:
                if not started:  # answered here, since frameworks turn what is raised into another answer
                    refused = True
                    await ProblemResponse(SLOW, 408, {"Connection": "close"})(scope, receive, send)
                raise
            whole = not message.get("more_body", False)
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            if not refused:
                started = True
                await send(message)

        try:
            await self._app(scope, timely, watched)
        except TimeoutError:
            if not refused:
                raise
