"""揭榜需求草案: the need as an open bid, in the enterprise's own words; what it has not said stays 待企业确认."""

from __future__ import annotations

from agent.draft.report.context import Context
from agent.draft.report.model import Block, Section
from agent.draft.report.say import UNSTATED, bullets, paragraph, say, table
from agent.draft.report.sections import need
from agent.match.cover.coverage import asked
from agent.schema import Statement
from knowledge.quantities import show_money
from knowledge.text import sentences, shorten

PENDING = "待企业确认"
UNSETTLED = frozenset({UNSTATED, ""})


def bounty(context: Context) -> list[Section]:
    """目标、考核指标、期限、资金、揭榜条件、产权, then what the catalogue was searched for."""
    return [
        Section(heading="一、项目名称", blocks=[paragraph(say(context.title or PENDING, computed=[context.title]))]),
        Section(heading="二、发榜单位", blocks=[*bullets(_issuer(context))]),
        _background(context),
        _goals(context),
        _criteria(context),
        Section(heading="六、完成期限", blocks=[paragraph(_given(context.card.deadline))]),
        Section(heading="七、资金安排", blocks=_money(context)),
        Section(heading="八、揭榜条件", blocks=[*table(["项目", "要求"], _conditions(context))]),
        Section(heading="九、产权归属", blocks=[paragraph(*_property(context))]),
        Section(heading="十、库内检索情况", blocks=[paragraph(*_searched(context))]),
        Section(heading="十一、发布前请企业确认", blocks=[*bullets(_pending(context))]),
    ]


def _given(text: str) -> Statement:
    return say(text or PENDING, computed=[text])


def _issuer(context: Context) -> list[Statement]:
    card = context.card
    parts = [
        ("名称", "由专员在双方同意后告知"),
        ("类型", card.tier),
        ("技术领域", card.field.value if card.field else ""),
    ]
    return [say(f"{label}：{text}", computed=[text]) for label, text in parts if text]


def _background(context: Context) -> Section:
    words = context.masked(" ".join(context.card.text.split()))
    shown = shorten(words, need.QUOTE_CHARS)
    about = [part for part in (context.card.object, context.card.problem) if part]
    lines = [say(f"{'：'.join(about)}。", computed=about)] if about else []
    return Section(heading="三、背景与问题", blocks=[paragraph(*lines, say(f"企业原话：“{shown}”"))])


def _goals(context: Context) -> Section:
    told = [*context.card.cooperation, *(one.quote for one in context.card.indicators)]
    whole = [context.masked(one.text) for one in asked(context.card)]
    texts = [text for text in whole if not any(text in one for one in told)]
    goals = [say(text, computed=[text]) for text in texts or whole]
    return Section(heading="四、攻关目标", blocks=[*bullets(goals or [say(PENDING)])])


def _criteria(context: Context) -> Section:
    rows = [
        [*(say(text, computed=[text]) for text in row[:4]), say(PENDING)]
        for row in need.indicator_rows(context)
        if row[2] != "未提出" and not row[4].endswith(need.MAYBE_PRESENT)
    ]
    heading = "五、考核指标"
    if not rows:
        text = f"{PENDING}：请写明要达到的数值、单位和测试条件，否则无法验收。"
        return Section(heading=heading, blocks=[paragraph(say(text))])
    return Section(heading=heading, blocks=[*table(["指标", "现状", "考核值", "单位", "验收方法"], rows)])


def _money(context: Context) -> list[Block]:
    budget = context.card.budget_cny
    total = f"企业预算 {show_money(budget)}" if budget else f"企业投入：{PENDING}"
    return [
        *bullets(
            [say(total, computed=[total]), say(f"支付节点：{PENDING}"), say(f"财政配套：{PENDING}，以主管部门通知为准")]
        )
    ]


def _conditions(context: Context) -> list[list[Statement]]:
    card = context.card
    modes = [mode for mode in card.cooperation if mode not in UNSETTLED]
    rows = [
        ("揭榜方类型", "、".join(card.institution_types)),
        ("地域", "、".join(card.regions)),
        ("合作方式", "、".join(modes)),
        ("成熟度要求", card.stage),
        ("团队和业绩要求", ""),
    ]
    return [[say(label), say(text or PENDING, computed=[text])] for label, text in rows]


def _property(context: Context) -> list[Statement]:
    said = [part for part in sentences(context.card.text) if "知识产权" in part or "专利归" in part]
    if said:
        return [say(f"企业的意见：“{context.masked(said[0])}”。具体归属和使用权在合同中约定。")]
    return [say(f"{PENDING}。常见做法有归企业、归揭榜方、双方共有，需在发榜前写明，并约定后续改进的归属。")]


def _searched(context: Context) -> list[Statement]:
    lines = need.verdict(context)
    if context.best is not None:
        lines.append(say("库内已有可对接的成果，建议先对接，对未覆盖的部分再决定是否发榜。"))
    return lines


def _pending(context: Context) -> list[Statement]:
    card = context.card
    lacking = [
        ("验收方法和检测单位", True),
        ("考核指标的数值", not card.indicators),
        ("同一指标的两个值里哪一个是现状", bool(context.doubtful)),
        ("完成期限", not card.deadline),
        ("资金总额", not card.budget_cny),
        ("支付节点", True),
        ("产权归属", True),
        ("是否公开企业名称", True),
    ]
    return [say(name) for name, open_ in lacking if open_]
