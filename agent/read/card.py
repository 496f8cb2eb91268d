"""Free text to requirement card, by rules alone."""

from __future__ import annotations

import re
from datetime import date

from agent.read.asks.reader import read_asks
from agent.read.indicators.extract import both_sides, read_quantities
from agent.read.layout import clauses
from agent.read.quality import is_vague, judge_quality, missing_parts
from agent.read.questions import choose_questions
from agent.read.terms.field import classify_field
from agent.read.terms.read import read_terms, without_excluded
from agent.read.typed.english import english_card
from agent.read.typed.restore import as_read, restored
from agent.read.unread import bounded, find_unread
from agent.schema import RequirementCard

_STOP = re.compile(
    r"研究|研发|研制|开发|关键技术|关键|产业化|项目|及其|以及|需要|需求|希望|寻求|寻找|一种|一套|如何|怎么|怎样|解决|实现|提高|提升|降低|减少|能够|可以|进行|开展|通过|采用|针对|基于"
    r"|满足|达到|建立|构建|完成|容易|存在|出现|不要|我们|公司|[的和与及、，。；：（）()“”\"\s≥≤＞＜~～]|\\n|\d+(?:\.\d+)?(?:%|％|以上|以下|以内)?"
)


def keywords(*phrases: str, limit: int = 12) -> list[str]:
    """Technical terms for searching, cut from the given phrases at function words."""
    words = [w for phrase in phrases for w in _STOP.split(phrase) if 2 <= len(w) <= 12]
    return list(dict.fromkeys(words))[:limit]


def refresh(card: RequirementCard) -> RequirementCard:
    """A copy of ``card`` with everything derived (missing, quality, vague, questions) computed anew."""
    card = card.model_copy(deep=True)
    card.missing = missing_parts(card)
    card.quality = judge_quality(card)
    card.vague = is_vague(card)
    card.questions = choose_questions(card)
    return card


def understand(text: str, *, title: str = "", today: date | None = None) -> RequirementCard:
    """Read a requirement (a chat line or a form of some thousand characters) into a card.

    Quotes are exact substrings of ``text`` or ``title``. ``today`` anchors relative deadlines; default the current day.
    A text longer than READ_CHARS is cut, and ``unread`` says where.
    """
    title, text, cuts = bounded(title, text)
    typed = title, text
    title, text, guesses, language = as_read(title, text)
    if language == "en":
        english = english_card(title, text)
        return refresh(english.model_copy(update={"unread": [*cuts, *english.unread]}))
    cut = clauses(text)
    numbers = read_quantities(text, title)
    targets, baselines = both_sides(numbers)
    terms = read_terms(text, title, today or date.today(), cut)
    first, others = classify_field(text, title)
    wanted = without_excluded(text)
    asks = read_asks(title, wanted)
    card = RequirementCard(
        title=title,
        object=asks.thing,
        problem=asks.problem,
        field=first,
        field_alt=others,
        sub_requirements=asks.items,
        indicators=targets,
        baselines=baselines,
        keywords=keywords(asks.thing, asks.problem, title, *(item.quote for item in asks.items)),
        text=text,
        guesses=guesses,
        **terms,
    )
    card = card.model_copy(update={"unread": [*cuts, *find_unread(card, wanted, title, numbers)]})
    return refresh(restored(card, *typed))
