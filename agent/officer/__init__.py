"""What the officers' desk may ask of the agent: accounts, the inbox, one need at a time, and exports."""

from agent.officer.attempts import Attempts, TooManyAttempts
from agent.officer.candidates import REJECT_REASONS, Found
from agent.officer.desk import Desk
from agent.officer.inbox import ANYBODY, NOBODY, InboxRow
from agent.officer.staff import MIN_PASSWORD, Officer, PasswordError, Staff

__all__ = [
    "ANYBODY",
    "MIN_PASSWORD",
    "NOBODY",
    "REJECT_REASONS",
    "Attempts",
    "Desk",
    "Found",
    "InboxRow",
    "Officer",
    "PasswordError",
    "Staff",
    "TooManyAttempts",
]
