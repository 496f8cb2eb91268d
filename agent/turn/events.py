"""What a running turn tells its listener: steps, text, citations, and at the end the Reply or a problem."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from agent.errors import AgentError
from agent.schema import Citation, Reply
from knowledge import DatabaseProblem

CHUNK = 24


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a turn gave no Reply: a code for programs, a Chinese message and what to do."""

    code: str
    message: str
    advice: str

    @classmethod
    def of(cls, error: AgentError) -> Problem:
        """The problem that an error of ours tells."""
        return cls(error.code, str(error), error.advice)


FAILED = Problem("internal", "这一步没有成功，您的消息已经存下。", "请点“重试”；多次出现请联系管理员。")
BUSY = Problem("busy", "上一条消息还没有处理完，您的消息已经存下。", "请稍候，再点“重试”。")
CHANGED = Problem("conflict", "这段对话刚才有了别的改动，这一条没有照旧内容作答，您的消息已经存下。", "请点“重试”。")


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a streamed turn; ``done`` carries the Reply, ``error`` the Problem, others text or a citation."""

    type: Literal["queued", "step", "token", "citation", "done", "error"]
    text: str = ""
    citation: Citation | None = None
    reply: Reply | None = None
    problem: Problem | None = None

    def wire(self) -> dict[str, JsonValue]:
        """The event's data as it travels: plain JSON, a Reply without what is for officers only."""
        if self.reply is not None:
            return self.reply.public().model_dump(mode="json")
        if self.citation is not None:
            return self.citation.model_dump(mode="json")
        if self.problem is not None:
            return {"code": self.problem.code, "message": self.problem.message, "advice": self.problem.advice}
        return {"text": self.text}


def told(reply: Reply) -> Iterator[Event]:
    """A finished reply as events: its text in pieces, its citations, and the whole."""
    for start in range(0, len(reply.text), CHUNK):
        yield Event("token", reply.text[start : start + CHUNK])
    for citation in reply.citations:
        yield Event("citation", citation=citation)
    yield Event("done", reply=reply)


def lost(error: DatabaseProblem) -> Problem:
    """A message that could not be kept, so that no work on it was begun."""
    return Problem(
        "storage", f"这条消息没有存下来，也没有处理。{error}", "请先把文字复制留好，稍后再发，并告诉管理员。"
    )


def unkept(error: DatabaseProblem) -> Problem:
    """An answer that could not be kept, to a message that was."""
    return Problem("storage", f"消息已经存下，回答没有存下来。{error}", "请稍后点“重试”，并告诉管理员。")


def returned(steps: Generator[Event, None, Reply]) -> Reply:
    """The reply at the end of a turn of which nobody hears the events."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            reply: Reply = end.value
            return reply
