"""How the result may change hands and what helps: conversion paths, pilot and proof of concept, policy and finance."""

from __future__ import annotations

import re

from agent.draft.report.context import Context
from agent.draft.report.model import Block, Section
from agent.draft.report.say import bullets, formal, name_of, named, paragraph, say, table
from agent.match.around.resources import StageGap, clause_text, stage_gap, status_text
from agent.match.rank.terms import normalise, want
from agent.schema import Candidate, Citation, PathAdvice, Statement
from agent.verify.citing import cite, cite_clause
from knowledge.records import Provision, Resource, ResourceKind, ResourceStatus

GAP = "缺口"
WITHOUT_ACHIEVEMENT = frozenset({"揭榜挂帅", "订单式研发", "科技副总", "双导师制"})
_BY_INSTITUTION = frozenset({"赛马制", "创新联合体"})
_MONEY = (ResourceKind.POLICY, ResourceKind.FINANCE, ResourceKind.PROGRAMME, ResourceKind.SERVICE, ResourceKind.PARK)
_BASES = {
    "实际": "实际",
    "计划": "计划口径，以正式通知为准",
    "目标": "目标口径，不是可申请的条款",
}
_RANK = {"实际": 3, "计划": 2, "目标": 1, "引述": 0}
STAGED = (ResourceKind.PROOF, ResourceKind.PILOT, ResourceKind.LAB)
NOT_OPEN_SHOWN = 2
_SILENT = re.compile("未说明|未给出|没有说明")
_BASIS = re.compile(r"\s*依据：")


def paths(context: Context) -> Section:
    """转化路径: each path with its reason, and the clause that it rests on with date and status."""
    rows = [_path_row(context, path) for path in advised(context)]
    if not rows:
        text = "现有信息不足以建议具体路径，先由专员与双方确认合作方式和付款方式。"
        return Section(heading="转化路径（建议）", blocks=[paragraph(say(text))])
    return Section(heading="转化路径（建议）", blocks=[*table(["路径", "为什么适合", "依据与状态"], rows)])


def advised(context: Context) -> list[PathAdvice]:
    """The paths that can be told: without a good achievement only those that need none."""
    own = [path for path in context.found.paths if path.status != GAP]
    return own if context.good else [path for path in own if path.name in WITHOUT_ACHIEVEMENT]


def mentioned(context: Context, text: str) -> list[Citation]:
    """Title and institution of every achievement that a text names."""
    named_here = [record for _, record in context.achievements if record.title in text]
    fields = [(record, name) for record in named_here for name in ("title", "institution")]
    return [cite(record, name) for record, name in fields if name in record.citable_fields()]


def _path_row(context: Context, path: PathAdvice) -> list[Statement]:
    why, _, clause = _BASIS.sub("\n", path.reason).partition("\n")
    own = [one for one in path.citations if not isinstance(context.records.get(one.record_id), Resource)]
    basis = [one for one in path.citations if one not in own]
    own += [one for one in mentioned(context, why) if one.field == "title" or path.name in _BY_INSTITUTION]
    resource = context.records.get(basis[0].record_id) if basis else None
    status = path.status or ("在用" if resource is not None else "")
    if resource is None:
        last = say("这次没有检索到对应的政策条款，以双方合同为准")
    elif clause:
        last = say(f"{clause}；状态：{status}〔{resource.id}〕", basis, record=resource)
    else:
        last = say(f"{name_of(resource)}；状态：{status}", basis, record=resource)
    return [say(path.name), say(formal(why), own, computed=counts(context)), last]


def counts(context: Context) -> list[str]:
    """Numbers that path reasons may count: sub-requirements and how many of them are open, institutions."""
    institutions = {record.institution for _, record in context.good if record.institution}
    return [*(str(number) for number in range(len(context.own_needs) + 1)), str(len(institutions))]


def staging(context: Context) -> Section:
    """中试与概念验证: where the best achievement stands, which platforms follow, and which are missing."""
    best = context.best[1] if context.best else None
    gap = stage_gap(context.card, best)
    blocks: list[Block] = [paragraph(_stage(context, gap), *_missing(context, gap))]
    shown = [pair for pair in context.resources if pair[1].kind in STAGED]
    rows = [[named(record), say(record.kind.value), _reason(one, record), _status(record)] for one, record in shown]
    blocks += table(["平台", "类型", "为什么", "状态"], rows)
    return Section(heading="中试与概念验证", blocks=blocks)


