"""The chat answer of one turn: statements in reading order, each carrying the citations that support it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from agent.match.around.resources import status_text
from agent.schema import Candidate, Citation, Reason, Recommendation, RequirementCard, Statement
from agent.verify.citing import cite
from knowledge.quantities import show_money
from knowledge.records import Achievement, AnyRecord, Expert, Resource

NOTHING_NAMED = "还不知道具体是什么产品、遇到什么问题，先不勉强推荐。回答下面的问题，我就能开始找。"
NO_MATCH = "这次没有找到达到“较强”的成果，不勉强推荐。"
FROM_TEXT = "（您的原文提到，请确认是否也要解决）"
REASONS_SHOWN = 4
PER_CRITERION = 2


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
    """Understood, suggested, recommended, uncovered, next step, questions: the answer of a matching turn."""
    statements: list[Statement] = []
    if found.abstained and (card.vague or not (card.object or card.problem)):
        return _ask_first(card)
    if found.abstained:
        statements.append(
            Statement(section="verdict", text=found.abstain_reason or NO_MATCH, computed=[found.abstain_reason])
        )
    statements.append(_understanding(card))
    statements.extend(_suggestions(card))
    for section, candidates in (
        ("achievement", found.achievements),
        ("expert", found.experts),
        ("support", found.resources),
    ):
        for place, candidate in enumerate(candidates, 1):
            statements.extend(_candidate(section, place, candidate, records[candidate.record_id]))
    statements.extend(_portfolio(found, records))
    statements.extend(_paths(found))
    statements.extend(_uncovered(found, card))
    statements.extend(Statement(section="next", text=step, computed=[step]) for step in found.next_steps)
    statements.extend(
        Statement(section="question", text=question.text, computed=[question.text]) for question in card.questions
    )
    return statements


def _ask_first(card: RequirementCard) -> list[Statement]:
    """Nothing to search with: say so and ask, instead of filling the screen with chance finds."""
    questions = [Statement(section="question", text=one.text, computed=[one.text]) for one in card.questions]
    told = [_understanding(card)] if card_parts(card) else []
    return [Statement(section="verdict", text=NOTHING_NAMED), *told, *questions]


def _understanding(card: RequirementCard) -> Statement:
    text = " · ".join(f"{label} {value}" for label, value in card_parts(card))
    return Statement(section="understanding", text=text or "还没有读出对象和问题。", computed=[text])


def _suggestions(card: RequirementCard) -> list[Statement]:
    return [
        Statement(
            section="suggestion",
            text=item.text + (FROM_TEXT if item.origin == "model" else ""),
            citations=item.grounds,
            suggestion=True,
        )
        for item in card.sub_requirements
        if item.suggestion
    ]


def _candidate(section: str, place: int, candidate: Candidate, record: AnyRecord) -> list[Statement]:
    head = Statement(
        section=section,
        text=f"**{candidate.level}** {_name(record)}〔{record.id}〕{_subtitle(record)}",
        record_id=record.id,
        citations=_head_citations(record),
        computed=[str(place)],
    )
    chosen = _telling(candidate.reasons)
    shown = [_reason(section, record, reason) for reason in chosen[:REASONS_SHOWN]]
    extra = [_reason(section, record, reason) for reason in chosen[REASONS_SHOWN:] if reason.risk][:1]
    return [head, *shown, *extra]


def _telling(reasons: Sequence[Reason]) -> list[Reason]:
    """The reasons in the order in which they are told: two of each criterion, further ones, then the risks."""
    told: Counter[str] = Counter()
    first: list[Reason] = []
    further: list[Reason] = []
    for one in reasons:
        if not one.risk:
            told[one.criterion] += 1
            (first if told[one.criterion] <= PER_CRITERION else further).append(one)
    return [*first, *further, *(one for one in reasons if one.risk)]


def _name(record: AnyRecord) -> str:
    return record.title if isinstance(record, Expert | Resource) else f"《{record.title}》"


def _subtitle(record: AnyRecord) -> str:
    if isinstance(record, Achievement):
        parts = [
            record.institution,
            f"TRL {record.trl}" if record.trl else "",
            "可先用后付" if record.pay_later else "",
        ]
    elif isinstance(record, Expert):
        parts = [record.institution, record.department, record.availability]
    elif isinstance(record, Resource):
        parts = [record.kind.value, record.region, status_text(record)]
    else:
        parts = []
    shown = [part for part in parts if part]
    return (" " + " · ".join(shown) if shown else "") + ("（示例）" if record.example else "")


def _head_citations(record: AnyRecord) -> list[Citation]:
    names = ("title", "institution", "trl", "pay_later", "department", "availability", "kind", "region")
    used = {
        Achievement: ("title", "institution", "trl", "pay_later"),
        Expert: ("title", "institution", "department", "availability"),
        Resource: ("title", "kind", "region"),
    }.get(type(record), ("title",))
    fields = record.citable_fields()
    return [cite(record, name) for name in names if name in used and name in fields]


def _reason(section: str, record: AnyRecord, reason: Reason) -> Statement:
    prefix = "风险：" if reason.risk and not reason.text.startswith(("风险", "未")) else ""
    note = status_text(record) if isinstance(record, Resource) else ""
    hedge = f"（{note}）" if note and note not in reason.text else ""
    return Statement(
        section=section,
        text=f"{reason.criterion}：{prefix}{reason.text}{hedge}",
        record_id=record.id,
        citations=reason.citations,
        computed=reason.computed,
    )


def _portfolio(found: Recommendation, records: Mapping[str, AnyRecord]) -> list[Statement]:
    """The smallest set of records that together covers most of what was asked, when it takes more than one."""
    chosen = [records[one] for one in found.portfolio if one in records]
    if len(chosen) < 2:
        return []
    names = "、".join(f"{_name(record)}〔{record.id}〕" for record in chosen)
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
        )
        for row_id in found.coverage.uncovered
        if row_id in rows
    ]
