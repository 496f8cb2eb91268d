"""Free text -> RequirementCard: indicators, units, fields, sub-requirements, questions."""

from agent.understand.card import refresh, understand
from agent.understand.card_proposal import merge_proposal
from agent.understand.corrections import BadCardValue, CardError, UnknownCardField, apply_changes
from agent.understand.corrections_answers import merge_answer
from agent.understand.corrections_words import apply_words

__all__ = [
    "BadCardValue",
    "CardError",
    "UnknownCardField",
    "apply_changes",
    "apply_words",
    "merge_answer",
    "merge_proposal",
    "refresh",
    "understand",
]
