"""The read-only tools as programs outside may call them: the same that a model has, without any conversation."""

from __future__ import annotations

from knowledge import KnowledgeBase
from tools import Context, ToolBox, ToolError

__all__ = ["OF_A_CONVERSATION", "ToolBox", "ToolError", "outside_tools"]
OF_A_CONVERSATION = frozenset({"explain_match", "cover_card"})
"""They tell of a conversation's own card and recommendation, which who calls from outside has not."""


def outside_tools(knowledge: KnowledgeBase) -> ToolBox:
    """The tools over one tenant's catalogue."""
    return ToolBox(Context(knowledge.catalogue, knowledge.retriever))
