"""Reports that an officer can send: drafted from the match, checked against the records, exported."""

from agent.draft.diff import DiffLine, diff_html, text_diff

from .build import build_report
from .check import check_edited, report_problems
from .export import report_body, report_docx, report_html
from .markdown import report_markdown
from .model import VARIANTS, Report, Variant

__all__ = [
    "VARIANTS",
    "DiffLine",
    "Report",
    "Variant",
    "build_report",
    "check_edited",
    "diff_html",
    "report_body",
    "report_docx",
    "report_html",
    "report_markdown",
    "report_problems",
    "text_diff",
]
