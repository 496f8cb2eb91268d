"""What one turn did: steps with their times, model calls with prompt versions, tokens and cost, records, removals."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from agent.model.calls import Call, Decision, ToolUse
from agent.read.by_model.proposed import Note
from agent.schema import Statement
from knowledge import Casebook

REMOVED_SHOWN = 20
DECISIONS_SHOWN = 120
TOLD = {"decisions": ("step", "field", "outcome"), "reading": ("field", "taken")}
"""What an exported trace tells of a decision: the rest quotes what the user said."""


@dataclass
class Step:
    """One step of the turn: when it began (seconds of the epoch) and how long it took (milliseconds)."""

    name: str
    ms: int
    at: float


@dataclass
class Trace:
    """The trace of one turn; written by its steps, kept with the turn.

    ``reading`` says for each field what the model read, what ours read, and whose stands.
    """

    steps: list[Step] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    tools: list[ToolUse] = field(default_factory=list)
    at: float = field(default_factory=time.time)
    notes: dict[str, Any] = field(default_factory=dict)
    removed: list[Statement] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    reading: list[Note] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step."""
        at, started = time.time(), time.monotonic()
        try:
            yield
        finally:
            self.steps.append(Step(name, round((time.monotonic() - started) * 1000), at))

    def call(self, call: Call) -> None:
        """Add a call of the model."""
        self.calls.append(call)

    def export(self) -> dict[str, Any]:
        """The trace as plain data, ready for JSON; sums stand beside the single calls."""
        return {
            "at": self.at,
            "steps": [asdict(step) for step in self.steps],
            "calls": [asdict(call) for call in self.calls],
            "tools": [asdict(tool) for tool in self.tools],
            "tokens_in": sum(call.tokens_in for call in self.calls),
            "tokens_out": sum(call.tokens_out for call in self.calls),
            "cost": round(sum(call.cost for call in self.calls), 6),
            "reading": [asdict(note) for note in self.reading],
            "removed_statements": [
                {"text": item.text, "problem": item.problem} for item in self.removed[:REMOVED_SHOWN]
            ],
            "decisions": [one.export() for one in self.decisions[:DECISIONS_SHOWN]],
            **self.notes,
        }


def export_traces(casebook: Casebook, conversation_id: str = "", limit: int = 1000) -> Iterator[str]:
    """The tenant's traces as JSON lines (conversation, turn, at, kind, trace), without messages or replies.

    One conversation when ``conversation_id`` is given, else the most recently used ones, up to ``limit`` turns.
    """
    if conversation_id:
        chosen = [conversation_id]
    else:
        chosen = [conversation.id for conversation in casebook.conversations.recent(limit)]
    written = 0
    for each in chosen:
        for turn in casebook.conversations.turns(each):
            if written >= limit:
                return
            written += 1
            line = {"conversation": each, "turn": turn.number, "at": turn.at.isoformat(), "kind": turn.kind}
            yield json.dumps(line | {"trace": _unquoted(turn.trace)}, ensure_ascii=False)


def _unquoted(trace: Mapping[str, Any]) -> dict[str, Any]:
    """The trace without what its decisions quote, those on the reading too."""
    shown = {
        key: [{name: one[name] for name in names} for one in trace[key]]
        for key, names in TOLD.items()
        if trace.get(key)
    }
    return {**trace, **shown}
