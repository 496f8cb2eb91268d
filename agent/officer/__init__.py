"""What the officers' desk may ask of the agent: accounts, the inbox, one need at a time, and exports."""

from agent.officer.accounts.attempts import Attempts, TooManyAttempts
from agent.officer.accounts.staff import Officer, PasswordError, Staff, check_password
from agent.officer.candidates import Found
from agent.officer.cards import CardStep
from agent.officer.desk import Desk
from agent.officer.inbox import ANYBODY, NOBODY, InboxPage, InboxRow
from agent.officer.progress import MatchLine
from agent.officer.reports import Exported
from agent.officer.reports import Written as WrittenReport

__all__ = [
    "ANYBODY",
    "NOBODY",
    "Attempts",
    "CardStep",
    "Desk",
    "Exported",
    "Found",
    "InboxPage",
    "InboxRow",
    "MatchLine",
    "Officer",
    "PasswordError",
    "Staff",
    "TooManyAttempts",
    "WrittenReport",
    "check_password",
]
