"""Small builders: a statement, a cited field, a name, a table of facts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.draft.report.model import Bullets, Paragraph, Table
from agent.schema import Citation, Reason, Statement
from agent.verify.citing import cite
from knowledge.records import Achievement, AnyRecord
from knowledge.text import shorten

UNSTATED = "未说明"
_SPOKEN = (
    ("您的预算是", "企业预算为"),
    ("您希望", "企业希望"),
    ("您提出", "企业提出"),
    ("您提到", "企业提到"),
    ("您愿意", "企业愿意"),
    ("由贵公司", "由企业"),
    ("贵公司", "企业"),
)
_LONG = re.compile("“([^”]{41,})”：")
_UNITS = "零一二三四五六七八九"


def say(
    text: str,
    citations: Sequence[Citation] = (),
    *,
    computed: Sequence[str] = (),
    record: AnyRecord | None = None,
    unverified: bool = False,
    problem: str = "",
) -> Statement:
    """One statement of a report; its section is filled in when the report is put together."""
    return Statement(
        section="",
        text=text,
        record_id=record.id if record else "",
        citations=list(citations),
        computed=list(computed),
        unverified=unverified,
        problem=problem,
    )


def paragraph(*statements: Statement) -> Paragraph:
    """Sentences read as one paragraph."""
    return Paragraph(statements=list(statements))


def bullets(statements: Sequence[Statement]) -> list[Bullets]:
    """A list, or nothing when there is nothing to list."""
    return [Bullets(statements=list(statements))] if statements else []


def table(header: Sequence[str], rows: Sequence[Sequence[Statement]]) -> list[Table]:
    """A table, or nothing without rows."""
    return [Table(header=list(header), rows=[list(row) for row in rows])] if rows else []


def name_of(record: AnyRecord) -> str:
    """A record's name with its id, e.g. ``《…》〔A-0001〕``."""
    title = f"《{record.title}》" if isinstance(record, Achievement) else record.title
    return f"{title}〔{record.id}〕"


def named(record: AnyRecord, text: str = "", *, computed: Sequence[str] = ()) -> Statement:
    """The record's name, cited by its title, with ``text`` after it."""
    return say(f"{name_of(record)}{text}", [cite(record, "title")], record=record, computed=computed)


def field(record: AnyRecord, *names: str, joint: str = " · ") -> Statement:
    """The stored text of one or more public fields, cited; 未说明 when the record states none of them."""
    stored = record.citable_fields()
    found = [name for name in names if name in stored]
    if not found:
        return say(UNSTATED)
    return say(joint.join(stored[name] for name in found), [cite(record, name) for name in found], record=record)


def is_judgement(reason: Reason) -> bool:
    """Whether a reason is our own judgement of the match, which no field of a record can carry."""
    return reason.text.startswith("把握")


def formal(text: str) -> str:
    """A chat reason in the third person of a document, with a long sub-requirement cut short."""
    for spoken, written in _SPOKEN:
        text = text.replace(spoken, written)
    return _LONG.sub(lambda found: f"“{shorten(found.group(1), 30)}”：", text)


def chinese(number: int) -> str:
    """A number from 1 to 99 in Chinese digits, as headings are numbered."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_UNITS[tens]}十"
    return head + (_UNITS[ones] if ones else "")
