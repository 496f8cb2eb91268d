"""The mind: one message in, one grounded Reply out. What stands here is the door for ui/ and evals/."""

from agent.agent import Agent, Event, Opened, public_view
from agent.errors import AgentError, MessageError, TooLongError
from agent.llm import Cancel
from agent.schema import Reply, RequirementCard
from agent.settings import Settings, get_settings
from agent.understand import CardError
from agent.understand.export import decompose_row

__all__ = [
    "Agent",
    "AgentError",
    "Cancel",
    "CardError",
    "Event",
    "MessageError",
    "Opened",
    "Reply",
    "RequirementCard",
    "Settings",
    "TooLongError",
    "decompose_row",
    "get_settings",
    "public_view",
]
