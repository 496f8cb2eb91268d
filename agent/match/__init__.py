"""From a requirement card and what was retrieved for it to ranked, explained candidates."""

from .explain import compare, why, why_not
from .matcher import match, rematch
from .retrieved import NeedVectors, Retrieved
from .suggest import add_suggestions

__all__ = ["NeedVectors", "Retrieved", "add_suggestions", "compare", "match", "rematch", "why", "why_not"]
