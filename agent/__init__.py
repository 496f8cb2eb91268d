"""The mind: one message in, one grounded Reply out. What stands here is the door for ui/ and evals/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.door import door

if TYPE_CHECKING:
    from agent.agent import Agent, Opened
    from agent.draft.answers.record import public_view
    from agent.draft.formats.full import answer_html
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
    from agent.officer.accounts.keys import create_key, revoke_key
    from agent.officer.accounts.staff import Officer, PasswordError, Staff, check_password
    from agent.officer.candidates import Found
    from agent.officer.cards import CardStep
    from agent.officer.desk import Desk
    from agent.officer.drafts import CardForm
    from agent.officer.inbox import ANYBODY, NOBODY, InboxPage, InboxRow
    from agent.officer.progress import MatchLine
    from agent.officer.reports import Exported, WrittenReport
    from agent.read.card import understand
    from agent.read.changes.fields import CardError
    from agent.read.export import decompose_row
    from agent.schema import Candidate, Indicator, Recommendation, Reply, RequirementCard, Statement
    from agent.settings import Settings, TenantPlace, child_environment, clean_prefix, get_settings, quiet_gradio
    from agent.tokens import count_tokens
    from agent.turn.events import Event, Problem
    from agent.turn.outside import OF_A_CONVERSATION, ToolBox, ToolError, outside_tools
    from agent.turn.ranking import ranking
    from agent.verify.statements import find_problem, numbers
    from knowledge.casebook.base import CaseError
    from knowledge.casebook.keeping.drafts import Draft

__all__ = [
    "Agent",
    "AgentError",
    "answer_html",
    "ANYBODY",
    "ask_about",
    "build_report",
    "Cancel",
    "Candidate",
    "CardError",
    "CardForm",
    "CardStep",
    "CaseError",
    "check_edited",
    "check_password",
    "child_environment",
    "clean_prefix",
    "compare_one",
    "count_tokens",
    "create_key",
    "decompose_row",
    "defused",
    "Desk",
    "DiffLine",
    "Draft",
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
    "OF_A_CONVERSATION",
    "Officer",
    "Opened",
    "outside_tools",
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
    "revoke_key",
    "Settings",
    "Staff",
    "Statement",
    "TenantPlace",
    "text_diff",
    "ToolBox",
    "ToolError",
    "TooLongError",
    "TooManyAttempts",
    "ranking",
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
            "agent.draft.formats.full": "answer_html",
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
            "agent.officer.drafts": "CardForm",
            "agent.officer.inbox": "ANYBODY NOBODY InboxPage InboxRow",
            "agent.officer.accounts.keys": "create_key revoke_key",
            "agent.officer.progress": "MatchLine",
            "agent.officer.reports": "Exported WrittenReport",
            "agent.read.card": "understand",
            "agent.turn.ranking": "ranking",
            "agent.read.changes.fields": "CardError",
            "agent.read.export": "decompose_row",
            "agent.schema": "Candidate Indicator Recommendation Reply RequirementCard Statement",
            "agent.settings": "Settings TenantPlace child_environment clean_prefix get_settings quiet_gradio",
            "agent.tokens": "count_tokens",
            "agent.turn.events": "Event Problem",
            "agent.turn.outside": "OF_A_CONVERSATION ToolBox ToolError outside_tools",
            "agent.verify.statements": "find_problem numbers",
            "knowledge.casebook.base": "CaseError",
            "knowledge.casebook.keeping.drafts": "Draft",
        },
    )
