"""The mind: one message in, one grounded Reply out. What stands here is the door for ui/ and evals/."""

from agent.agent import Agent, Event, Opened, public_view
from agent.errors import AgentError, MessageError, TooLongError
from agent.llm import Cancel
from agent.officer import ANYBODY, NOBODY, Desk, InboxRow, Officer, PasswordError, Staff, TooManyAttempts
from agent.schema import Reply, RequirementCard
from agent.settings import Settings, get_settings, quiet_gradio
from agent.understand import CardError
from agent.understand.export import decompose_row
from knowledge.casebook import CaseError

__all__ = [
    "ANYBODY",
    "Agent",
    "AgentError",
    "Cancel",
    "CardError",
    "CaseError",
    "Desk",
    "Event",
    "InboxRow",
    "MessageError",
    "NOBODY",
    "Officer",
    "Opened",
    "PasswordError",
    "Reply",
    "RequirementCard",
    "Settings",
    "Staff",
    "TooLongError",
    "TooManyAttempts",
    "decompose_row",
    "get_settings",
    "public_view",
    "quiet_gradio",
]
