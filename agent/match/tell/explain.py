"""Why a record was recommended, why not, and records side by side."""

from __future__ import annotations

from collections.abc import Sequence

from agent.match.cover.comparison import compare_all
from agent.match.cover.coverage import needs
from agent.match.pick.conditions import rejected
from agent.match.rank.terms import record_text, want
from agent.match.tell.reasons import risks
from agent.schema import Citation, Recommendation, RequirementCard, Statement
from agent.verify.citing import cite
from knowledge.records import Achievement, Expert, Record

_MARKS = {"met": "达到", "not_met": "未达到", "not_stated": "未说明"}


def why(record: Record, recommendation: Recommendation) -> list[Statement]:
    """Why ``record`` was recommended: its level, then its reasons and risks by criterion."""
    section = f"为什么推荐《{record.title}》"
    ranked = (recommendation.achievements, recommendation.experts, recommendation.resources)
    found = next(
        ((place, one) for own in ranked for place, one in enumerate(own, 1) if one.record_id == record.id), None
    )
    if found is None:
        return [Statement(section=section, text=f"《{record.title}》不在这次的推荐之列。", citations=[_title(record)])]
    place, one = found
    head = f"排在第 {place} 位，级别为“{one.level}”。"
    return [
        Statement(section=section, text=head, citations=[_title(record)], computed=[head]),
        *(
            Statement(
                section=section,
                text=f"{'风险：' if reason.risk else ''}{reason.criterion}：{reason.text}",
                citations=reason.citations,
                computed=reason.computed,
            )
            for reason in one.reasons
        ),
    ]


def why_not(card: RequirementCard, record: Record, recommendation: Recommendation) -> list[Statement]:
    """Why ``record`` is not among the recommended ones, from the same features that ranked the others."""
    section = f"为什么没有推荐《{record.title}》"
    own = [*recommendation.achievements, *recommendation.experts, *recommendation.resources]
    for place, one in enumerate(own, 1):
        if one.record_id == record.id:
            return [
                Statement(
                    section=section,
                    text=f"它在推荐之列，排在第 {place} 位，级别为“{one.level}”。",
                    citations=[_title(record)],
                    computed=[str(place)],
                )
            ]
        if record.id in one.duplicates:
            return [
                Statement(
                    section=section,
                    text=f"它与《{one.title}》内容几乎相同，只列出其中一条。",
                    citations=[_title(record)],
                )
            ]
    if reason := rejected(record, card, ()):
        return [Statement(section=section, text=f"{reason}。", citations=[_title(record)])]
    statements = _missing_terms(section, card, record) + _missing_offer(section, card, record)
    ranked = recommendation.achievements if isinstance(record, Achievement) else recommendation.experts
    if ranked:
        last = ranked[-1]
        text = f"入选的末位是《{last.title}》，级别“{last.level}”；它与需求的契合不及这一条。"
        statements.append(Statement(section=section, text=text))
    return statements


def _title(record: Record) -> Citation:
    return cite(record, "title", record.title)


def _missing_terms(section: str, card: RequirementCard, record: Record) -> list[Statement]:
    given = record_text(record)
    open_needs = [sub.text for sub in needs(card) if want(sub.text).share(given) < 0.3]
    found: list[Statement] = []
    if open_needs:
        text = f"记录里没有说到：{'；'.join(open_needs[:3])}。"
        found.append(Statement(section=section, text=text, citations=[_title(record)]))
    wanted = want(card.object)
    if wanted.words and wanted.share(given) == 0:
        found.append(Statement(section=section, text=f"记录的对象不是{card.object}。", citations=[_title(record)]))
    field = record.field if isinstance(record, Achievement | Expert) else None
    if card.field and field and field not in {card.field, *card.field_alt}:
        text = f"它属于{field.value}，需求属于{card.field.value}。"
        found.append(Statement(section=section, text=text, citations=[cite(record, "field", field.value)]))
    return found


def _missing_offer(section: str, card: RequirementCard, record: Record) -> list[Statement]:
    if not isinstance(record, Achievement):
        return []
    return [
        Statement(
            section=section, text=f"{one.criterion}：{one.text}。", citations=one.citations, computed=one.computed
        )
        for one in risks(card, record, compare_all(card, record))
    ]


def compare(card: RequirementCard, records: Sequence[Record]) -> list[Statement]:
    """Side by side: one statement for each criterion and record, the sections being the criteria."""
    statements: list[Statement] = []
    for index, indicator in enumerate(card.indicators):
        for record in records:
            if isinstance(record, Achievement):
                one = compare_all(card, record)[index]
                text = (
                    f"《{record.title}》：{_MARKS[one.verdict]}，{one.text}"
                    if one.citation
                    else f"《{record.title}》：未说明"
                )
                statements.append(
                    Statement(section=indicator.name, text=text, citations=[one.citation] if one.citation else [])
                )
    for section, name in _ROWS:
        for record in records:
            value = record.citable_fields().get(name, "")
            text = f"《{record.title}》：{value or '未说明'}"
            statements.append(
                Statement(section=section, text=text, citations=[cite(record, name, value)] if value else [])
            )
    return [one for one in statements if _told_by_any(one, statements)]


_ROWS = (
    ("做法", "approach"),
    ("解决的问题", "problem"),
    ("研究方向", "directions"),
    ("能力", "capabilities"),
    ("成熟度", "trl"),
    ("转化方式", "transfer_modes"),
    ("先用后付", "pay_later"),
    ("报价", "price"),
    ("知识产权", "ip"),
    ("单位", "institution"),
    ("地区", "region"),
)


def _told_by_any(one: Statement, statements: Sequence[Statement]) -> bool:
    return any(other.citations for other in statements if other.section == one.section)
