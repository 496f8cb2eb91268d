"""Free text -> RequirementCard: indicators, units, fields, sub-requirements, questions."""

from agent.understand.card import refresh, understand

__all__ = ["refresh", "understand"]
