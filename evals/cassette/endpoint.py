"""An OpenAI-compatible endpoint on loopback whose answers come from a function of the request."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Row = Mapping[str, Any]
Answer = Callable[[dict[str, Any]], Row]
"""A request's body to ``{"content": text}`` or ``{"tool_calls": [{"name", "arguments"}]}``."""
PIECE = 400
_BASE = {"id": "cassette", "object": "chat.completion.chunk", "model": "cassette"}


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """Serve streamed chat completions until the block ends; gives the base address."""
    handler = type("Handler", (_Handler,), {"answer": staticmethod(answer)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="cassette", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    answer: Answer

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """One chat completion as server-sent events."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = type(self).answer(body)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            for chunk in _chunks(reply):
                self.wfile.write(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")
        except (BrokenPipeError, ConnectionResetError):
            pass  # the turn was stopped, nobody listens


def _chunks(reply: Row) -> Iterator[dict[str, Any]]:
    created = int(time.time())
    calls = reply.get("tool_calls") or []
    if calls:
        yield _chunk(created, {"role": "assistant", "tool_calls": [_call(n, one) for n, one in enumerate(calls)]})
    text = str(reply.get("content") or "")
    for start in range(0, len(text), PIECE):
        yield _chunk(created, {"role": "assistant", "content": text[start : start + PIECE]})
    yield _chunk(created, {}, "tool_calls" if calls else "stop")


def _chunk(created: int, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {**_BASE, "created": created, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def _call(number: int, call: Row) -> dict[str, Any]:
    arguments = json.dumps(call.get("arguments") or {}, ensure_ascii=False)
    function = {"name": str(call.get("name")), "arguments": arguments}
    return {"index": number, "id": f"call_{number}", "type": "function", "function": function}
