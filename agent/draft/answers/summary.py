"""The need said back: the card part by part, and the records that lead the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.draft.answer import card_parts
from agent.schema import Candidate, Recommendation, RequirementCard, Statement
from agent.verify.citing import cite
from knowledge.records import AnyRecord

FIRST = 3
SHORT = 400
"""Up to this length what was added to the first message is said back in its own words."""


def summary(card: RequirementCard, found: Recommendation | None, records: Mapping[str, AnyRecord]) -> list[Statement]:
    """Object, problem, targets with present values, terms, exclusions; the first candidates and what is missing."""
    added = "；".join(card.text.splitlines()[1:]) if len(card.text) <= SHORT else ""
    parts = [*card_parts(card), ("排除", "、".join(card.exclude)), ("保密", card.secrecy), ("您还说过", added)]
    lines = [Statement(section="note", text=f"**{label}** {text}", computed=[text]) for label, text in parts if text]
    lines.extend(_leaders(found, records) if found else [])
    if card.missing:
        lines.append(Statement(section="note", text=f"还没有说：{'、'.join(card.missing)}。"))
    return lines


def _leaders(found: Recommendation, records: Mapping[str, AnyRecord]) -> list[Statement]:
    shown = [one for one in found.achievements[:FIRST] if one.record_id in records]
    shown += [one for one in found.experts[:1] if one.record_id in records]
    if not shown:
        return [Statement(section="note", text="还没有找到可推荐的成果。")]
    return [_leader(place, one, records[one.record_id]) for place, one in enumerate(shown, 1)]


def _leader(place: int, one: Candidate, record: AnyRecord) -> Statement:
    name = record.title if one.kind == "expert" else f"《{record.title}》"
    return Statement(
        section="note",
        text=f"{place}. {name}〔{record.id}〕，级别“{one.level}”",
        record_id=record.id,
        citations=[cite(record, "title")],
        computed=[str(place)],
    )


def names(ids: Sequence[str], records: Mapping[str, AnyRecord]) -> str:
    """Records by title and number, as a sentence names them."""
    return "、".join(f"《{records[one].title}》〔{one}〕" for one in ids if one in records)
