"""The mind: one message in, one grounded Reply out. What stands here is the door for ui/ and evals/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.door import door

if TYPE_CHECKING:
    from agent.agent import Agent, Opened
    from agent.draft.answers.record import public_view
    from agent.draft.formats.outlet import defused, html_text, messenger_text
    from agent.draft.report import (
        VARIANTS,
        DiffLine,
        Report,
        Variant,
        build_report,
        check_edited,
        report_docx,
        report_html,
        report_markdown,
        report_problems,
        text_diff,
    )
    from agent.errors import AgentError, MessageError, TooLongError
    from agent.match.cover.comparison import compare_one
    from agent.model.calls import Cancel
    from agent.model.faults import ModelUnavailable
    from agent.model.structured import ask_about
    from agent.officer.accounts.attempts import TooManyAttempts
    from agent.officer.accounts.staff import Officer, PasswordError, Staff, check_password
    from agent.officer.candidates import Found
    from agent.officer.cards import CardStep
    from agent.officer.desk import Desk
    from agent.officer.inbox import ANYBODY, NOBODY, InboxPage, InboxRow
    from agent.officer.progress import MatchLine
    from agent.officer.reports import Exported, WrittenReport
    from agent.read.card import understand
    from agent.read.changes.fields import CardError
    from agent.read.export import decompose_row
    from agent.schema import Candidate, Indicator, Recommendation, Reply, RequirementCard, Statement
    from agent.settings import Settings, clean_prefix, get_settings, quiet_gradio
    from agent.turn.events import Event, Problem
    from agent.verify.statements import find_problem, numbers
    from knowledge.casebook.base import CaseError

__all__ = [
    "Agent",
    "AgentError",
    "ANYBODY",
    "ask_about",
    "build_report",
    "Cancel",
    "Candidate",
    "CardError",
    "CardStep",
    "CaseError",
    "check_edited",
    "check_password",
    "clean_prefix",
    "compare_one",
    "decompose_row",
    "defused",
    "Desk",
    "DiffLine",
    "Event",
    "Exported",
    "find_problem",
    "Found",
    "get_settings",
    "html_text",
    "InboxPage",
    "InboxRow",
    "Indicator",
    "MatchLine",
    "MessageError",
    "messenger_text",
    "ModelUnavailable",
    "NOBODY",
    "numbers",
    "Officer",
    "Opened",
    "PasswordError",
    "Problem",
    "public_view",
    "quiet_gradio",
    "Recommendation",
    "Reply",
    "Report",
    "report_docx",
    "report_html",
    "report_markdown",
    "report_problems",
    "RequirementCard",
    "Settings",
    "Staff",
    "Statement",
    "text_diff",
    "TooLongError",
    "TooManyAttempts",
    "understand",
    "Variant",
    "VARIANTS",
    "WrittenReport",
]

if not TYPE_CHECKING:
    __getattr__ = door(
        __name__,
        {
            "agent.agent": "Agent Opened",
            "agent.draft.answers.record": "public_view",
            "agent.draft.formats.outlet": "defused html_text messenger_text",
            "agent.draft.report": (
                "VARIANTS DiffLine Report Variant build_report check_edited report_docx report_html "
                "report_markdown report_problems text_diff"
            ),
            "agent.errors": "AgentError MessageError TooLongError",
            "agent.match.cover.comparison": "compare_one",
            "agent.model.calls": "Cancel",
            "agent.model.faults": "ModelUnavailable",
            "agent.model.structured": "ask_about",
            "agent.officer.accounts.attempts": "TooManyAttempts",
            "agent.officer.accounts.staff": "Officer PasswordError Staff check_password",
            "agent.officer.candidates": "Found",
            "agent.officer.cards": "CardStep",
            "agent.officer.desk": "Desk",
            "agent.officer.inbox": "ANYBODY NOBODY InboxPage InboxRow",
            "agent.officer.progress": "MatchLine",
            "agent.officer.reports": "Exported WrittenReport",
            "agent.read.card": "understand",
            "agent.read.changes.fields": "CardError",
            "agent.read.export": "decompose_row",
            "agent.schema": "Candidate Indicator Recommendation Reply RequirementCard Statement",
            "agent.settings": "Settings clean_prefix get_settings quiet_gradio",
            "agent.turn.events": "Event Problem",
            "agent.verify.statements": "find_problem numbers",
            "knowledge.casebook.base": "CaseError",
        },
    )
