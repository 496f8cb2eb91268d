"""The cassette: a first line that says what was played, then one answer a line, found by a digest of its request."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.errors import EvalError
from evals.files import json_lines

MARK = re.compile(r"=====边界 [0-9a-f]{16}=====")
"""The marker of data, which is another for every request."""
SAME_MARK = "=====边界====="
Row = Mapping[str, Any]


def digest(messages: Sequence[Row]) -> str:
    """What an answer is found by: the messages, whatever their marker."""
    text = json.dumps(list(messages), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(MARK.sub(SAME_MARK, text).encode()).hexdigest()[:32]


@dataclass
class Tape:
    """Thread-safe. ``cases`` names what was played; ``missing`` counts requests that no answer was recorded for."""

    path: Path
    cases: dict[str, Any] = field(default_factory=dict)
    replies: dict[str, Row] = field(default_factory=dict)
    missing: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def read(cls, path: Path) -> Tape:
        """The cassette of a file. Raises EvalError for a broken line."""
        tape = cls(path)
        for place, row in json_lines(path):
            if "cases" in row:
                tape.cases = row["cases"]
            elif isinstance(row.get("key"), str) and isinstance(row.get("reply"), dict):
                tape.replies[row["key"]] = row["reply"]
            else:
                raise EvalError(f"{place}不是录音的一行：要有 cases，或 key 和 reply。")
        return tape

    @classmethod
    def begun(cls, path: Path, cases: dict[str, Any]) -> Tape:
        """The cassette of a file, or a new one for these cases."""
        if path.is_file():
            return cls.read(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"cases": cases}, ensure_ascii=False) + "\n", "utf-8")
        return cls(path, cases)

    def find(self, key: str) -> Row | None:
        """The recorded answer, or None."""
        return self.replies.get(key)

    def miss(self) -> None:
        """Count a request without an answer."""
        with self._lock:
            self.missing += 1

    def add(self, key: str, reply: Row) -> None:
        """Keep an answer, in the file too."""
        with self._lock:
            if key not in self.replies:
                self.replies[key] = reply
                with self.path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"key": key, "reply": reply}, ensure_ascii=False) + "\n")
