"""A conversation of the client, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from ui.client.client import Queqiao

Json = dict[str, Any]


@dataclass(frozen=True)
class Citation:
    """What carries a statement: ``quote`` stands in ``field`` of the record."""

    record_id: str
    field: str
    quote: str
    as_of: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer: Markdown text, what the message was taken for, its citations, and the whole Reply as it came."""

    text: str
    act: str | None
    citations: list[Citation]
    label: str
    whole: Json = field(repr=False)

    @classmethod
    def of(cls, reply: Json) -> Answer:
        """The answer in a Reply."""
        citations = [Citation(**one) for one in reply["citations"]]
        return cls(reply["text"], reply["act"], citations, reply["label"], reply)


@dataclass(frozen=True)
class StreamEvent:
    """One event of a stream: ``text`` of a queued, step or token event; ``answer`` of the last one."""

    type: Literal["queued", "step", "token", "citation", "done"]
    text: str = ""
    answer: Answer | None = None


@dataclass(frozen=True)
class Conversation:
    """One conversation of the key."""

    client: Queqiao = field(repr=False)
    id: str

    @property
    def _path(self) -> str:
        return f"/conversations/{self.id}"

    def say(self, text: str) -> Answer:
        """Say something and wait for the answer."""
        return Answer.of(self.client.call("POST", f"{self._path}/messages/sync", json={"text": text}))

    def stream(self, text: str) -> Iterator[StreamEvent]:
        """Say something and follow the answer; the last event is ``done``."""
        for kind, data in self.client.stream(f"{self._path}/messages", {"text": text}):
            if kind == "done":
                yield StreamEvent("done", answer=Answer.of(data))
            elif kind in ("queued", "step", "token", "citation"):
                yield StreamEvent(kind, data.get("text", ""))  # type: ignore[arg-type]

    def correct(self, **changes: Any) -> Answer:
        """Correct fields of the card, e.g. ``budget_cny=800000``, and match again."""
        return Answer.of(self.client.call("PATCH", f"{self._path}/card", json={"changes": changes}))

    def messages(self) -> Iterator[Json]:
        """What was said, oldest first."""
        return self.client.pages(f"{self._path}/messages")

    def card(self) -> Json:
        """The requirement card as it stands."""
        return self.client.call("GET", f"{self._path}/card")

    def recommendation(self) -> Json:
        """The recommendation as it stands."""
        return self.client.call("GET", f"{self._path}/recommendation")

    def draft(self, variant: Literal["brief", "bounty"], format: Literal["md", "docx"] = "md") -> bytes:
        """A draft for the enterprise itself as a file."""
        return self.client.send("GET", f"{self._path}/drafts/{variant}", params={"format": format}).content

    def feedback(self, useful: bool, reason: str = "", record_id: str = "") -> None:
        """Judge the last answer, or one record in it."""
        body = {"useful": useful, "reason": reason, "record_id": record_id}
        self.client.send("POST", f"{self._path}/feedback", json=body)

    def erase(self) -> Json:
        """Erase it with all that was derived from it."""
        return self.client.call("DELETE", self._path)
