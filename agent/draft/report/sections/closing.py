"""The end of a report: risks, what stays open, who does what, the citation list, the AI label."""

from __future__ import annotations

from datetime import timedelta

from agent.draft.answers.record import LABELS, missing_fields
from agent.draft.report import english_words as en
from agent.draft.report.context import Context
from agent.draft.report.model import Block, Reference, Report, Section
from agent.draft.report.say import bullets, formal, is_judgement, name_of, named, paragraph, say, table
from agent.schema import Candidate, Reason, Statement
from agent.verify.citing import cite
from knowledge.records import Achievement, Expert

REFERENCE_HEADER = ["编号", "记录", "字段", "原文", "来源与时间"]
LABEL: str = Report.model_fields["label"].default
AI_LABEL_EN = "Generated with the help of artificial intelligence; the original records prevail."
_LABELS = LABELS | {
    "title": "名称",
    "field": "领域",
    "keywords": "关键词",
    "rank": "职称",
    "name": "姓名",
    "source": "来源",
    "aliases": "别名",
}
SUPPLIER, OFFICER, ENTERPRISE = "成果方", "专员", "企业"
STALE = timedelta(days=365)
EXPIRING = timedelta(days=90)
_CHECKED_BY = {"指标": SUPPLIER, "技术契合": SUPPLIER, "成熟度": SUPPLIER, "知识产权": SUPPLIER, "证据": OFFICER}


def risks(context: Context) -> Section:
    """风险与待核实: what speaks against each recommended record, what it does not state, and who should check."""
    rows: list[list[Statement]] = []
    shown: list[tuple[Candidate, Achievement | Expert]] = [*context.good[:3], *context.good_experts[:2]]
    for one, record in shown:
        own = [_risk_row(record, reason) for reason in one.reasons if reason.risk]
        own += _gaps(record) + _dates(context, record)
        rows += own[:1] + [[say("同上"), *row[1:]] for row in own[1:]]
    for place in sorted(context.doubtful):
        text = f"{context.row_number(place)}：同一指标读出两个值，这一个可能是现状，请确认"
        rows.append([say("本需求"), say(text, computed=[text]), say(ENTERPRISE)])
    if context.card.missing:
        rows.append([say("本需求"), say(f"没有说明：{'、'.join(context.card.missing)}"), say(ENTERPRISE)])
    blocks: list[Block] = [*table(["对象", "风险或待核实事项", "由谁核实"], rows)]
    return Section(heading="风险与待核实", blocks=blocks or [paragraph(say("没有发现需要单独提示的风险。"))])


def _risk_row(record: Achievement | Expert, reason: Reason) -> list[Statement]:
    who = _CHECKED_BY.get(reason.criterion, OFFICER)
    text = f"{reason.criterion}：{formal(reason.text)}"
    if is_judgement(reason):
        return [named(record), say(formal(reason.text), [cite(record, "title")], record=record), say(who)]
    bare = not reason.citations
    problem = "记录的公开字段中没有可引用的原文" if bare else ""
    told = say(text, reason.citations, computed=reason.computed, record=record, unverified=bare, problem=problem)
    return [named(record), told, say(who)]


def _gaps(record: Achievement | Expert) -> list[list[Statement]]:
    lacking = missing_fields(record)
    return [[named(record), say(f"记录没有说明：{'、'.join(lacking)}"), say(SUPPLIER)]] if lacking else []


def _dates(context: Context, record: Achievement | Expert) -> list[list[Statement]]:
    rows: list[list[Statement]] = []
    title = [cite(record, "title")]
    if record.as_of and context.today - record.as_of > STALE:
        rows.append([named(record), say(f"资料截至 {record.as_of}，已超过一年，请先更新", title), say(SUPPLIER)])
    if record.expires and timedelta(0) <= record.expires - context.today <= EXPIRING:
        rows.append([named(record), say(f"登记有效期到 {record.expires}，请先确认仍可转化", title), say(SUPPLIER)])
    return rows


def uncovered(context: Context) -> Section:
    """未覆盖部分: each open row, and whether a weaker record at least mentions it."""
    lines = [_open_line(context, row.id) for row in context.open_rows]
    if not lines:
        text = (
            "推荐的记录对各项子需求和指标都有回应。"
            if context.found.coverage.rows
            else "需求还没有拆分出可比对的子需求。"
        )
        return Section(heading="未覆盖部分", blocks=[paragraph(say(text))])
    tail = say("以上部分可写入揭榜需求，面向全国征集团队，或请专家会诊后再定路线。")
    return Section(heading="未覆盖部分", blocks=[*bullets(lines), paragraph(tail)])


def _open_line(context: Context, row_id: str) -> Statement:
    row = next(one for one in context.open_rows if one.id == row_id)
    subject = context.row_text(row)
    cells = {one: row.cells[one] for one in context.columns if one in row.cells}
    missed = next((one for one, cell in cells.items() if cell.verdict == "not_met"), None)
    partly = next((one for one, cell in cells.items() if cell.verdict == "partial"), None)
    if missed:
        text, found = f"{subject}：{name_of(context.records[missed])}记录的数值未达到", cells[missed].citation
    elif partly:
        text, found = f"{subject}：{name_of(context.records[partly])}只有部分相关", cells[partly].citation
    elif row.kind == "indicator":
        return say(f"{subject}：推荐的记录都没有说明", computed=[subject])
    else:
        return say(f"{subject}：没有记录说明能满足", computed=[subject])
    return say(text, [found] if found else [], computed=[subject])


