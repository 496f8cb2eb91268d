"""The desk of one tenant's officers: its parts over one agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.officer.accounts.keys import Keys
from agent.officer.administration import Administration
from agent.officer.candidates import Candidates
from agent.officer.cards import Cards
from agent.officer.drafts import Drafts
from agent.officer.inbox import Inbox
from agent.officer.progress import Progress
from agent.officer.reports import Reports

if TYPE_CHECKING:
    from agent.agent import Agent


class Desk:
    """Everything an officer may ask for; every change leaves an audit line, every read is of this tenant only."""

    def __init__(self, agent: Agent) -> None:
        self.inbox = Inbox(agent)
        self.cards = Cards(agent)
        self.candidates = Candidates(agent)
        self.reports = Reports(agent)
        self.drafts = Drafts(agent)
        self.progress = Progress(agent)
        self.keys = Keys(agent)
        self.administration = Administration(agent)
