"""One requirement as the line that ``queqiao decompose`` writes."""

from __future__ import annotations

from datetime import date
from typing import Any

from agent.read.card import understand
from agent.schema import Indicator, RequirementCard


def _indicator(item: Indicator) -> dict[str, Any]:
    return item.model_dump(include={"name", "op", "value", "value_max", "unit", "quote"})


def card_row(rid: str, card: RequirementCard) -> dict[str, Any]:
    """``card`` as an output line; suggestions are left out, since they do not stand in the text."""
    return {
        "rid": rid,
        "field": card.field.value if card.field else None,
        "sub_requirements": [{"text": s.text, "quote": s.quote} for s in card.sub_requirements if not s.suggestion],
        "indicators": [_indicator(i) for i in card.indicators if not i.suggestion],
        "baselines": [_indicator(i) for i in card.baselines if not i.suggestion],
        "budget_cny": card.budget_cny,
        "deadline": card.deadline or None,
        "cooperation": card.cooperation,
        "vague": card.vague,
        "questions": [question.text for question in card.questions],
    }


def decompose_row(rid: str, title: str, content: str, *, today: date | None = None) -> dict[str, Any]:
    """Read one text by rules: keys rid, field, sub_requirements, indicators, baselines, budget_cny, deadline,
    cooperation, vague, questions.
    """
    return card_row(rid, understand(content, title=title, today=today))
