"""Export of a report's text, as it was drafted or as an officer made it, to Word and HTML."""

from __future__ import annotations

from datetime import date

from agent.draft.formats.html_page import body_html, markdown_html
from agent.draft.report.model import Variant
from agent.draft.report.sections.closing import AI_LABEL_EN, LABEL

ONE_PAGE: frozenset[Variant] = frozenset({"brief", "invitation", "roadshow"})


def report_docx(text: str, *, variant: Variant = "full", day: date | None = None) -> bytes:
    """A report's Markdown as a .docx file as it stands, its ``variant`` choosing the layout.

    The AI label stands in the footer and in the document properties even when the text has lost it.
    """
    from agent.draft.formats.docx_file import markdown_docx

    pressed, english = variant in ONE_PAGE, variant == "english"
    return markdown_docx(text, label=_label(variant), day=day or date.today(), compact=pressed, english=english)


def report_html(text: str, *, variant: Variant = "full") -> str:
    """A report's Markdown as a self-contained HTML page."""
    return markdown_html(text, label=_label(variant), language="en" if variant == "english" else "zh-CN")


def report_body(text: str, *, variant: Variant = "full") -> str:
    """What ``report_html`` puts on its page, as a fragment to show within another page."""
    return body_html(text, label=_label(variant))


def _label(variant: Variant) -> str:
    return AI_LABEL_EN if variant == "english" else LABEL
