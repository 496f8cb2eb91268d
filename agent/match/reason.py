"""A reason for or against a candidate, as every part of the match tells it."""

from __future__ import annotations

from collections.abc import Sequence

from agent.match.pick.conditions import in_wished_region
from agent.schema import Citation, Reason, RequirementCard
from agent.verify.citing import cite
from knowledge.records import Record


def reason(criterion: str, text: str, *citations: Citation, risk: bool = False, computed: Sequence[str] = ()) -> Reason:
    """The reason by its criterion, carried by its citations; ``computed`` are numbers that our code derived."""
    return Reason(criterion=criterion, text=text, citations=list(citations), risk=risk, computed=list(computed))


def region_reasons(card: RequirementCard, record: Record) -> list[Reason]:
    """Whether the record's region is one that the card wishes for; nothing when either says none."""
    inside = in_wished_region(record, card)
    if inside is None:
        return []
    wished, citation = "、".join(card.regions), cite(record, "region", record.region)
    if inside:
        return [reason("地域", f"在{record.region}，符合{wished}的要求", citation)]
    return [reason("地域", f"在{record.region}，不在{wished}", citation, risk=True)]
