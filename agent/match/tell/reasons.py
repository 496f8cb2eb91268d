"""Reasons and risks of one achievement, by criterion, and how sure the judgement is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from agent.match.cover.coverage import Evidence, needs
from agent.match.cover.interval import to_unit
from agent.match.pick import price
from agent.match.pick.conditions import wants_pay_later
from agent.match.rank.criteria import STAGE_TRL
from agent.match.rank.terms import passages, record_text, want
from agent.match.reason import reason, region_reasons
from agent.schema import Candidate, Comparison, Reason, RequirementCard
from agent.verify.citing import cite
from knowledge.quantities import show_number
from knowledge.records import Achievement, Record

_THIN = 120
_DELIVERY = re.compile("(?:整治|上线|交付|实施|改造|建设|安装|导入)(?:周期|时间)")


def reasons(
    card: RequirementCard,
    record: Achievement,
    found: Mapping[str, Evidence],
    comparisons: Sequence[Comparison],
    today: date,
) -> list[Reason]:
    """Reasons and risks of one achievement, by criterion; ``found`` maps sub-requirement ids to their evidence."""
    return [
        *_technical(card, record, found),
        *_indicators(card, comparisons),
        *_maturity(card, record),
        *_cooperation(card, record),
        *region_reasons(card, record),
        *_money(card, record),
        *_lasting(card, record),
        *_rights(record),
        *_freshness(record, today),
    ]


def risks(card: RequirementCard, record: Achievement, comparisons: Sequence[Comparison]) -> list[Reason]:
    """What speaks against the achievement: indicators, maturity, cooperation and region that do not fit."""
    told = (
        *_indicators(card, comparisons),
        *_maturity(card, record),
        *_cooperation(card, record),
        *region_reasons(card, record),
        *_money(card, record),
        *_lasting(card, record),
    )
    return [one for one in told if one.risk]


def _freshness(record: Achievement, today: date) -> list[Reason]:
    if record.expires is None or record.expires >= today:
        return []
    text = f"记录的有效期到 {record.expires.isoformat()} 为止，已过期，请先向团队核实"
    return [reason("证据", text, cite(record, "title", record.title), risk=True)]


def _technical(card: RequirementCard, record: Achievement, found: Mapping[str, Evidence]) -> list[Reason]:
    texts = {sub.id: sub.text for sub in needs(card)}
    told: list[Reason] = []
    for sub, evidence in found.items():
        if evidence.passage is not None and evidence.verdict != "none":
            word = "覆盖" if evidence.verdict == "covered" else "部分相关"
            citation = cite(record, evidence.passage.field, evidence.passage.quote)
            told.append(reason("技术契合", f"{word}“{texts[sub]}”：{evidence.passage.quote}", citation))
    if not told and record.problem:
        told.append(reason("技术契合", f"解决的问题：{record.problem}", cite(record, "problem", record.problem)))
    return told + _disclaimers(card, record) + _other_object(card, record)


def _disclaimers(card: RequirementCard, record: Achievement) -> list[Reason]:
    wanted = want(f"{card.object} {card.problem}")
    said = [one for one in passages(record) if one.disclaims and wanted.share(one.text) > 0]
    return [
        reason("技术契合", f"记录写明：{one.quote}", cite(record, one.field, one.quote), risk=True) for one in said[:1]
    ]


def _other_object(card: RequirementCard, record: Achievement) -> list[Reason]:
    wanted = want(card.object)
    if not wanted.words or not record.applications or wanted.share(record_text(record)) > 0:
        return []
    shown = "、".join(record.applications[:2])
    citations = [cite(record, "applications", one) for one in record.applications[:2]]
    return [reason("技术契合", f"已有应用是{shown}，未见{card.object}的应用", *citations, risk=True)]


def _indicators(card: RequirementCard, comparisons: Sequence[Comparison]) -> list[Reason]:
    return [
        reason(
            "指标",
            f"{card.indicators[one.indicator].name} {one.text}",
            one.citation,
            risk=one.verdict == "not_met",
            computed=[one.text],
        )
        for one in comparisons
        if one.citation is not None
    ]


def _maturity(card: RequirementCard, record: Achievement) -> list[Reason]:
    if record.trl is None:
        return [reason("成熟度", "成熟度未说明，需向团队核实", risk=True)]
    citation = cite(record, "trl", f"TRL {record.trl}")
    wished = STAGE_TRL.get(card.stage)
    if wished and record.trl < wished:
        return [reason("成熟度", f"TRL {record.trl}，低于您希望的{card.stage}阶段", citation, risk=True)]
    stage = (
        "可直接应用"
        if record.trl >= 8
        else "已到中试"
        if record.trl >= 6
        else "小试"
        if record.trl >= 4
        else "实验室阶段"
    )
    found = [reason("成熟度", f"TRL {record.trl}，{stage}", citation)]
    months = card.deadline_months
    if months is not None and ((months <= 6 and record.trl <= 5) or (months <= 12 and record.trl <= 3)):
        text = f"期限{card.deadline or f'{show_number(months)} 个月'}，而成熟度只有 TRL {record.trl}，按期落地有难度"
        found.append(reason("资金与周期", text, citation, risk=True))
    return found


def _lasting(card: RequirementCard, record: Achievement) -> list[Reason]:
    """A stated time of delivery that is longer than the card's deadline."""
    months = card.deadline_months
    for one in record.parameters if months else ():
        needed = to_unit(one.value if one.value_max is None else one.value_max, one.unit, "月")
        if _DELIVERY.search(one.name) and needed is not None and needed > (months or 0):
            text = f"{one.text()}，比您的期限{card.deadline or f'{show_number(months or 0)} 个月'}长"
            return [reason("资金与周期", text, cite(record, "parameters", one.text()), risk=True)]
    return []


