"""What the agent remembers of a conversation while it answers the next message."""

from __future__ import annotations

from dataclasses import dataclass, field

from agent.schema import Act, Question, Recommendation, RequirementCard


@dataclass(frozen=True)
class Memory:
    """The card, the last recommendation and the open questions of one conversation; empty at its start.

    ``shown`` are the records shown so far, ``talked`` those that the last answer was about, ``last`` the act of that
    answer, and ``doubted`` the message that it asked about, if it did. ``latest`` is the number of the last turn.
    """

    card: RequirementCard | None = None
    recommendation: Recommendation | None = None
    asked: list[Question] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    last: Act | None = None
    talked: list[str] = field(default_factory=list)
    doubted: str = ""
    turns: int = 0
    latest: int = 0

    @property
    def order(self) -> list[str]:
        """Record ids in the order in which the user saw them: achievements, then experts, then resources."""
        if self.recommendation is None:
            return []
        groups = (self.recommendation.achievements, self.recommendation.experts, self.recommendation.resources)
        return [candidate.record_id for group in groups for candidate in group]
