"""One candidate as the answer tells it: two lines, the head and why it fits, and the rest folded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from agent.match.around.resources import status_text
from agent.schema import Candidate, Citation, Reason, Statement
from agent.verify.citing import cite
from knowledge.records import Achievement, AnyRecord, Expert, Resource
from knowledge.text import sentences, shorten

REASONS_SHOWN = 4
PER_CRITERION = 2
WHY = "为什么合适"
LABELS = {
    "技术契合": WHY,
    "成熟度": "到什么阶段",
    "资金与周期": "多少钱、多久",
    "合作方式": "怎么合作",
    "地域": "在哪里",
    "知识产权": "专利",
    "证据": "出处",
    "可接洽": "能不能约",
}
"""The criteria in the words of a factory; those left out are told as they are."""
_QUOTE = 24
_INDICATORS = 2
_BUDGET = re.compile("；您的预算 [^，]*，")


def label(criterion: str) -> str:
    """A criterion as the answer names it."""
    return LABELS.get(criterion, criterion)


def card(
    section: str, place: int, candidate: Candidate, record: AnyRecord, *, folded: bool, leads: bool = False
) -> list[Statement]:
    """The head, why it fits in one line, and the reasons behind them, which are folded.

    Of the one that ``leads`` the verdict has told indicators and price; its card does not say them again.
    """
    head = Statement(
        section=section,
        text=f"**{candidate.level}** {name(record)}〔{record.id}〕{_subtitle(record)}",
        record_id=record.id,
        citations=_head_citations(record),
        computed=[str(place)],
        folded=folded,
    )
    why = _why(section, record, candidate, folded=folded, leads=leads) if isinstance(record, Achievement) else []
    chosen = _telling(candidate.reasons)
    shown = [_reason(section, record, reason) for reason in chosen[:REASONS_SHOWN]]
    extra = [_reason(section, record, reason) for reason in chosen[REASONS_SHOWN:] if reason.risk][:1]
    return [head, *why, *shown, *extra]


def gist(candidate: Candidate) -> list[Reason]:
    """What decides: the indicators held against the record, then the price."""
    indicators = [one for one in candidate.reasons if one.criterion == "指标"][:_INDICATORS]
    return indicators + [one for one in candidate.reasons if one.text.startswith("报价：")][:1]


def told(reason: Reason) -> str:
    """A reason without what stands in brackets behind it."""
    return _BUDGET.sub("，", reason.text.split("（记录")[0]).replace("报价：", "报价 ", 1)


def _why(section: str, record: AnyRecord, candidate: Candidate, *, folded: bool, leads: bool) -> list[Statement]:
    about = _about(record, candidate)
    chosen = [] if leads and about else gist(candidate)
    parts = [*(shorten(one.quote, _QUOTE) for one in about), *map(told, chosen)]
    if not parts:
        return []
    return [
        Statement(
            section=section,
            text=f"{WHY}：{'；'.join(parts)}",
            record_id=record.id,
            citations=[*about, *(citation for one in chosen for citation in one.citations)],
            computed=[number for one in chosen for number in one.computed],
            folded=folded,
        )
    ]


def _about(record: AnyRecord, candidate: Candidate) -> list[Citation]:
    """What the record does about the need, in one quote that its title does not say already."""
    fields = record.citable_fields()
    fits = [one for one in candidate.reasons if one.criterion == "技术契合" and not one.risk and one.citations]
    quotes = [one.citations[0] for one in fits if one.citations[0].quote not in fields.get("title", "")]
    return quotes[:1] or ([cite(record, "summary", sentences(fields["summary"])[0])] if fields.get("summary") else [])


def _telling(reasons: Sequence[Reason]) -> list[Reason]:
    """The reasons in the order in which they are told: two of each criterion, further ones, then the risks."""
    counts: Counter[str] = Counter()
    first: list[Reason] = []
    further: list[Reason] = []
    for one in reasons:
        if not one.risk:
            counts[one.criterion] += 1
            (first if counts[one.criterion] <= PER_CRITERION else further).append(one)
    return [*first, *further, *(one for one in reasons if one.risk)]


def name(record: AnyRecord) -> str:
    """A record as a sentence names it."""
    return record.title if isinstance(record, Expert | Resource) else f"《{record.title}》"


def _stage(trl: int) -> str:
    return "可直接用" if trl >= 8 else "已到中试" if trl >= 6 else "小试" if trl >= 4 else "实验室阶段"


def _subtitle(record: AnyRecord) -> str:
    if isinstance(record, Achievement):
        stage = f"{_stage(record.trl)}（TRL {record.trl}）" if record.trl else ""
        parts = [record.institution, stage, "可先用后付" if record.pay_later else ""]
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
    return [cite(record, one) for one in names if one in used and one in fields]


def _reason(section: str, record: AnyRecord, reason: Reason) -> Statement:
    prefix = "风险：" if reason.risk and not reason.text.startswith(("风险", "未")) else ""
    note = status_text(record) if isinstance(record, Resource) else ""
    hedge = f"（{note}）" if note and note not in reason.text else ""
    return Statement(
        section=section,
        text=f"{label(reason.criterion)}：{prefix}{reason.text}{hedge}",
        record_id=record.id,
        citations=reason.citations,
        computed=reason.computed,
        folded=True,
    )
