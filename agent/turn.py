"""The state of one turn: what its steps read and write."""

from __future__ import annotations

from typing import Any, TypedDict

from agent.dialogue.intents import Route
from agent.dialogue.memory import Memory
from agent.match.retrieved import Retrieved
from agent.schema import Recommendation, Reply, ReplyKind, RequirementCard, Statement
from knowledge.records import AnyRecord


class Turn(TypedDict, total=False):
    """One message on its way to a Reply. ``records`` is everything retrieved: the only records that may be cited."""

    message: str
    title: str
    memory: Memory
    route: Route
    card: RequirementCard
    changes: list[str]
    retrieved: Retrieved
    records: dict[str, AnyRecord]
    recommendation: Recommendation
    kind: ReplyKind
    statements: list[Statement]
    suggestions: list[str]
    degraded: str
    trace: dict[str, Any]
    reply: Reply
