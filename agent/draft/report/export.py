"""Export of a report, or of the final text that an officer made of it, to Word and HTML."""

from __future__ import annotations

from datetime import date

from agent.draft.formats.html_page import body_html, markdown_html
from agent.draft.report.markdown import report_markdown
from agent.draft.report.model import Report, Variant
from agent.draft.report.sections.closing import AI_LABEL_EN, LABEL

ONE_PAGE: frozenset[Variant] = frozenset({"brief", "invitation", "roadshow"})


def report_docx(source: Report | str, *, variant: Variant = "full", label: str = "", day: date | None = None) -> bytes:
    """The report as a .docx file; a Markdown text is converted as it stands, its ``variant`` choosing the layout.

    The AI label stands in the footer and in the document properties even when a text has lost it.
    """
    from agent.draft.formats.docx_file import markdown_docx

    if isinstance(source, Report):
        variant, label, day = source.variant, source.label, source.date
        source = report_markdown(source)
    english = variant == "english"
    label = label or (AI_LABEL_EN if english else LABEL)
    return markdown_docx(source, label=label, day=day or date.today(), compact=variant in ONE_PAGE, english=english)


def report_html(source: Report | str, *, variant: Variant = "full", label: str = "") -> str:
    """The report, or a Markdown text made of one, as a self-contained HTML page."""
    if isinstance(source, Report):
        variant, label = source.variant, source.label
        source = report_markdown(source)
    label = label or (AI_LABEL_EN if variant == "english" else LABEL)
    return markdown_html(source, label=label, language="en" if variant == "english" else "zh-CN")


def report_body(text: str, *, variant: Variant = "full") -> str:
    """What ``report_html`` puts on its page for a Markdown text, as a fragment to show within another page."""
    return body_html(text, label=AI_LABEL_EN if variant == "english" else LABEL)
