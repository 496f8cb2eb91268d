"""What a card wishes for beside the technical fit, as features: indicators, stage, region, mode."""

from __future__ import annotations

from collections.abc import Sequence

from agent.match.cover.comparison import compare_all
from agent.match.pick.conditions import in_wished_region, wants_pay_later
from agent.schema import Comparison, RequirementCard
from knowledge.records import Achievement

CRITERIA = ("stage_fit", "region_fit", "mode_fit")
"""What only orders the records that fit, in [-1, 1]; one that card or record says nothing about is left out."""

STAGE_TRL = {"实验室": 1, "小试": 4, "样机": 5, "中试": 6, "产业化": 8}
"""The least technology readiness level (TRL) of each stage that a card may wish for."""


def criteria(card: RequirementCard, record: Achievement) -> dict[str, float]:
    """The criteria, and ``indicator_fit``, on which both card and record say something: 1 fits, -1 does not."""
    found = {
        "indicator_fit": _indicators(compare_all(card, record)) if record.parameters else None,
        "stage_fit": _stage(card, record),
        "region_fit": _region(card, record),
        "mode_fit": _mode(card, record),
    }
    return {name: value for name, value in found.items() if value is not None}


def needed_trl(card: RequirementCard) -> int | None:
    """The readiness that the wished stage, else the deadline, asks for; None when the card has neither."""
    if card.stage in STAGE_TRL:
        return STAGE_TRL[card.stage]
    if card.deadline_months is None or card.deadline_months > 12:
        return None
    return 6 if card.deadline_months <= 6 else 4


def _indicators(comparisons: Sequence[Comparison]) -> float | None:
    """Indicators met less those missed, as a share of all that were asked for; silence counts for neither."""
    judged = [one.verdict for one in comparisons if one.verdict != "not_stated"]
    if not judged:
        return None
    return (judged.count("met") - judged.count("not_met")) / len(comparisons)


def _stage(card: RequirementCard, record: Achievement) -> float | None:
    needed = needed_trl(card)
    if needed is None or record.trl is None:
        return None
    return 1.0 if record.trl >= needed else -(needed - record.trl) / needed


def _region(card: RequirementCard, record: Achievement) -> float | None:
    inside = in_wished_region(record, card)
    return None if inside is None else 1.0 if inside else -1.0


def _mode(card: RequirementCard, record: Achievement) -> float | None:
    wished = {mode for mode in card.cooperation if mode != "未说明"}
    offered = {mode.value for mode in record.transfer_modes}
    found = [1.0 if wished & offered else -1.0] if wished and offered else []
    if wants_pay_later(card):
        found.append(1.0 if record.pay_later else -1.0)
    return sum(found) / len(found) if found else None
