"""From a requirement card and what was retrieved for it to ranked, explained candidates."""

from agent.match.by_model import ModelJudge
from agent.match.matcher import match, rematch
from agent.match.retrieved import NeedVectors, Retrieved
from agent.match.tell.explain import compare, why, why_not
from agent.match.tell.suggest import add_suggestions

__all__ = ["ModelJudge", "NeedVectors", "Retrieved", "add_suggestions", "compare", "match", "rematch", "why", "why_not"]
