"""Verification of a report: every sentence against the records, before it is shown and after an officer edited it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import partial

from agent.draft.report.markdown import plain_lines, report_markdown, unmarked
from agent.draft.report.model import UNVERIFIED, Report, Section, rebuild
from agent.match.around.resources import status_text
from agent.schema import Citation, Statement
from agent.verify.statements import find_problem, numbers, quote_stands
from agent.verify.words import lexicon
from knowledge.records import Achievement, AnyRecord, Expert, Resource, ResourceStatus

_MARK = re.compile(r"\[(\d{1,3})\]")
_ID = re.compile(r"(?<![A-Za-z0-9])[A-Z]-\d{3,}(?!\d)")
_NEAR = 0.6


def problem_of(statement: Statement, records: Mapping[str, AnyRecord], user_text: str) -> str:
    """Why the statement may not stand in a report, in Chinese; "" when it may."""
    found = find_problem(statement, records, numbers(user_text), user_text, strict=True)
    if found or statement.unverified:
        return found
    if statement.record_id and not statement.citations:
        return "说的是一条记录，却没有引用它的原文"
    return _uncited_title(statement, records, user_text)


def _uncited_title(statement: Statement, records: Mapping[str, AnyRecord], user_text: str) -> str:
    cited = {one.record_id for one in statement.citations}
    quoted = "\n".join([user_text, *(one.quote for one in statement.citations)])
    for record in records.values():
        named = isinstance(record, Achievement | Expert) and record.title in statement.text
        if named and record.id not in cited and record.title not in quoted:
            return f"提到了“{record.title}”，却没有引用这条记录"
    return ""


def hedged(statement: Statement, records: Mapping[str, AnyRecord]) -> Statement:
    """The statement with the status of every resource that it names or cites and that is not in force."""
    cited = {one.record_id for one in statement.citations}
    notes = [
        f"{record.title}：{status_text(record)}"
        for record in records.values()
        if isinstance(record, Resource)
        and record.status is not ResourceStatus.ACTIVE
        and (record.id in cited or _names(statement.text, record))
    ]
    if not notes or lexicon("hedges").search(statement.text):
        return statement
    return statement.model_copy(update={"text": f"{statement.text}（{'；'.join(notes[:2])}）"})


def _names(text: str, resource: Resource) -> bool:
    return any(name in text for name in (resource.title, *resource.aliases) if name)


def sift(
    sections: Sequence[Section],
    records: Mapping[str, AnyRecord],
    user_text: str,
    hide: Callable[[str], str] = str,
) -> tuple[list[Section], list[Statement], list[Statement]]:
    """The sections without what fails, then the failed statements, then those that stand marked 待核实.

    ``hide`` takes out of every sentence what this reader may not see.
    """
    removed: list[Statement] = []
    marked: list[Statement] = []

    def change(statement: Statement, heading: str) -> Statement | None:
        plain = statement.model_copy(update={"section": heading, "text": hide(statement.text)})
        told = hedged(plain, records)
        problem = problem_of(told, records, user_text)
        if problem:
            removed.append(told.model_copy(update={"problem": problem}))
            return None
        if told.unverified:
            marked.append(told)
        return told

    kept: list[Section] = []
    for section in sections:
        head = change(Statement(section="", text=section.heading, citations=section.citations), section.heading)
        heading = section.heading if head else UNVERIFIED
        blocks = [rebuild(block, partial(change, heading=heading)) for block in section.blocks]
        full = [block for block in blocks if block.type == "table" or block.statements]
        kept.append(section.model_copy(update={"heading": heading, "blocks": full}))
    return kept, removed, marked


def report_problems(report: Report, records: Mapping[str, AnyRecord], user_text: str) -> list[Statement]:
    """Check a finished report again: every statement that may not stand, and every citation that does not.

    ``user_text`` is the enterprise's own words; each returned statement carries its ``problem``.
    """
    found: list[Statement] = []
    spoken = f"{report.need}\n{user_text}"
    for statement in report.statements():
        problem = problem_of(statement, records, spoken)
        if problem:
            found.append(statement.model_copy(update={"problem": problem}))
    for one in report.citations:
        citation = Citation(record_id=one.record_id, field=one.field, quote=one.quote, as_of=one.as_of)
        if not quote_stands(citation, records):
            text = f"[{one.number}] {one.quote}"
            problem = f"引文在 {one.record_id} 的 {one.field} 字段中找不到"
            found.append(Statement(section="引用清单", text=text, citations=[citation], problem=problem))
    return found


def check_edited(
    text: str, report: Report, records: Mapping[str, AnyRecord], user_text: str, drafted: str = ""
) -> list[Statement]:
    """Check the lines that an officer changed or added: each doubtful one with its line number and problem.

    A line that stands in the draft is not checked again, nor one of the text that was ``drafted`` with a model's help
    and checked then. A number must stand in the enterprise's words, in the draft
    line that it replaces, or in a cited field of a record that the line cites or names. Nothing is ever removed.
    """
    draft = plain_lines(report_markdown(report))
    known = {*draft, *plain_lines(drafted)}
    found: list[Statement] = []
    for place, line in enumerate(text.splitlines(), 1):
        plain = unmarked(line)
        if not plain or plain in known:
            continue
        statement = _edited(plain, place, report, records, draft)
        problem = _bad_mark(plain, report) or problem_of(statement, records, f"{report.need}\n{user_text}")
        if problem:
            found.append(statement.model_copy(update={"problem": problem, "unverified": True}))
    if report.label not in unmarked(text.replace("\n", " ")):
        lost = "AI 生成标识不见了，外发前请恢复：" + report.label
        found.append(Statement(section="全文", text=report.label, problem=lost, unverified=True))
    return found


def _bad_mark(plain: str, report: Report) -> str:
    top = len(report.citations)
    return next((f"引用编号 [{n}] 不存在，最大是 [{top}]" for n in _marks(plain) if not 1 <= n <= top), "")


def _marks(plain: str) -> list[int]:
    return [int(number) for number in _MARK.findall(plain)]


def _edited(
    plain: str, place: int, report: Report, records: Mapping[str, AnyRecord], draft: Sequence[str]
) -> Statement:
    by_number = {one.number: one for one in report.citations}
    marks = set(_marks(plain)) & set(by_number)
    cited = [
        Citation(record_id=one.record_id, field=one.field, quote=one.quote, as_of=one.as_of)
        for one in (by_number[number] for number in sorted(marks))
    ]
    text = _MARK.sub("", plain).replace(f"〔{UNVERIFIED}〕", "")
    mentioned = [records[one] for one in dict.fromkeys(_ID.findall(text)) if one in records]
    mentioned += [one for one in records.values() if len(one.title) > 5 and one.title in text and one not in mentioned]
    cited += [
        Citation(record_id=one.id, field=name, quote=value)
        for one in mentioned
        for name, value in one.citable_fields().items()
    ]
    replaced = get_close_matches(plain, draft, n=1, cutoff=_NEAR)
    return Statement(
        section=f"第 {place} 行", text=text, citations=cited, computed=[_MARK.sub("", one) for one in replaced]
    )
