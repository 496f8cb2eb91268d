"""The chat model: one profile, one budget a turn, and every failure as one ``ModelUnavailable``."""

from agent.model.answers import Answer, ToolRequest
from agent.model.budget import Budget
from agent.model.calls import Cancel
from agent.model.chat import ChatModel
from agent.model.faults import ModelUnavailable
from agent.model.gateway import ModelGateway

__all__ = ["Answer", "Budget", "Cancel", "ChatModel", "ModelGateway", "ModelUnavailable", "ToolRequest"]