def steps(context: Context) -> Section:
    """下一步与分工: who does what, in order."""
    rows = [
        [say(str(place), computed=[str(place)]), text, say(who)]
        for place, (text, who) in enumerate(actions(context), 1)
    ]
    return Section(heading="下一步与分工", blocks=[*table(["序号", "事项", "责任方"], rows)])


def actions(context: Context) -> list[tuple[Statement, str]]:
    """What is to be done, in order, each with who does it."""
    found: list[tuple[Statement, str]] = []
    missing = [part for part in context.card.missing if part != "对接人"]
    if missing:
        found.append((say(f"补充{'、'.join(missing)}，并指定一位对接人"), ENTERPRISE))
    if context.card.indicators:
        found.append((say("确认各项指标的测试条件和验收方法，准备样品与工况资料"), ENTERPRISE))
    if context.best is not None:
        found += _with_supplier(context, *context.best)
    else:
        found += _without_supplier(context)
    if context.good_experts:
        record = context.good_experts[0][1]
        found.append((say(f"联系{name_of(record)}，请其判断成因和技术路线", [cite(record, "title")]), OFFICER))
    if context.best is not None and context.open_rows:
        found.append((say("未覆盖部分另起揭榜需求，经企业确认后发布"), OFFICER))
    found.append((say("记录对接结果；不合适时写明原因并反馈给对方"), OFFICER))
    return found


def _with_supplier(context: Context, one: Candidate, record: Achievement) -> list[tuple[Statement, str]]:
    title = [cite(record, "title")]
    found = [(say(f"与{name_of(record)}的团队约一次技术交流，带上样品和工况", title), OFFICER)]
    open_ones = [context.card.indicators[each.indicator].name for each in one.comparisons if each.verdict != "met"]
    unsure = list(dict.fromkeys(open_ones))
    if unsure:
        found.append((say(f"就{'、'.join(unsure)}提供检测报告或试验数据", computed=unsure), SUPPLIER))
    if record.ip or record.ownership:
        found.append((say("核对知识产权有效性、权属和转化审批要求"), OFFICER))
    if record.pay_later:
        text = "先用后付：把试用期、付费条件和违约处理写进合同"
        found.append((say(text, [cite(record, "pay_later")]), f"{ENTERPRISE}、{SUPPLIER}"))
    return found


def _without_supplier(context: Context) -> list[tuple[Statement, str]]:
    return [
        (say("确认揭榜需求草案中的目标、考核指标、期限、资金和产权归属"), ENTERPRISE),
        (say("组织专家会诊，先判断成因和可行路线，再决定找成果还是委托研发"), OFFICER),
        (say("到外地高校院所和技术市场检索同类成果"), OFFICER),
    ]


def references(report: Report) -> Section:
    """引用清单: every citation with its number, record, field, quote, source and date."""
    english = report.variant == "english"
    header = ["No.", "Record", "Field", "Quote (original)", "Source and date"] if english else REFERENCE_HEADER
    rows: list[list[Statement]] = []
    before = ("", "")
    for one in report.citations:
        origin = _origin(one, english=english)
        repeated = before == (one.record_id, origin)
        before = (one.record_id, origin)
        label = en.word(one.field, "record_fields") if english else one.label
        again = "as above" if english else "同上"
        rows.append(
            [say(text) for text in (f"[{one.number}]", one.record_id, label, one.quote, again if repeated else origin)]
        )
    return Section(heading="References" if english else "引用清单", listing=True, blocks=[*table(header, rows)])


def _origin(one: Reference, *, english: bool = False) -> str:
    if not one.as_of:
        return one.source
    if english:
        return f"{one.source}, as of {one.as_of.removeprefix('截至')}"
    return f"{one.source}，{one.as_of if one.as_of.startswith('截至') else f'截至 {one.as_of}'}"


def short_references(report: Report) -> Section:
    """引用: the records behind a short document, one line for each source."""
    by_source: dict[str, dict[str, list[Reference]]] = {}
    for one in report.citations:
        by_source.setdefault(one.source, {}).setdefault(one.record_id, []).append(one)
    lines = [
        say(f"{source}：" + "；".join(_grouped(record_id, group) for record_id, group in records.items()))
        for source, records in by_source.items()
    ]
    return Section(heading="引用", listing=True, blocks=[*bullets(lines)])


def _grouped(record_id: str, group: list[Reference]) -> str:
    first, last = group[0].number, group[-1].number
    span = f"[{first}]" if first == last else f"[{first}]–[{last}]"
    as_of = group[0].as_of.removeprefix("截至").strip()
    return f"{span} {record_id}" + (f"（截至 {as_of}）" if as_of else "")


def field_label(name: str) -> str:
    """A record field's Chinese name."""
    return _LABELS.get(name, name)


def ai_label(report: Report) -> Section:
    """AI 生成标识: the label that the law requires, who drafted, and that an officer must review."""
    if report.variant == "english":
        engine = f"with the model {report.model}" if report.model else "by rules, without a language model"
        text = (
            f"{AI_LABEL_EN} Drafted by Queqiao on {report.date} {engine}; it may be sent only after an officer’s "
            f"review. {LABEL}。"
        )
        return Section(heading="AI label", blocks=[paragraph(say(text, computed=[text]))])
    engine = f"大模型 {report.model} 参与起草" if report.model else "按规则起草，未使用大模型"
    text = f"{report.label}。由{report.author}于 {report.date} {engine}，专员审定后方可外发。"
    return Section(heading="AI 生成标识", blocks=[paragraph(say(text, computed=[text]))])
