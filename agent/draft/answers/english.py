"""The answer to a need that was told in English: its frame in English, records by their Chinese names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from agent.draft.report.english_words import word
from agent.match.pick.abstain import is_good
from agent.schema import Candidate, Indicator, Recommendation, RequirementCard, Statement
from agent.verify.citing import cite
from knowledge.quantities import show_amount, show_money, show_number
from knowledge.records import Achievement, AnyRecord

SHOWN, LEAST = 3, 0.1
NOTHING_READ = "I could not read a product and a problem from it yet. Please say what you make and what goes wrong."
NO_MATCH = "This search found no good match; the nearest records are listed so that you can judge."
NO_RECORD = (
    "This search found no record. The catalogue is in Chinese: one Chinese word for the product and the problem helps."
)
CHINESE = "Records are kept in Chinese; an officer can explain them. Reply in English or Chinese to change the need."


def english_answer(card: RequirementCard, found: Recommendation, records: Mapping[str, AnyRecord]) -> list[Statement]:
    """What was read, what was found, what is missing; nothing that the rules did not read is guessed."""
    read = "; ".join(f"{label}: {text}" for label, text in _parts(card))
    head = f"I read your need as — {read}." if read else NOTHING_READ
    lines = [Statement(section="note", text=head, computed=[head])]
    near = [one for one in found.achievements if _speaks(one)]
    people = [one for one in found.experts if _speaks(one)]
    if near and not any(is_good(one) for one in (*near, *people)):
        lines.append(Statement(section="note", text=NO_MATCH))
    if read and not near and not people:
        lines.append(Statement(section="note", text=NO_RECORD))
    for section, group in (("achievement", near), ("expert", people)):
        shown = [one for one in group[:SHOWN] if one.record_id in records]
        lines += [_line(section if is_good(one) else "nearest", one, records[one.record_id]) for one in shown]
    unread = [label for label, value in (("product", card.object), ("target value", card.indicators)) if not value]
    if unread:
        lines.append(Statement(section="note", text=f"Not read from your message: {', '.join(unread)}."))
    return [*lines, Statement(section="note", text=CHINESE)]


def _speaks(one: Candidate) -> bool:
    """Whether a Chinese record has a chance worth telling; a shared number alone is none."""
    return is_good(one) or one.probability >= LEAST


def _parts(card: RequirementCard) -> Iterator[tuple[str, str]]:
    for label, text in (("product", card.object), ("problem", card.problem)):
        if text:
            yield label, text
    for label, items in (("target", card.indicators), ("now", card.baselines)):
        if items:
            yield label, ", ".join(map(_amount, items))
    if card.budget_cny:
        yield "budget", show_money(card.budget_cny, style="english")
    if card.deadline_months:
        yield "within", f"{show_number(card.deadline_months)} months"


def _amount(item: Indicator) -> str:
    return f"{item.name} {show_amount(item.op, item.value, item.value_max, item.unit, style='english')}".strip()


def _line(section: str, one: Candidate, record: AnyRecord) -> Statement:
    """One record: level, Chinese title, id, and its readiness where it states one."""
    trl = f", TRL {record.trl}" if isinstance(record, Achievement) and record.trl else ""
    names = ["title", *(["trl"] if trl else [])]
    return Statement(
        section=section,
        text=f"**{one.level}** {record.title}〔{record.id}〕 {word(one.level, 'levels')} match{trl}",
        record_id=record.id,
        citations=[cite(record, name) for name in names if name in record.citable_fields()],
    )
