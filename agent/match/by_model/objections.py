"""What a model holds against a record, by kind and quote; the sentence itself is ours."""

from __future__ import annotations

from typing import Any

from agent.match.rank.terms import normalise, want
from agent.match.reason import reason
from agent.schema import Reason, RequirementCard
from agent.verify.citing import find_quote
from knowledge.records import Record

KINDS = {
    "对象": "对象可能不同",
    "问题": "针对的问题可能不同",
    "方向": "可能只做检测或评价，不直接解决",
    "阶段": "所处阶段可能不合适",
    "条件": "条件可能不合适",
}
"""What can speak against a record, and how the answer says it."""
_SAME = 0.5
"""From this share of the need's words on, a quote speaks of the same thing and is no objection."""


def objection(row: Any, card: RequirementCard, record: Record) -> tuple[Reason | None, str]:
    """The risk that the model's objection becomes, or None and why it was not taken."""
    kind = str(row.get("kind")) if isinstance(row, dict) else ""
    if kind not in KINDS:
        return None, "不是约定的种类"
    citation = find_quote(record, str(row.get("quote") or ""))
    if citation is None:
        return None, "引文在记录里找不到"
    named = {"对象": card.object, "问题": card.problem}.get(kind, "")
    if named and want(named).share(normalise(citation.quote)) >= _SAME:
        return None, f"引文说的正是“{named}”"
    text = f"{KINDS[kind]}（模型判断）：记录写的是“{citation.quote}”"
    return reason("技术契合", text, citation, risk=True), ""
