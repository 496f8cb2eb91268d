"""The state of one turn: what its steps read and write."""

from __future__ import annotations

from typing import TypedDict

from agent.match.retrieved import Retrieved
from agent.model import ChatModel
from agent.read.by_model.proposed import Proposal
from agent.read.memory import Memory
from agent.read.reading import Reading
from agent.schema import Act, NeedAnswer, Recommendation, Reply, ReplyKind, RequirementCard, Statement
from agent.turn.trace import Trace
from knowledge.records import AnyRecord


class Turn(TypedDict, total=False):
    """One message on its way to a Reply. ``records`` is everything retrieved: the only records that may be cited.

    ``proposed`` is the model's reading of the message, where one was asked. ``stays`` says that the card has nothing
    new to search for. ``act`` is what the reply does where that differs from what the message asked.
    ``further`` are the texts of more needs in the message, ``others`` what they became. ``model`` is None without a
    model and after its first failure; ``by_model`` says that it contributed. ``secret``: what was
    said goes to no outside endpoint.
    """

    message: str
    title: str
    memory: Memory
    reading: Reading
    proposed: Proposal
    card: RequirementCard
    changes: list[str]
    stays: bool
    further: list[str]
    others: list[NeedAnswer]
    retrieved: Retrieved
    records: dict[str, AnyRecord]
    recommendation: Recommendation
    kind: ReplyKind
    statements: list[Statement]
    suggestions: list[str]
    act: Act
    model: ChatModel | None
    secret: bool
    by_model: bool
    degraded: str
    trace: Trace
    reply: Reply
