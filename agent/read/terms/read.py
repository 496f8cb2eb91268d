"""Every term of a need at once: what the card says beside object, problem and indicators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from agent.read.sections import Clause
from agent.read.terms.budget import extract_budget
from agent.read.terms.conditions import Conditions, read_conditions
from agent.read.terms.cooperation import extract_cooperation, refused_cooperation
from agent.read.terms.deadline import extract_deadline
from agent.read.terms.excluded import excluded_things
from agent.read.terms.region import (
    extract_excluded_institutions,
    extract_excluded_regions,
    extract_institution_types,
    extract_regions,
)
from agent.read.terms.secrecy import extract_secrecy
from agent.read.terms.service import extract_service
from agent.read.terms.tier import extract_enterprise, extract_stage, extract_tier
from agent.verify.words import lexicon
from knowledge.text import sentences


def read_terms(text: str, title: str, today: date, cut: Sequence[Clause]) -> dict[str, Any]:
    """The fields of a card that hold the terms of ``text``; ``cut`` are its clauses."""
    budget, budget_quote = extract_budget(text)
    deadline, months = extract_deadline(text, today)
    held = read_conditions(text)
    regions, kinds, modes = (
        extract_excluded_regions(text),
        extract_excluded_institutions(text),
        refused_cooperation(cut),
    )
    things = excluded_things(held.exclusions)
    named = [*regions, *modes, *(thing for thing in things if not any(place in thing for place in regions))]
    return {
        "budget_cny": budget,
        "budget_quote": budget_quote,
        "deadline": deadline,
        "deadline_months": months,
        "cooperation": extract_cooperation(text, title, cut),
        "regions": extract_regions(text),
        "institution_types": [kind for kind in extract_institution_types(text) if kind not in kinds],
        "exclude_regions": regions,
        "exclude_institutions": kinds,
        "constraints": held.constraints,
        "exclusions": held.exclusions,
        "exclude": list(dict.fromkeys(named)),
        "service": extract_service(text, title),
        "tier": extract_tier(text),
        "stage": extract_stage(text),
        "secrecy": extract_secrecy(text),
        "enterprise": extract_enterprise(text),
    }


def without_excluded(text: str) -> str:
    """The text with what it excludes blanked out, every other character in its place.

    An excluded thing is no object, problem or wish, and neither is what a sentence orders the machine to do. Where
    nothing else is said the text stays as it is.
    """
    held: Conditions = read_conditions(text)
    blank = text
    for quote in (*held.exclusions, *(one for one in sentences(text) if lexicon("orders").search(one))):
        blank = blank.replace(quote, "。".ljust(len(quote)))
    return blank if blank.strip("。，；,; \n") else text
