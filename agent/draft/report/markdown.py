"""A report as Markdown that an officer can edit, and the plain lines behind such a text."""

from __future__ import annotations

import re

from agent.draft.formats.outlet import markdown_text
from agent.draft.report.model import UNVERIFIED, Block, Report, Section, Table
from agent.schema import Statement

_ESCAPED = re.compile(r"\\([\\*`|<\[\]~])")
_LEAD = re.compile(r"^\s*(?:#{1,6}\s+|[-*+]\s+|>\s?|\d{1,3}[.)]\s+)")


def report_markdown(report: Report) -> str:
    """The report as Markdown: title, need, date, sections, tables; citations as [1]."""
    facts = [f"日期：{report.date}", f"编制：{report.author}" + (f"（{report.model}）" if report.model else "")]
    if report.officer:
        facts.append(f"专员：{markdown_text(report.officer)}")
    if report.variant == "english":
        facts = [f"Date: {report.date}", "Prepared by: Queqiao"] + (
            [f"Officer: {markdown_text(report.officer)}"] if report.officer else []
        )
    head = [f"# {markdown_text(report.title)}", f"**{markdown_text(report.need)}**", "　".join(facts)]
    return "\n\n".join(head + [part for section in report.sections for part in _section(section, report)]) + "\n"


def _section(section: Section, report: Report) -> list[str]:
    heading = f"{'#' * (section.level + 1)} {markdown_text(section.heading)}"
    return [heading, *(_block(block, report) for block in section.blocks)]


def _block(block: Block, report: Report) -> str:
    if isinstance(block, Table):
        lines = [_row([markdown_text(one) for one in block.header]), _row(["---"] * len(block.header))]
        return "\n".join(lines + [_row([statement_text(cell, report) for cell in row]) for row in block.rows])
    if block.type == "bullets":
        return "\n".join(f"- {statement_text(one, report)}" for one in block.statements)
    joint = " " if report.variant == "english" else ""
    return joint.join(statement_text(one, report) for one in block.statements)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def statement_text(statement: Statement, report: Report) -> str:
    """A statement in Markdown: its text on one line, 待核实 where due, and its citation numbers."""
    text = markdown_text(" ".join(statement.text.split()))
    mark = f"〔{UNVERIFIED}〕" if statement.unverified and UNVERIFIED not in text else ""
    return text + mark + "".join(f"[{number}]" for number in report.numbers_of(statement))


def unescape(text: str) -> str:
    """The characters behind an escaped text."""
    return _ESCAPED.sub(r"\1", text)


def unmarked(line: str) -> str:
    """A Markdown line as a reader sees it: no list mark, no emphasis, cells apart by spaces."""
    plain = _LEAD.sub("", line).strip()
    if re.fullmatch(r"\|?[\s:|-]+\|?", plain):
        return ""
    if plain.startswith("|"):
        plain = "　".join(cell.strip() for cell in re.split(r"(?<!\\)\|", plain.strip("|")))
    return unescape(plain.replace("**", "")).strip()


def plain_lines(markdown: str) -> list[str]:
    """The readable lines of a Markdown text, empty ones left out."""
    return [plain for line in markdown.splitlines() if (plain := unmarked(line))]
