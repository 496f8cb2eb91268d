"""Demand side and its history: conversations, needs, matches, reports, feedback, accounts, audit, usage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Engine

from knowledge.casebook.accounts import Accounts, Role, Session, User
from knowledge.casebook.audit import Audit, AuditLine, Usage, UsageBook
from knowledge.casebook.base import CaseError, ConflictError, NotFoundError
from knowledge.casebook.channels.links import AnswerLinks
from knowledge.casebook.channels.messages import ChannelMessage, ChannelMessages
from knowledge.casebook.channels.people import People, Person
from knowledge.casebook.conversations import Cards, CardVersion, Conversation, Conversations
from knowledge.casebook.doors.answers import KeptAnswer, KeptAnswers
from knowledge.casebook.doors.complaints import COMPLAINT_KINDS, Complaint, ComplaintKind, Complaints
from knowledge.casebook.doors.keys import SCOPES, ApiKey, ApiKeys, Scope, tenant_of_key
from knowledge.casebook.doors.outbox import Letter, Outbox
from knowledge.casebook.doors.threads import Thread, Threads
from knowledge.casebook.doors.webhooks import EVENT_KINDS, EventKind, Webhook, Webhooks
from knowledge.casebook.erasure import Eraser, Erasure
from knowledge.casebook.feedback import Feedback, FeedbackBook
from knowledge.casebook.keeping.drafts import Draft, Drafts
from knowledge.casebook.keeping.retention import Retention
from knowledge.casebook.matches import (
    CLOSE_REASONS,
    MATCH_STATUSES,
    CloseReason,
    Decision,
    Match,
    Matches,
    MatchStatus,
    Move,
)
from knowledge.casebook.needs import NEED_STATUSES, Need, NeedOrder, NeedPage, Needs, NeedStatus
from knowledge.casebook.reports import Report, Reports
from knowledge.casebook.turns import Turn
from knowledge.storage.database import empty_log, migrate, open_engine
from knowledge.storage.transactions import whole

__all__ = [
    "CLOSE_REASONS",
    "COMPLAINT_KINDS",
    "EVENT_KINDS",
    "MATCH_STATUSES",
    "NEED_STATUSES",
    "SCOPES",
    "ApiKey",
    "AuditLine",
    "CardVersion",
    "CaseError",
    "Casebook",
    "ChannelMessage",
    "CloseReason",
    "Complaint",
    "ComplaintKind",
    "ConflictError",
    "Conversation",
    "Decision",
    "Draft",
    "Erasure",
    "EventKind",
    "Feedback",
    "KeptAnswer",
    "Letter",
    "Match",
    "MatchStatus",
    "Move",
    "Need",
    "NeedOrder",
    "NeedPage",
    "NeedStatus",
    "NotFoundError",
    "Person",
    "Report",
    "Role",
    "Scope",
    "Session",
    "Thread",
    "Turn",
    "Usage",
    "User",
    "Webhook",
    "open_casebook",
    "tenant_of_key",
]


class Casebook:
    """Everything one tenant keeps about its cases, by noun."""

    def __init__(self, engine: Engine, tenant: str) -> None:
        self.tenant = tenant
        self._engine = engine
        self.conversations = Conversations(engine, tenant)
        self.cards = Cards(engine, tenant)
        self.needs = Needs(engine, tenant)
        self.matches = Matches(engine, tenant)
        self.reports = Reports(engine, tenant)
        self.feedback = FeedbackBook(engine, tenant)
        self.accounts = Accounts(engine, tenant)
        self.audit = Audit(engine, tenant)
        self.usage = UsageBook(engine, tenant)
        self.people = People(engine, tenant)
        self.channel_messages = ChannelMessages(engine, tenant)
        self.answer_links = AnswerLinks(engine, tenant)
        self.keys = ApiKeys(engine, tenant)
        self.threads = Threads(engine, tenant)
        self.kept_answers = KeptAnswers(engine, tenant)
        self.webhooks = Webhooks(engine, tenant)
        self.complaints = Complaints(engine, tenant)
        self.outbox = Outbox(engine, tenant)
        self.drafts = Drafts(engine, tenant)
        self.retention = Retention(engine, tenant)
        self._eraser = Eraser(engine, tenant)

    def action(self) -> AbstractContextManager[None]:
        """One transaction around one user action with its audit line; see :func:`knowledge.storage.transactions.whole`.

        What is slow is computed before.
        """
        return whole(self._engine)

    def erase(self, conversation_id: str, who: str) -> Erasure:
        """Remove a conversation with everything that hangs on it; NotFoundError for an unknown id.

        What stood in the files is overwritten: see :func:`knowledge.storage.database.empty_log`.
        """
        erased = self._eraser.erase(conversation_id, who)
        empty_log(self._engine)
        return erased


@contextmanager
def open_casebook(url: str, tenant: str) -> Iterator[Casebook]:
    """The casebook in the database at ``url`` without catalogue and indexes, for a short command.

    Raises DatabaseProblem when the database cannot be opened.
    """
    engine = open_engine(url)
    try:
        migrate(engine)
        yield Casebook(engine, tenant)
    finally:
        engine.dispose()
