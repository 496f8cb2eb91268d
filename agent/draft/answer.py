"""The chat answer of one turn: the verdict, the need as understood, the few records, one next step; the rest folded.

Every statement carries the citations that support it.
"""

from __future__ import annotations

from collections.abc import Mapping

from agent.draft.cards import card as told
from agent.draft.cards import name
from agent.draft.verdict import verdict
from agent.match.around.asked import answered_by
from agent.match.pick.abstain import is_good
from agent.schema import Recommendation, RequirementCard, Statement
from agent.verify.citing import cite
from knowledge.quantities import show_money
from knowledge.records import AnyRecord

NOTHING_NAMED = "还不知道具体是什么产品、遇到什么问题，先不勉强推荐。回答下面的问题，我就能开始找。"
FROM_TEXT = "（您的原文提到，请确认是否也要解决）"
OPEN_CARDS = 2
OPEN_QUESTIONS = 1


def card_parts(card: RequirementCard) -> list[tuple[str, str]]:
    """The card as (label, text) pairs in reading order; empty parts are left out."""
    present = {baseline.name: baseline.amount() for baseline in card.baselines}
    indicators = [
        item.text() + (f"（现 {present[item.name]}）" if item.name in present else "") for item in card.indicators
    ]
    targets = {item.name for item in card.indicators}
    indicators += [f"{name} 现 {text}" for name, text in present.items() if name not in targets]
    field = card.field.value if card.field else ""
    if field and card.field_alt:
        field += f"（其次 {'、'.join(other.value for other in card.field_alt)}）"
    cooperation = [mode for mode in card.cooperation if mode != "未说明"]
    parts = [
        ("对象", card.object),
        ("问题", card.problem),
        ("指标", "；".join(indicators)),
        ("预算", show_money(card.budget_cny) if card.budget_cny else ""),
        ("期限", card.deadline),
        ("合作", "、".join([*cooperation, *card.institution_types])),
        ("地域", "、".join(card.regions)),
        ("领域", field),
    ]
    return [(label, text) for label, text in parts if text]


def draft_answer(card: RequirementCard, found: Recommendation, records: Mapping[str, AnyRecord]) -> list[Statement]:
    """Verdict, understood, recommended, one next step and one question; what lies behind them is folded.

    In an answer that abstains nothing stands under a recommendation: what is nearest has a section of its own.
    """
    if found.abstained and (card.vague or not (card.object or card.problem)):
        return _ask_first(card)
    statements = [*verdict(card, found, records), _understanding(card), *_suggestions(card)]
    statements.extend(_ranked(found, records))
    statements.extend(_portfolio(found, records))
    statements.extend(_paths(found))
    statements.extend(_uncovered(found, card) if answered_by(card) is None else [])
    statements.extend(
        Statement(section="next", text=step, computed=[step], folded=place > 0 and not found.abstained)
        for place, step in enumerate(found.next_steps)
    )
    statements.extend(
        Statement(section="question", text=question.text, computed=[question.text], folded=place >= OPEN_QUESTIONS)
        for place, question in enumerate(card.questions)
    )
    return statements


def _ranked(found: Recommendation, records: Mapping[str, AnyRecord]) -> list[Statement]:
    good = [one for one in found.achievements if is_good(one)]
    weak = [one for one in found.achievements if not is_good(one)]
    asked = not good and not found.abstained
    groups = (
        ("achievement", good, OPEN_CARDS),
        ("nearest", weak, 0),
        ("expert", found.experts, 1 if asked else 0),
        ("support", found.resources, 1 if asked and not found.experts else 0),
    )
    return [
        statement
        for section, some, shown in groups
        for place, one in enumerate(some, 1)
        for statement in told(
            section,
            place,
            one,
            records[one.record_id],
            folded=place > shown,
            leads=(section, place) == ("achievement", 1),
        )
    ]


def _ask_first(card: RequirementCard) -> list[Statement]:
    """Nothing to search with: say so and ask, instead of filling the screen with chance finds."""
    questions = [Statement(section="question", text=one.text, computed=[one.text]) for one in card.questions]
    told = [_understanding(card)] if card_parts(card) else []
    return [Statement(section="verdict", text=NOTHING_NAMED), *told, *questions]


def _understanding(card: RequirementCard) -> Statement:
    text = " · ".join(f"{label} {value}" for label, value in card_parts(card) if label != "领域")
    return Statement(section="understanding", text=text or "还没有读出对象和问题。", computed=[text])


def _suggestions(card: RequirementCard) -> list[Statement]:
    return [
        Statement(
            section="suggestion",
            text=item.text + (FROM_TEXT if item.origin == "model" else ""),
            citations=item.grounds,
            suggestion=True,
            folded=True,
        )
        for item in card.sub_requirements
        if item.suggestion
    ]


def _portfolio(found: Recommendation, records: Mapping[str, AnyRecord]) -> list[Statement]:
    """The smallest set of records that together covers most of what was asked, when it takes more than one."""
    chosen = [records[one] for one in found.portfolio if one in records]
    if len(chosen) < 2:
        return []
    names = "、".join(f"{name(record)}〔{record.id}〕" for record in chosen)
    citations = [cite(record, "title") for record in chosen]
    return [Statement(section="portfolio", text=f"合起来覆盖最多：{names}", citations=citations)]


def _paths(found: Recommendation) -> list[Statement]:
    return [
        Statement(
            section="path",
            text=f"{path.name}：{path.reason}" + (f"（{path.status}）" if path.status else ""),
            citations=path.citations,
            computed=[path.reason],
            absence=path.absence,
            folded=True,
        )
        for path in found.paths
    ]


def _uncovered(found: Recommendation, card: RequirementCard) -> list[Statement]:
    suggested = {item.id for item in card.sub_requirements if item.suggestion}
    rows = {row.id: row.text for row in found.coverage.rows if row.id not in suggested}
    return [
        Statement(
            section="uncovered",
            text=f"{rows[row_id]}：这次没有检索到说明能满足的记录",
            computed=[rows[row_id], card.text],
            folded=True,
        )
        for row_id in found.coverage.uncovered
        if row_id in rows
    ]
