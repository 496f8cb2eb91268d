"""The client: conversations, needs, the catalogue and webhooks of one 鹊桥, with a key."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import httpx2

from ui.client.talk import Conversation, Json

TIMEOUT_S = 120.0


class ApiProblem(Exception):
    """The API refused: ``code`` for programs, ``message`` and ``advice`` in Chinese, ``retry_after`` in seconds."""

    def __init__(self, status: int, body: Mapping[str, Any], retry_after: str | None) -> None:
        self.status = status
        self.code = str(body.get("code", "error"))
        self.message = str(body.get("message", ""))
        self.advice = str(body.get("advice", ""))
        self.retry_after = int(retry_after) if retry_after and retry_after.isdigit() else None
        super().__init__(f"{status} {self.code}: {self.message}{self.advice}")


class Queqiao:
    """One 鹊桥 at ``base_url`` (with its path prefix) and a key. Use it as a context manager, or close it."""

    def __init__(self, base_url: str, key: str, *, http: httpx2.Client | None = None) -> None:
        self._http = http or httpx2.Client(timeout=TIMEOUT_S)
        self._base = f"{base_url.rstrip('/')}/api/v1"
        self._headers = {"Authorization": f"Bearer {key}"}

    def __enter__(self) -> Queqiao:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def start(self, channel: str = "api") -> Conversation:
        """A new conversation."""
        return Conversation(self, str(self.call("POST", "/conversations", json={"channel": channel})["id"]))

    def conversation(self, id: str) -> Conversation:
        """A conversation that this key started before."""
        return Conversation(self, id)

    def conversations(self) -> Iterator[Json]:
        """The key's conversations, the latest used first."""
        return self.pages("/conversations")

    def needs(self, status: str = "") -> Iterator[Json]:
        """Needs, the latest changed first (scope ``needs``)."""
        return self.pages("/needs", {"status": status} if status else {})

    def need(self, id: str) -> Json:
        """A need with its card."""
        return self.call("GET", f"/needs/{id}")

    def matches(self, need_id: str) -> list[Json]:
        """The matches of a need with their steps."""
        return list(self.pages(f"/needs/{need_id}/matches"))

    def report(self, need_id: str, variant: str = "full", format: Literal["md", "docx", "html"] = "docx") -> bytes:
        """The latest version of a report as a file."""
        return self.send("GET", f"/needs/{need_id}/reports/{variant}", params={"format": format}).content

    def search(self, text: str, *, limit: int = 10, type: str = "", **filters: str | int) -> list[Json]:
        """Records for some words (scope ``catalogue``): score and public view, the best first."""
        wanted = {"q": text, "limit": limit, **({"type": type} if type else {}), **filters}
        found: list[Json] = self.send("GET", "/catalogue/search", params=wanted).json()
        return found

    def import_file(self, path: Path | str, *, rehearsal: bool = False) -> Json:
        """Import a file of records (scope ``import``); a rehearsal checks it and stores nothing."""
        file = Path(path)
        files = {"file": (file.name, file.read_bytes())}
        return self.call("POST", "/catalogue/import", params={"rehearsal": rehearsal}, files=files)

    def add_webhook(self, url: str, events: list[str]) -> Json:
        """A new webhook (scope ``events``); keep its ``secret``."""
        return self.call("POST", "/webhooks", json={"url": url, "events": events})

    def pages(self, path: str, params: Mapping[str, str] | None = None) -> Iterator[Json]:
        """Every item of a list, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            told = self.call("GET", path, params={**(params or {}), "cursor": cursor})
            yield from told["items"]
            cursor = told["next"]

    def call(self, method: str, path: str, **options: Any) -> Json:
        """A call that is answered with an object. Raises ApiProblem."""
        found: Json = self.send(method, path, **options).json()
        return found

    def send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """A call; a POST carries an Idempotency-Key, so that it may be repeated. Raises ApiProblem."""
        response = self._http.request(method, self._base + path, headers=self.headers(method), **options)
        _check(response)
        return response

    def headers(self, method: str = "GET") -> dict[str, str]:
        """The headers of a request."""
        return self._headers | ({"Idempotency-Key": str(uuid.uuid4())} if method == "POST" else {})

    def stream(self, path: str, body: Json) -> Iterator[tuple[str, Json]]:
        """The events of a stream by type. Raises ApiProblem, also for an ``error`` event."""
        headers = self.headers("POST")
        with self._http.stream("POST", self._base + path, json=body, headers=headers) as response:
            if response.is_error:
                response.read()
            _check(response)
            kind = ""
            for line in response.iter_lines():
                if line.startswith("event:"):
                    kind = line[6:].strip()
                elif line.startswith("data:"):
                    data = json.loads(line[5:])
                    if kind == "error":
                        raise ApiProblem(500, data, None)
                    yield kind, data


def _check(response: httpx2.Response) -> None:
    if response.is_error:
        body = response.json() if "json" in response.headers.get("content-type", "") else {}
        raise ApiProblem(response.status_code, body, response.headers.get("retry-after"))
