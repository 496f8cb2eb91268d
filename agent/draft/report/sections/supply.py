"""What is recommended: achievements with facts, reasons and indicator comparison; experts with evidence."""

from __future__ import annotations

from collections.abc import Sequence

from agent.draft.report.context import Context
from agent.draft.report.model import Block, Section
from agent.draft.report.say import bullets, field, formal, is_judgement, name_of, named, paragraph, say, table
from agent.draft.report.sections.need import derived
from agent.match.cover.wording import amount
from agent.schema import Candidate, Comparison, Reason, Statement
from agent.verify.citing import cite
from knowledge.records import Achievement, Expert

SHOWN = 3
_TABLED = frozenset({"指标", "成熟度", "知识产权"})
_VERDICTS = {"met": "达到", "not_met": "未达到", "not_stated": "未说明"}
_FACTS = (
    ("单位与团队", ("institution", "team")),
    ("地区", ("region",)),
    ("成熟度", ("trl",)),
    ("知识产权", ("ip",)),
    ("权属", ("ownership",)),
    ("转化方式", ("transfer_modes", "pay_later")),
    ("报价", ("price",)),
    ("已有应用", ("applications",)),
)


def achievements(context: Context) -> list[Section]:
    """推荐成果: one subsection each; without a good one, the nearest in a table that says they are not recommended."""
    if not context.good:
        return [_nearest(context)]
    parts = [Section(heading="推荐成果", blocks=[paragraph(_order(context))])]
    parts += [achievement(context, one, record) for one, record in context.good[:SHOWN]]
    rest = [pair for pair in context.achievements if pair not in context.good[:SHOWN]]
    if rest:
        parts.append(Section(heading="其他相关成果", level=2, blocks=[*bullets([_also(*pair) for pair in rest])]))
    return parts


def _order(context: Context) -> Statement:
    portfolio = [one for one in context.found.portfolio if one in context.records]
    text = "按匹配程度排列；级别由程序按技术契合、指标和条件算出，分强、较强、弱三档。"
    if len(portfolio) > 1:
        text += f"覆盖最全的组合是：{'、'.join(name_of(context.records[one]) for one in portfolio)}。"
        return say(text, [cite(context.records[one], "title") for one in portfolio])
    return say(text)


def achievement(context: Context, one: Candidate, record: Achievement) -> Section:
    """One recommended achievement: facts, reasons, then the indicators compared."""
    facts = [[say(label), field(record, *names)] for label, names in _FACTS]
    blocks: list[Block] = [*table(["项目", "记录所载"], facts)]
    blocks += bullets(reason_lines(record, [reason for reason in one.reasons if not reason.risk]))
    if context.card.indicators:
        blocks += table(
            ["指标", "要求", "记录所载", "比对"], [_compared(context, record, each) for each in one.comparisons]
        )
    title = f"《{record.title}》〔{record.id}〕 · {one.level}" + ("（示例）" if record.example else "")
    return Section(heading=title, level=2, citations=[cite(record, "title")], blocks=blocks)


def reason_lines(record: Achievement | Expert, reasons: Sequence[Reason]) -> list[Statement]:
    """Reasons by criterion; what a fact table already shows is left out, what no field carries is marked."""
    return [reason_line(record, reason) for reason in reasons if reason.criterion not in _TABLED]


def reason_line(record: Achievement | Expert, reason: Reason) -> Statement:
    """One reason as a statement about the record; without a citable field it is marked 待核实."""
    if is_judgement(reason):
        return say(formal(reason.text), [cite(record, "title")], record=record)
    bare = not reason.citations
    return say(
        f"{reason.criterion}：{formal(reason.text)}",
        reason.citations,
        computed=reason.computed,
        record=record,
        unverified=bare,
        problem="记录的公开字段中没有可引用的原文" if bare else "",
    )


def _compared(context: Context, record: Achievement, each: Comparison) -> list[Statement]:
    indicator = context.card.indicators[each.indicator]
    wanted = amount(indicator.op, indicator.value, indicator.value_max, indicator.unit)
    citations = [each.citation] if each.citation else []
    return [
        say(indicator.name, computed=[indicator.name]),
        say(wanted, computed=[wanted]),
        say(each.citation.quote, citations, record=record) if each.citation else say("未说明"),
        say(_judged(each), citations, computed=[*derived(each.text), wanted]),
    ]


def _judged(each: Comparison) -> str:
    word = _VERDICTS[each.verdict]
    gap = derived(each.text)
    return f"{word}，{'，'.join(part.removeprefix('（') for part in gap)}" if gap else word


def _also(one: Candidate, record: Achievement) -> Statement:
    covers = "" if one.covers else "，没有覆盖任何一项子需求"
    return (
        named(record, f"，{record.institution}，匹配级别“{one.level}”{covers}")
        if record.institution
        else named(record, f"，匹配级别“{one.level}”{covers}")
    )


def _nearest(context: Context) -> Section:
    heading = "最接近的成果（未达到推荐水平）"
    pairs = context.achievements[:SHOWN]
    if not pairs:
        return Section(heading=heading, blocks=[paragraph(say("这次没有检索到相关成果。"))])
    rows = [
        [
            named(record),
            field(record, "institution"),
            say(one.level),
            field(record, "trl"),
            _shortfall(context, one, record),
        ]
        for one, record in pairs
    ]
    note = say("以下成果只供专员判断方向，不作为推荐发给企业。")
    return Section(
        heading=heading, blocks=[paragraph(note), *table(["成果", "单位", "级别", "成熟度", "差在哪里"], rows)]
    )


def _shortfall(context: Context, one: Candidate, record: Achievement) -> Statement:
    risk = next((reason for reason in one.reasons if reason.risk and reason.citations), None)
    if risk is not None:
        return say(risk.text, risk.citations, computed=risk.computed, record=record)
    if context.own_needs and not one.covers:
        return say("没有覆盖任何一项子需求")
    return say("技术内容契合不足")


def experts(context: Context) -> list[Section]:
    """推荐专家: who, on what evidence, and whether they can be asked now."""
    heading = "推荐专家"
    if not context.experts:
        text = "这次没有找到有依据的专家，可由专员向行业组织征询。"
        return [Section(heading=heading, blocks=[paragraph(say(text))])]
    if not context.good_experts:
        note = paragraph(say("没有达到“较强”的专家，以下仅供专员参考。"))
        return [Section(heading=heading, blocks=[note, *bullets([_introduced(*context.experts[0])])])]
    note = paragraph(say("依据为专家登记的成果、项目和论文；接洽时间以专家本人确认为准。"))
    return [Section(heading=heading, blocks=[note]), *(_expert(one, record) for one, record in context.good_experts)]


def _expert(one: Candidate, record: Expert) -> Section:
    title = f"{record.title}〔{record.id}〕 · {one.level}" + ("（示例）" if record.example else "")
    place = field(record, "institution", "department", joint="，")
    lines = [place, *reason_lines(record, [reason for reason in one.reasons if not reason.risk])]
    return Section(heading=title, level=2, citations=[cite(record, "title")], blocks=[*bullets(lines)])


def _introduced(one: Candidate, record: Expert) -> Statement:
    stored = record.citable_fields()
    names = [name for name in ("institution", "department") if name in stored]
    place = "，".join(stored[name] for name in names)
    text = f"{name_of(record)}{'，' + place if place else ''}，匹配级别“{one.level}”"
    return say(text, [cite(record, name) for name in ("title", *names)], record=record)
