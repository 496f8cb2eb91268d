"""Invitation to an expert: why this person, what the need is without naming the enterprise, what is asked."""

from __future__ import annotations

import re

from agent.draft.answer import card_parts
from agent.draft.report.context import Context
from agent.draft.report.model import Section
from agent.draft.report.say import bullets, paragraph, say
from agent.schema import Candidate, Reason, Statement
from agent.verify.citing import cite
from knowledge.records import Expert

_WHY = frozenset({"证据", "技术契合"})
_ANSWERS = re.compile(r"^(?:能回答|与之相近)“(.*?)”：(.*)$", re.S)
_PRIVATE = frozenset({"预算"})


def invitation(context: Context) -> list[Section]:
    """A letter of one page. Raises ValueError when there is no expert to invite."""
    if not context.experts:
        raise ValueError("这条需求还没有匹配到专家，请先在候选里选择一位专家。")
    one, expert = context.experts[0]
    return [
        Section(heading="邀请", blocks=[paragraph(*_opening(context, expert))]),
        Section(heading="为什么请您", blocks=[*bullets(_why(context, one, expert))]),
        Section(heading="需求要点", blocks=[*bullets(_need(context))]),
        Section(heading="想请您做的事", blocks=[*bullets(_asked(context))]),
        Section(heading="下一步", blocks=[paragraph(*_next(context))]),
    ]


def _opening(context: Context, expert: Expert) -> list[Statement]:
    who = f"成果转化专员{context.officer}" if context.officer else "成果转化专员"
    field = context.card.field.value if context.card.field else ""
    need = context.title
    return [
        say(f"{expert.title}：您好。", [cite(expert, "title")], record=expert),
        say(f"我是{who}。一家{field}领域的企业遇到一个技术问题，想听听您的意见：{need}。", computed=[need]),
        say("企业名称在双方同意后告知。"),
    ]


def _why(context: Context, one: Candidate, expert: Expert) -> list[Statement]:
    reasons = [reason for reason in one.reasons if reason.criterion in _WHY and not reason.risk]
    lines = [_reason(context, expert, reason) for reason in reasons if reason.citations]
    if lines:
        return lines
    stored = expert.citable_fields()
    names = [name for name in ("directions", "evidence") if name in stored]
    labels = {"directions": "您的研究方向", "evidence": "您做过的工作"}
    return [say(f"{labels[name]}：{stored[name]}", [cite(expert, name)], record=expert) for name in names]


def _reason(context: Context, expert: Expert, reason: Reason) -> Statement:
    told = _ANSWERS.match(context.masked(reason.text))
    text = f"关于“{told.group(1)}”，您的资料写有：{told.group(2)}" if told else context.masked(reason.text)
    text = text.replace("完成过推荐的成果", "您完成过")
    return say(text, reason.citations, computed=reason.computed, record=expert)


def _need(context: Context) -> list[Statement]:
    parts = [(label, context.masked(text)) for label, text in card_parts(context.card) if label not in _PRIVATE]
    lines = [say(f"{label}：{text}", computed=[text]) for label, text in parts]
    goals = "；".join(context.own_needs.values())
    return lines + ([say(f"希望解决：{goals}", computed=[goals])] if goals else [])


def _asked(context: Context) -> list[Statement]:
    return [
        say("看一看这个问题是否在您的研究范围内，成因大致在哪一环。"),
        say("如果合适，与企业做一次线上交流，说明可行路线和需要的条件。"),
        say("如果不合适，告诉我们原因，或推荐更合适的同行。"),
    ]


def _next(context: Context) -> list[Statement]:
    return [
        say("您回复专员“可以交流”或“不合适”即可，时间由您定。"),
        say("在您同意之前，您的联系方式不会提供给企业；企业的资料需要保密时，先签保密协议再提供。"),
    ]
