"""What a model proposed in one turn, what code took, changed and refused, and why: two tables an officer can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.officer import html

Row = Mapping[str, Any]
STEPS = {"judge": "评审候选", "word": "组织答复", "letter": "起草文书"}
OUTCOMES = {"taken": "采用", "changed": "改过后采用", "refused": "没有采用"}
TAKEN = {"model": "用模型的", "both": "两边一致", "ours": "用我们的", "refused": "没有采用"}
FIELDS = {
    "act": "意图",
    "need": "是不是新需求",
    "refs": "指哪几条",
    "rejects": "不要哪几条",
    "object": "对象",
    "problem": "问题",
    "sub_requirements": "要解决的几点",
    "indicators": "目标指标",
    "baselines": "现状值",
    "conditions": "条件",
    "constraints": "条件",
    "exclusions": "排除",
    "exclude": "不要",
    "exclude_regions": "不要的地区",
    "exclude_institutions": "不要的单位",
    "budget": "预算",
    "deadline": "期限",
    "regions": "地域",
    "region": "地域",
    "cooperation": "合作方式",
    "institution_types": "单位类型",
    "service": "要找什么",
    "remove": "去掉",
    "questions": "问题",
}
ACTS = {
    "recommend": "提需求",
    "ask": "补充",
    "confirm": "修改",
    "detail": "看详情",
    "compare": "比较",
    "why": "问理由",
    "more": "要更多",
    "report": "要报告",
    "policy": "问政策",
    "explain": "问概念",
    "summarise": "要总结",
    "handover": "转专员",
    "refuse": "不能办的事",
    "smalltalk": "寒暄",
    "offtopic": "无关",
}
_ORDER = ("refused", "changed", "taken")


def reading(rows: Sequence[Row]) -> str:
    """What the model read, what ours read, and whose stands; empty without a reading by a model."""
    told = [
        (_field(row["field"]), _said(row["model"]), _said(row["ours"]), TAKEN.get(row["taken"], ""), _said(row["why"]))
        for row in rows
    ]
    head = ("读需求", "模型读到", "我们读到", "结果", "为什么")
    return html.table(head, told) if told else ""


def decided(rows: Sequence[Row]) -> str:
    """What became of the model's other proposals, those that were not taken as they were first."""
    told = []
    for step, name in STEPS.items():
        mine = [row for row in rows if row["step"] == step]
        told += [(html.text(name), *_cells(row)) for outcome in _ORDER for row in mine if row["outcome"] == outcome]
    if not told:
        return ""
    counts = "，".join(
        f"{name} {number} 条"
        for outcome, name in OUTCOMES.items()
        if (number := sum(row["outcome"] == outcome for row in rows))
    )
    table = html.table(("步骤", "关于", "模型提出", "结果", "留下的", "为什么"), told)
    return f"<details open><summary>模型的提议：{counts}</summary>{table}</details>"


def _cells(row: Row) -> tuple[str, ...]:
    left = "" if row["outcome"] == "taken" else _said(row["taken"])
    return (_field(row["field"]), _said(row["proposed"]), OUTCOMES[row["outcome"]], left, _said(row["reason"]))


def _field(name: str) -> str:
    return html.text(FIELDS.get(name, name))


def _said(value: object) -> str:
    return html.text(ACTS.get(str(value), value))
