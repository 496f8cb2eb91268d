"""A chat model judges the head of the list; code checks its ids, quotes and names, and caps what it says."""

from agent.match.by_model.judge import ModelJudge

__all__ = ["ModelJudge"]
