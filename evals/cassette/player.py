"""The desk of somebody who plays the model by hand: a file for each request, and waiting for the file of its answer.

``requests/NNNN.json`` holds what the model is sent: the user messages whole, the system message and the schema as files
beside it, since they are the same for many. The answer is ``answers/NNNN.json``: the object that was asked for, or
``{"content": text}``, or ``{"tool_calls": [{"name", "arguments"}]}``. Answers may come in any order.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evals.cassette.tape import Tape, digest

POLL_S = 0.5
WIRE = {"content", "tool_calls"}
Row = Mapping[str, Any]


class Desk:
    """Thread-safe: many conversations ask at once, the same request is put once."""

    def __init__(self, folder: Path, tape: Tape) -> None:
        self._requests, self._answers, self._tape = folder / "requests", folder / "answers", tape
        for path in (self._requests, self._answers):
            path.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._asked: dict[str, int] = {}
        for path in self._requests.glob("[0-9]*.json"):
            self._asked[json.loads(path.read_text("utf-8"))["key"]] = int(path.stem)

    def answer(self, body: dict[str, Any]) -> Row:
        """The recorded answer, or that of the player, however long he takes."""
        key = digest(body["messages"])
        found = self._tape.find(key)
        if found is not None:
            return found
        path = self._answers / f"{self._put(key, body):04d}.json"
        while (reply := self._read(path)) is None:
            time.sleep(POLL_S)
        self._tape.add(key, reply)
        return reply

    @property
    def waiting(self) -> int:
        """How many requests have no answer yet."""
        return sum(not (self._answers / f"{number:04d}.json").is_file() for number in self._asked.values())

    def _put(self, key: str, body: dict[str, Any]) -> int:
        with self._lock:
            if key not in self._asked:
                number = max(self._asked.values(), default=0) + 1
                self._asked[key] = number
                path = self._requests / f"{number:04d}.json"
                path.write_text(json.dumps(self._shown(key, body), ensure_ascii=False, indent=1), "utf-8")
            return self._asked[key]

    def _shown(self, key: str, body: dict[str, Any]) -> dict[str, Any]:
        """The request as the player reads it."""
        first, *rest = body["messages"]
        shown: dict[str, Any] = {"key": key, "system": self._file("system", str(first["content"]), "md")}
        tools = body.get("tools") or []
        schema = _schema(body)
        if schema is not None:
            shown["schema"] = self._file("schema", json.dumps(schema, ensure_ascii=False, indent=1), "json")
        elif tools:
            shown["tools"] = self._file("tools", json.dumps(tools, ensure_ascii=False, indent=1), "json")
        return shown | {"messages": rest}

    def _file(self, kind: str, text: str, ending: str) -> str:
        name = f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.{ending}"
        path = self._requests.parent / name
        if not path.is_file():
            path.write_text(text + "\n", "utf-8")
        return name

    @staticmethod
    def _read(path: Path) -> Row | None:
        """The answer in a file; None while there is none or it is still being written."""
        try:
            found = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            return None
        if isinstance(found, dict) and found and set(found) <= WIRE:
            return found
        return {"content": json.dumps(found, ensure_ascii=False)}


def _schema(body: dict[str, Any]) -> Any:
    """The schema of the object that is asked for; None where tools are offered or plain text will do."""
    tools = body.get("tools") or []
    if len(tools) == 1 and tools[0]["function"]["name"] == "submit":
        return tools[0]["function"]["parameters"]
    given = body.get("response_format") or {}
    return given.get("json_schema", {}).get("schema")
