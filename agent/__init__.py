"""The mind: one message in, one grounded Reply out. What stands here is the door for ui/ and evals/."""

from agent.agent import Agent, Opened
from agent.draft.answers.record import public_view
from agent.draft.report import (
    VARIANTS,
    DiffLine,
    Report,
    Variant,
    build_report,
    check_edited,
    diff_html,
    report_docx,
    report_html,
    report_markdown,
    report_problems,
    text_diff,
)
from agent.errors import AgentError, MessageError, TooLongError
from agent.model import Cancel, ModelUnavailable
from agent.model.structured import ask_about
from agent.officer import (
    ANYBODY,
    NOBODY,
    CardStep,
    Desk,
    Exported,
    Found,
    InboxPage,
    InboxRow,
    MatchLine,
    Officer,
    PasswordError,
    Staff,
    TooManyAttempts,
    WrittenReport,
    check_password,
)
from agent.read import CardError
from agent.read.export import decompose_row
from agent.schema import Candidate, Indicator, Recommendation, Reply, RequirementCard, Statement
from agent.settings import Settings, clean_prefix, get_settings, quiet_gradio
from agent.turn.events import Event, Problem
from agent.verify.statements import find_problem, numbers
from knowledge.casebook import CaseError

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
    "decompose_row",
    "Desk",
    "diff_html",
    "DiffLine",
    "Event",
    "Exported",
    "find_problem",
    "Found",
    "get_settings",
    "InboxPage",
    "InboxRow",
    "Indicator",
    "MatchLine",
    "MessageError",
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
    "Variant",
    "VARIANTS",
    "WrittenReport",
]
