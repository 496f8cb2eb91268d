"""The state of one turn: what its steps read and write."""

from __future__ import annotations

from typing import TypedDict

from agent.match.retrieved import Retrieved
from agent.model import ChatModel
from agent.read.acts.intents import Route
from agent.read.memory import Memory
from agent.schema import Recommendation, Reply, ReplyKind, RequirementCard, Statement
from agent.turn.trace import Trace
from knowledge.records import AnyRecord


class Turn(TypedDict, total=False):
    """One message on its way to a Reply. ``records`` is everything retrieved: the only records that may be cited.

    ``model`` is None without a model and after its first failure; ``by_model`` says that it contributed.
    """

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
    model: ChatModel | None
    by_model: bool
    degraded: str
    trace: Trace
    reply: Reply
