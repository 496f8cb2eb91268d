"""What the agent remembers of a conversation while it answers the next message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from agent.schema import Act, Question, Recommendation, RequirementCard


@dataclass(frozen=True)
class Need:
    """One need of the conversation: its number, what it is about, and whether it is the one talked about."""

    number: int
    subject: str
    current: bool = False


@dataclass(frozen=True)
class Memory:
    """The card, the last recommendation and the open questions of one conversation; empty at its start.

    ``before`` is the version of the card that 撤销 goes back to, ``version`` the latest one of any card of the
    conversation. ``listed`` is the last list with records in it, which may be older than ``recommendation``. ``shown``
    are the records shown so far, ``talked`` those that the last answer was about, ``last`` the act of that answer, and
    ``doubted`` the message that it asked about, if it did. ``needs`` are all of the conversation, ``elsewhere`` gives
    the memory of another one, as if it were talked about. ``recent`` reads the last turns,
    what was said and what the answer did. ``latest`` is the number of the last turn. ``confidential``
    says whether the conversation is to be kept from others, None where only its cards tell.
    """

    card: RequirementCard | None = None
    before: RequirementCard | None = None
    version: int = 0
    recommendation: Recommendation | None = None
    listed: Recommendation | None = None
    asked: list[Question] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    last: Act | None = None
    talked: list[str] = field(default_factory=list)
    doubted: str = ""
    turns: int = 0
    confidential: bool | None = None
    latest: int = 0
    needs: tuple[Need, ...] = ()
    elsewhere: Callable[[int], Memory] | None = None
    recent: Callable[[], Sequence[tuple[str, str]]] = tuple

    @property
    def order(self) -> list[str]:
        """Record ids in the order in which the user saw them: achievements, then experts, then resources."""
        if self.listed is None:
            return []
        groups = (self.listed.achievements, self.listed.experts, self.listed.resources)
        return [candidate.record_id for group in groups for candidate in group]

    @property
    def next_need(self) -> int:
        """The number of a need that is opened now."""
        return max((one.number for one in self.needs), default=0) + 1
