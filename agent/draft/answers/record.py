"""A record in words: its heading, its labelled fields, and its public view, each line cited."""

from __future__ import annotations

from pydantic import JsonValue

from agent.match.around.resources import status_text
from agent.schema import Statement
from agent.verify.citing import cite
from knowledge.records import Achievement, AnyRecord, Expert, Resource

LABELS = {
    "summary": "简介",
    "problem": "解决的问题",
    "approach": "做法",
    "applications": "应用场景",
    "parameters": "参数",
    "trl": "成熟度",
    "ip": "知识产权",
    "ownership": "权属",
    "transfer_modes": "转化方式",
    "pay_later": "先用后付",
    "price": "价格",
    "institution": "单位",
    "team": "团队",
    "directions": "方向",
    "evidence": "依据",
    "roles": "可承担角色",
    "availability": "可接洽时间",
    "department": "部门",
    "kind": "类型",
    "operator": "运营方",
    "fields": "领域",
    "capabilities": "能力",
    "clauses": "要点",
    "tiers": "适用企业",
    "status": "状态",
    "version": "版本",
    "entries": "包括",
    "note": "说明",
    "value": "数值",
    "period": "时期",
    "basis": "口径",
    "region": "地区",
    "rank": "职称",
}
VIEW_LABELS = LABELS | {
    "aliases": "又称",
    "field": "领域",
    "keywords": "关键词",
    "name": "姓名",
    "scope": "范围",
}
"""Chinese names of the fields of a record's public view."""
CONTACT_NOTE = "联系方式受保护，双方都同意后由成果转化专员转达。要联系对方，请说“请专员联系我”。"


def heading(record: AnyRecord) -> Statement:
    """The record's name, id, source and date as one cited line."""
    dated = f"，截至 {record.as_of}" if record.as_of else ""
    example = "（示例数据）" if record.example else ""
    status = ""
    if isinstance(record, Resource) and (note := status_text(record)):
        status = f"（{note}）"
    return Statement(
        section="record",
        text=f"**{record.title}**〔{record.id}〕{status}{example} 来源：{record.source.text()}{dated}",
        record_id=record.id,
        citations=[cite(record, "title"), cite(record, "source")],
        computed=[str(record.as_of or "").replace("-", " "), record.id],
    )


def line(record: AnyRecord, name: str, text: str) -> Statement:
    """One field of a record with its label, cited whole."""
    hedge = ""
    if isinstance(record, Resource) and record.title in text and (note := status_text(record)):
        hedge = f"（{note}）"
    return Statement(
        section="record",
        text=f"{LABELS[name]}：{text}{hedge}",
        record_id=record.id,
        citations=[cite(record, name)],
    )


def missing_fields(record: AnyRecord) -> list[str]:
    """Chinese labels of what an achievement or expert record does not state."""
    wanted = {
        Achievement: ("parameters", "trl", "ip", "transfer_modes", "price"),
        Expert: ("directions", "evidence", "availability"),
    }.get(type(record), ())
    fields = record.citable_fields()
    return [LABELS[name] for name in wanted if name not in fields]


def public_view(record: AnyRecord) -> dict[str, JsonValue]:
    """A record's public fields as (name, label, text) rows, with source and dates."""
    fields = record.citable_fields()
    rows: list[JsonValue] = [
        {"name": name, "label": VIEW_LABELS.get(name, name), "text": text}
        for name, text in fields.items()
        if name not in ("title", "source")
    ]
    status = status_text(record) if isinstance(record, Resource) else ""
    return {
        "id": record.id,
        "type": record.type,
        "title": record.title,
        "fields": rows,
        "source": record.source.text(),
        "as_of": str(record.as_of or ""),
        "expires": str(record.expires or ""),
        "example": record.example,
        "notice": status,
    }
