"""The HTTP line to a model: answers are cut at a size, and a stop from another thread closes the socket at once."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import httpx2

from agent.model.faults import ModelUnavailable


@lru_cache(maxsize=1)
def _trust() -> Any:
    return httpx2.create_ssl_context()


class Line(httpx2.BaseTransport):
    """A transport of one turn. ``abort`` may be called from any thread; a call in progress then fails at once."""

    def __init__(self, max_bytes: int, *, secure: bool) -> None:
        self._inner = httpx2.HTTPTransport(verify=_trust() if secure else False)
        self._max_bytes = max_bytes
        self._sockets: list[Any] = []
        self._lock = threading.Lock()
        self._aborted: ModelUnavailable | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request; raises ModelUnavailable when the line was aborted."""
        self.check()
        request.extensions = {**request.extensions, "trace": self._notice}
        try:
            response = self._inner.handle_request(request)
        except httpx2.TransportError as error:
            self.check(error)
            raise
        response.stream = _Capped(response.stream, self, self._max_bytes)
        return response

    def abort(self, reason: ModelUnavailable) -> None:
        """Shut every open connection down; the call that waits on one raises ``reason``."""
        with self._lock:
            self._aborted = self._aborted or reason
            open_sockets, self._sockets = self._sockets, []
        for stream in open_sockets:
            with contextlib.suppress(OSError, AttributeError):
                stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    def renew(self) -> None:
        """Forget an earlier abort before the next call."""
        with self._lock:
            self._aborted = None

    def check(self, cause: Exception | None = None) -> None:
        """Raise the reason of the abort, if there was one."""
        if self._aborted is not None:
            raise self._aborted from cause

    def close(self) -> None:
        """Close every connection."""
        self._inner.close()

    def _notice(self, event: str, info: dict[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            with self._lock:
                self._sockets.append(info["return_value"])
            self.check()


class _Capped(httpx2.SyncByteStream):
    """A response body that fails beyond a size and tells an abort from a broken connection."""

    def __init__(self, inner: Any, line: Line, max_bytes: int) -> None:
        self._inner, self._line, self._left = inner, line, max_bytes

    def __iter__(self) -> Iterator[bytes]:
        try:
            for part in self._inner:
                self._left -= len(part)
                if self._left < 0:
                    raise ModelUnavailable("too_big")
                yield part
        except httpx2.TransportError as error:
            self._line.check(error)
            raise
        self._line.check()

    def close(self) -> None:
        self._inner.close()
