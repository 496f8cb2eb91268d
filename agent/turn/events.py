"""What a running turn tells its listener: steps, text, citations, and at the end the Reply or a problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from agent.errors import AgentError
from agent.schema import Citation, Reply


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


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a streamed turn; ``done`` carries the Reply, ``error`` the Problem, others text or a citation."""

    type: Literal["step", "token", "citation", "done", "error"]
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