def _cooperation(card: RequirementCard, record: Achievement) -> list[Reason]:
    found: list[Reason] = []
    offered = [mode.value for mode in record.transfer_modes]
    wished = [mode for mode in card.cooperation if mode != "未说明"]
    shared = [mode for mode in wished if mode in offered]
    if shared:
        found.append(
            reason(
                "合作方式", f"接受您希望的{'、'.join(shared)}", *[cite(record, "transfer_modes", one) for one in shared]
            )
        )
    elif wished and offered:
        text = f"登记的方式是{'、'.join(offered)}，与您希望的{'、'.join(wished)}不同，需商谈"
        found.append(reason("合作方式", text, cite(record, "transfer_modes", "、".join(offered)), risk=True))
    if record.pay_later:
        found.append(reason("合作方式", "可先用后付", cite(record, "pay_later", "可先用后付")))
    elif wants_pay_later(card):
        found.append(reason("合作方式", "没有登记先用后付", risk=True))
    return found


def _money(card: RequirementCard, record: Achievement) -> list[Reason]:
    found = price.fit(card, record)
    if found is None:
        return []
    quoted = cite(record, "price", record.price)
    return [reason("资金与周期", found.text, quoted, risk=found.risk, computed=[found.text])]


def _rights(record: Achievement) -> list[Reason]:
    granted = [right for right in record.ip if right.status == "授权"]
    void = [right for right in record.ip if right.status == "失效"]
    found: list[Reason] = []
    if granted:
        first = granted[0].text()
        more = f"，另有 {len(granted) - 1} 项授权" if len(granted) > 1 else ""
        found.append(reason("知识产权", first + more, cite(record, "ip", first), computed=[more]))
    elif record.ip:
        first = record.ip[0].text()
        found.append(reason("知识产权", f"{first}，尚无授权", cite(record, "ip", first), risk=True))
    if void:
        found.append(
            reason("知识产权", f"{void[0].text()}，请核对剩余保护", cite(record, "ip", void[0].text()), risk=True)
        )
    if record.separate_management:
        found.append(reason("知识产权", "职务科技成果单列管理，处置程序较短"))
    return found


def confidence(record: Record, candidate: Candidate) -> Reason:
    """How sure the judgement is: by the calibrated probability and by how much the record states for checking."""
    stated = sum(one.verdict != "not_stated" for one in candidate.comparisons)
    thin = len("".join(record.citable_fields().values())) < _THIN
    if thin or candidate.probability < 0.5:
        return reason("证据", "把握：低，记录内容少或契合不高，宜先核实", risk=thin)
    if candidate.probability >= 0.75 and (stated or not candidate.comparisons):
        return reason("证据", "把握：高")
    return reason("证据", "把握：中，部分指标还需向团队核实")
