"""How often one person may ask, whatever channel they use, and how often a linking code may be tried."""

from __future__ import annotations

from agent import Settings
from ui.admission.limits import DAY, MINUTE, Counts, Exceeded, Limit

COMPLAINTS = 10
TRIES, TRIES_S = 5, 600
ALL_TRIES = 60
"""Tries of codes by everybody in ten minutes: guessing eight digits among a few codes stays hopeless."""


class PersonLimits:
    """The limits of people; each method counts, or raises Exceeded and counts nothing."""

    def __init__(self, counts: Counts, settings: Settings) -> None:
        self._counts = counts
        self._tenant = settings.tenant
        self._conversation = Limit("turns", settings.turns_per_minute, MINUTE, "您发得太快了。")
        self._person = Limit("person-day", settings.turns_per_day, DAY, "您今天已经用完了提问次数。")
        self._all = Limit("tenant-day", settings.tenant_turns_per_day, DAY, "本站今天的提问次数已经用完。")
        self._complaints = Limit("person-complaints", COMPLAINTS, DAY, "您今天已经提交了很多投诉。")
        self._told = Limit("told", 1, MINUTE, "")
        self._link = Limit("link", TRIES, TRIES_S, "连接码试得太多了。")
        self._links = Limit("link-all", ALL_TRIES, TRIES_S, "现在试连接码的人太多。")

    def turn(self, person: str, conversation: str) -> None:
        """A message of a person in a conversation."""
        self._counts.hit(
            (self._conversation, f"{self._tenant}/{conversation}"),
            (self._person, f"{self._tenant}/{person}"),
            (self._all, self._tenant),
        )

    def complaint(self, person: str) -> None:
        """A complaint of a person."""
        self._counts.hit((self._complaints, f"{self._tenant}/{person}"))

    def may_be_told(self, person: str) -> bool:
        """Whether a person may be told now that they must wait."""
        try:
            self._counts.hit((self._told, f"{self._tenant}/{person}"))
        except Exceeded:
            return False
        return True

    def link(self, person: str) -> None:
        """A try of a linking code."""
        self._counts.hit((self._link, f"{self._tenant}/{person}"), (self._links, self._tenant))
