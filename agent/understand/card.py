"""Free text to requirement card, by rules alone."""

from __future__ import annotations

import re
from datetime import date

from agent.schema import RequirementCard
from agent.understand.cooperation import extract_cooperation
from agent.understand.deadline import extract_deadline
from agent.understand.field import classify_field
from agent.understand.indicators import extract_indicators
from agent.understand.money import extract_budget
from agent.understand.problem import find_object, find_problem
from agent.understand.quality import judge_quality, missing_parts
from agent.understand.questions import choose_questions
from agent.understand.region import extract_institution_types, extract_regions
from agent.understand.secrecy import extract_secrecy
from agent.understand.sections import clauses
from agent.understand.subrequirements import find_sub_requirements
from agent.understand.tier import extract_enterprise, extract_stage, extract_tier

_STOP = re.compile(r"研究|开发|技术|关键|产业化|项目|应用|及其|的|和|与|及|、|，|。|（|）|\(|\)")


def keywords(*phrases: str, limit: int = 12) -> list[str]:
    """Technical terms for searching, cut from the given phrases at function words."""
    words = [w for phrase in phrases for w in _STOP.split(phrase) if 2 <= len(w) <= 12]
    return list(dict.fromkeys(words))[:limit]


def refresh(card: RequirementCard) -> RequirementCard:
    """A copy of ``card`` with everything derived (missing, quality, vague, questions) computed anew."""
    card = card.model_copy(deep=True)
    card.missing = missing_parts(card)
    card.quality = judge_quality(card)
    card.vague = not card.object or not card.problem
    card.questions = choose_questions(card)
    return card


def understand(text: str, *, title: str = "", today: date | None = None) -> RequirementCard:
    """Read a requirement (a chat line or a form of some thousand characters) into a card.

    Quotes are exact substrings of ``text`` or ``title``. ``today`` anchors relative deadlines; default the current day.
    """
    cut = clauses(text)
    items = find_sub_requirements(cut, title, text)
    targets, baselines = extract_indicators(text, title)
    budget, budget_quote = extract_budget(text)
    deadline, months = extract_deadline(text, today or date.today())
    first, others = classify_field(text, title)
    thing = find_object(cut, title)
    problem = find_problem(cut, [item.quote for item in items])
    return refresh(
        RequirementCard(
            title=title,
            object=thing,
            problem=problem,
            field=first,
            field_alt=others,
            sub_requirements=items,
            indicators=targets,
            baselines=baselines,
            budget_cny=budget,
            budget_quote=budget_quote,
            deadline=deadline,
            deadline_months=months,
            cooperation=extract_cooperation(text),
            regions=extract_regions(text),
            institution_types=extract_institution_types(text),
            tier=extract_tier(text),
            stage=extract_stage(text),
            secrecy=extract_secrecy(text),
            enterprise=extract_enterprise(text),
            keywords=keywords(thing, problem, title, *(item.quote for item in items)),
            text=text,
        )
    )