def _stage(context: Context, gap: StageGap) -> Statement:
    if context.best is not None and context.best[1].trl:
        record = context.best[1]
        kinds = [kind.value for kind in (ResourceKind.PROOF, ResourceKind.PILOT) if kind in gap.kinds]
        then = f"下一步需要{'、'.join(kinds)}。" if kinds else "已过中试，不再需要放大验证，可做现场适配和检测。"
        return say(
            f"首选成果{name_of(record)}为 TRL {record.trl}，{then}", [cite(record, "title"), cite(record, "trl")]
        )
    if context.best is not None:
        return say(f"首选成果{name_of(context.best[1])}没有登记成熟度，需先核实。", [cite(context.best[1], "title")])
    if gap.trl is not None:
        return say(f"目前没有可推荐的成果；按企业希望的“{context.card.stage}”阶段预估配套。")
    return say("目前没有可推荐的成果，是否需要概念验证或中试，待确定成果后再定。")


def _missing(context: Context, gap: StageGap) -> list[Statement]:
    offered = {record.kind for _, record in context.resources if record.status is ResourceStatus.ACTIVE}
    lacking = [kind for kind in (ResourceKind.PROOF, ResourceKind.PILOT) if kind in gap.kinds and kind not in offered]
    return [
        say(f"这次没有匹配到领域和阶段都合适、现在可用的{kind.value}，建议由专员查询或向外地征询。") for kind in lacking
    ]


def _reason(one: Candidate, record: Resource) -> Statement:
    reasons = [reason for reason in one.reasons if not reason.risk and reason.criterion in ("成熟度", "技术契合")]
    if not reasons:
        return say(record.summary, [cite(record, "summary")], record=record) if record.summary else say("—")
    texts = "；".join(reason.text for reason in reasons)
    citations = [citation for reason in reasons for citation in reason.citations]
    return say(texts, citations, computed=re.findall(r"TRL \d", texts), record=record)


def _status(record: Resource) -> Statement:
    return say(status_text(record) or record.status.value, [cite(record, "status")], record=record)


def policy(context: Context) -> Section:
    """政策与金融: clauses quoted with date and status; what is not in force stands apart and is never offered."""
    others = [record for _, record in context.resources if record.kind in _MONEY]
    usable = [record for record in others if record.status is ResourceStatus.ACTIVE]
    closed = [record for record in others if record.status is not ResourceStatus.ACTIVE][:NOT_OPEN_SHOWN]
    told = [(record, clause) for record in usable if (clause := _clause(context, record)) and clause.basis != "引述"]
    rows = [_clause_row(record, clause) for record, clause in told]
    blocks: list[Block] = [*table(["名称", "条款或事实（原文）", "时间与口径"], rows)]
    if not rows:
        blocks.append(paragraph(say("这次没有匹配到直接对应、现在可用的政策或金融工具。")))
    blocks += bullets([_not_open(record) for record in closed])
    blocks.append(paragraph(say("是否符合条件以主管部门和金融机构的最新文件为准，本报告不作承诺。")))
    return Section(heading="政策与金融", blocks=blocks)


def _clause(context: Context, record: Resource) -> Provision | None:
    """The clause that says most for this need: silent ones last, then by shared words, then facts before plans."""
    card = context.card
    wanted = want(f"{card.object} {card.problem}".strip() or card.text[:200])
    return max(
        record.clauses,
        key=lambda one: (not _SILENT.search(one.text), wanted.share(normalise(one.text)), _RANK[one.basis]),
        default=None,
    )


def _clause_row(record: Resource, clause: Provision) -> list[Statement]:
    note = "，".join(part for part in (clause.as_of, _BASES[clause.basis]) if part)
    return [
        named(record, f"（{record.kind.value}）"),
        say(f"“{clause.text}”", [cite_clause(record, clause)], record=record),
        say(note, [cite_clause(record, clause)]),
    ]


def _not_open(record: Resource) -> Statement:
    clause = record.clauses[0] if record.clauses else None
    tail = f"原文：“{clause_text(clause)}”" if clause else ""
    citations = [cite(record, "title"), *([cite_clause(record, clause)] if clause else [])]
    return say(f"{name_of(record)}：{status_text(record)}。{tail}", citations, record=record)
