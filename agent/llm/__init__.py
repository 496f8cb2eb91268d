"""The chat model: one profile, one budget a turn, and every failure as one ``ModelUnavailable``."""

from agent.llm.budget import Budget
from agent.llm.cancel import Cancel
from agent.llm.chat import Answer, ChatModel, ToolRequest
from agent.llm.faults import ModelUnavailable
from agent.llm.gateway import ModelGateway

__all__ = ["Answer", "Budget", "Cancel", "ChatModel", "ModelGateway", "ModelUnavailable", "ToolRequest"]
