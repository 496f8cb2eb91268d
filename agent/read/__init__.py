"""Free text -> RequirementCard: indicators, units, fields, sub-requirements, questions."""

from agent.read.card import refresh, understand
from agent.read.changes.additions import extend
from agent.read.changes.answers import merge_answer
from agent.read.changes.fields import BadCardValue, CardError, UnknownCardField, apply_changes
from agent.read.changes.table import told
from agent.read.changes.words import apply_words

__all__ = [
    "BadCardValue",
    "CardError",
    "UnknownCardField",
    "apply_changes",
    "apply_words",
    "extend",
    "merge_answer",
    "refresh",
    "told",
    "understand",
]
