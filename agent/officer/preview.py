"""A report as its reader will see it, with what the check says about it marked in place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from agent.draft.formats.outlet import html_text
from agent.draft.report import Variant, report_body
from agent.draft.report.markdown import unmarked
from agent.schema import Statement

BEGIN, END, WHY, GONE, CLOSE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
"""Private characters that stand for marks while the text is rendered; the text's own are taken out before."""

UNVERIFIED = "〔待核实〕"
_PRIVATE = re.compile(f"[{BEGIN}-{CLOSE}]")
_LINE = re.compile(r"第 (\d+) 行")
_LEAD = re.compile(r"^\s*(?:#{1,4}\s+|[-*+]\s+|>\s?|\d{1,3}[.)、]\s+)?")
_SECTION = re.compile(r"^#{2,4}\s")
_WHY = re.compile(f"{WHY}(\\d+){CLOSE}")
_GONE = re.compile(f"<p[^>]*>{GONE}(\\d+){CLOSE}</p>")


def preview(text: str, variant: Variant, problems: Sequence[Statement], removed: Sequence[Statement]) -> str:
    """The text as the HTML export renders it, as a fragment; every text in it is escaped.

    A line with ``problems`` is marked, with the reasons behind it; a ``removed`` statement stands struck out at the end
    of its section, or of the text; 待核实 is marked.
    """
    doubts = _by_line(problems)
    lines = [_marked(line, place, doubts) for place, line in enumerate(_PRIVATE.sub("", text).splitlines(), 1)]
    html = report_body("\n".join(_with_removed(lines, removed)), variant=variant)
    html = html.replace(BEGIN, '<mark class="doubt">').replace(END, "</mark>")
    html = html.replace(UNVERIFIED, f'<mark class="unverified">{UNVERIFIED}</mark>')
    html = _WHY.sub(lambda found: _reasons(doubts[int(found[1])]), html)
    html = _GONE.sub(lambda found: _struck(removed[int(found[1])]), html)
    return f"<p>{_reasons(doubts[0])}</p>{html}" if 0 in doubts else html


def _by_line(problems: Sequence[Statement]) -> Mapping[int, list[Statement]]:
    """The problems by line number; 0 for what concerns the whole text."""
    found: dict[int, list[Statement]] = defaultdict(list)
    for problem in problems:
        line = _LINE.fullmatch(problem.section)
        found[int(line[1]) if line else 0].append(problem)
    return dict(found)


def _marked(line: str, place: int, doubts: Mapping[int, list[Statement]]) -> str:
    """The line between marks, the reasons behind it; in a table row the reasons alone, within the last cell."""
    if place not in doubts:
        return line
    body, why = line.rstrip(), f"{WHY}{place}{CLOSE}"
    if "|" in body:
        return f"{body[:-1].rstrip()}{why}|" if body.endswith("|") else f"{body}{why}"
    lead = _LEAD.match(body)
    start = lead.end() if lead else 0
    return f"{body[:start]}{BEGIN}{body[start:]}{END}{why}"


def _with_removed(lines: Sequence[str], removed: Sequence[Statement]) -> Iterator[str]:
    waiting = dict(enumerate(removed))
    section = ""
    for line in lines:
        if _SECTION.match(line):
            yield from _gone(waiting, section)
            section = unmarked(_PRIVATE.sub("", line))
        yield line
    yield from _gone(waiting, section)
    yield from _gone(waiting, None)


def _gone(waiting: dict[int, Statement], section: str | None) -> Iterator[str]:
    for number in [number for number, one in waiting.items() if section is None or one.section == section]:
        del waiting[number]
        yield from ("", f"{GONE}{number}{CLOSE}", "")


def _reasons(problems: Sequence[Statement]) -> str:
    return f'<span class="why">待核实：{"；".join(_said(one.problem) for one in problems)}</span>'


def _struck(one: Statement) -> str:
    return f'<p class="gone"><del>{_said(one.text)}</del> <span class="why">起草时删去：{_said(one.problem)}</span></p>'


def _said(text: str) -> str:
    return html_text(_PRIVATE.sub("", text))
