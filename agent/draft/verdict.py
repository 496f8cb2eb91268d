"""The verdict that opens an answer: how many, which first, what it reaches, price and terms; then what is missing."""

from __future__ import annotations

from collections.abc import Mapping

from agent.draft.cards import gist, name, told
from agent.match.around.asked import answered_by
from agent.match.pick.abstain import is_good
from agent.schema import Recommendation, RequirementCard, Statement
from agent.verify.citing import cite
from knowledge.records import Achievement, AnyRecord

NO_MATCH = "这次没有找到达到“较强”的成果，不勉强推荐。"
_MISSING = 2


def verdict(card: RequirementCard, found: Recommendation, records: Mapping[str, AnyRecord]) -> list[Statement]:
    """Two lines at most."""
    named = any(is_good(one) for one in (*found.achievements, *found.experts, *found.resources))
    if found.abstained or not named:
        reason = found.abstain_reason or NO_MATCH
        return [Statement(section="verdict", text=reason, computed=[reason])]
    aside = answered_by(card) is not None
    return [_first(found, records, aside=aside), *([] if aside else _open(card, found))]


def _first(found: Recommendation, records: Mapping[str, AnyRecord], *, aside: bool) -> Statement:
    good = [one for one in found.achievements if is_good(one)]
    lead = (good or [one for one in (*found.experts, *found.resources) if is_good(one)])[0]
    record = records[lead.record_id]
    owner = f"{record.institution}的" if isinstance(record, Achievement) and record.institution else ""
    head = f"找到 {len(good)} 项可用的成果，首选" if good else "" if aside else "这次没有找到够强的成果，"
    head = head if good else f"{head}可先找"
    facts = gist(lead)
    parts = [told(one) for one in facts]
    if isinstance(record, Achievement) and record.pay_later:
        parts.append("可先用后付")
    fields = [field for field in ("title", "institution", "pay_later") if field in record.citable_fields()]
    return Statement(
        section="verdict",
        text=f"**{head}{owner}{name(record)}**〔{record.id}〕{'：' if parts else ''}{'；'.join(parts)}。",
        record_id=record.id,
        citations=[*(cite(record, field) for field in fields), *(one for fact in facts for one in fact.citations)],
        computed=[str(len(good)), *(number for fact in facts for number in fact.computed)],
    )


def _open(card: RequirementCard, found: Recommendation) -> list[Statement]:
    """What is missing: rows that no record answers, else what the user has not said yet."""
    suggested = {sub.id for sub in card.sub_requirements if sub.suggestion}
    rows = [row for row in found.coverage.rows if row.id in found.coverage.uncovered and row.id not in suggested]
    said = [item.quote for item in card.indicators if item.quote]
    rows = [row for row in rows if row.kind == "indicator" or not any(quote in row.text for quote in said)] or rows
    if rows:
        text = f"还差：{'；'.join(row.text for row in rows[:_MISSING])}，这次没有检索到说明能满足的记录。"
        return [Statement(section="verdict", text=text, computed=[*(row.text for row in rows), card.text])]
    if card.questions or not card.missing:
        return []
    return [Statement(section="verdict", text=f"还差：{'、'.join(card.missing[:_MISSING])}还没有说。")]
