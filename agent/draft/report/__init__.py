"""Reports that an officer can send: drafted from the match, checked against the records, exported."""

from agent.draft.diff import DiffLine, text_diff
from agent.draft.report.build import build_report, labelled
from agent.draft.report.by_model import LetterWriter
from agent.draft.report.check import check_edited, report_problems
from agent.draft.report.export import report_body, report_docx, report_html
from agent.draft.report.markdown import report_markdown
from agent.draft.report.model import VARIANTS, Report, Variant

__all__ = [
    "VARIANTS",
    "DiffLine",
    "LetterWriter",
    "Report",
    "Variant",
    "build_report",
    "check_edited",
    "labelled",
    "report_body",
    "report_docx",
    "report_html",
    "report_markdown",
    "report_problems",
    "text_diff",
]
