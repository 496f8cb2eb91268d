"""路演单页: one achievement on one page, from its own record; with the need it answers when there is one."""

from __future__ import annotations

from agent.draft.answers.record import missing_fields
from agent.draft.report.context import Context
from agent.draft.report.model import Block, Section
from agent.draft.report.say import bullets, field, paragraph, say, table
from agent.draft.report.sections.need import compared, derived
from agent.schema import Candidate, Statement
from agent.verify.citing import cite
from knowledge.records import Achievement

PARAMETERS = 8
_TERMS = (
    ("转化方式", "transfer_modes"),
    ("先用后付", "pay_later"),
    ("报价", "price"),
    ("知识产权", "ip"),
    ("权属", "ownership"),
)


def roadshow(context: Context) -> list[Section]:
    """One page on the best achievement found. Raises ValueError when there is none."""
    if not context.achievements:
        raise ValueError("这条需求还没有匹配到成果，请先在候选里选择一项成果。")
    one, record = context.achievements[0]
    sections = [
        Section(heading="成果概要", blocks=[paragraph(*_lead(record))]),
        _told(record, "解决什么问题", "problem"),
        _told(record, "怎么做", "approach"),
        Section(heading="关键参数", blocks=_parameters(record)),
        _told(record, "用在哪里", "applications"),
        Section(
            heading="合作条件", blocks=[*table(["项目", "记录所载"], [[say(a), field(record, b)] for a, b in _TERMS])]
        ),
    ]
    if context.card.indicators:
        sections.append(Section(heading="与本次需求的指标比对", blocks=_fit(context, one, record)))
    lacking = missing_fields(record)
    if lacking:
        sections.append(Section(heading="待补充", blocks=[paragraph(say(f"记录没有说明：{'、'.join(lacking)}。"))]))
    return [
        *sections,
        Section(heading="下一步", blocks=[paragraph(say("有意向的企业请向成果转化专员提出，由专员约团队交流。"))]),
    ]


def _lead(record: Achievement) -> list[Statement]:
    names = [name for name in ("institution", "team", "region", "trl") if name in record.citable_fields()]
    stored = record.citable_fields()
    lines = (
        [say(" · ".join(stored[name] for name in names) + "。", [cite(record, n) for n in names], record=record)]
        if names
        else []
    )
    if record.summary:
        lines.append(say(record.summary, [cite(record, "summary")], record=record))
    return lines + ([say("（示例数据）")] if record.example else [])


def _told(record: Achievement, heading: str, name: str) -> Section:
    return Section(heading=heading, blocks=[paragraph(field(record, name))])


def _parameters(record: Achievement) -> list[Block]:
    lines = [say(one.text(), [cite(record, "parameters", one.text())], record=record) for one in record.parameters]
    if not lines:
        return [paragraph(say("记录没有列出参数。"))]
    return [*bullets(lines[:PARAMETERS])]


def _fit(context: Context, one: Candidate, record: Achievement) -> list[Block]:
    stated = [each for each in one.comparisons if each.citation]
    lines = [
        say(
            f"{context.card.indicators[each.indicator].name}：{each.text}",
            compared([each]),
            computed=[*derived(each.text), context.row_number(each.indicator)],
        )
        for each in stated
    ]
    silent = [context.card.indicators[each.indicator].name for each in one.comparisons if not each.citation]
    if silent:
        lines.append(say(f"记录没有说明：{'、'.join(dict.fromkeys(silent))}", computed=silent))
    return [*bullets(lines)]
