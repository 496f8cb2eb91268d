"""What is missing from a requirement, how intake officers would judge it, and whether a search can start."""

from __future__ import annotations

import re

from agent.schema import RequirementCard

PARTS = ("对象", "问题", "量化指标", "预算", "期限", "合作方式", "对接人")
_CONTACT = re.compile(
    r"联系人|对接人|负责人|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}|@[\w.]+\.\w+|微信号?[:：]"
)


def missing_parts(card: RequirementCard) -> list[str]:
    """The labels of ``PARTS`` that the card lacks, in order."""
    present = (
        bool(card.object),
        bool(card.problem),
        any(not i.suggestion for i in card.indicators),
        card.budget_cny is not None,
        bool(card.deadline),
        card.cooperation != ["未说明"],
        bool(_CONTACT.search(card.text)),
    )
    return [label for label, there in zip(PARTS, present, strict=True) if not there]


def judge_quality(card: RequirementCard) -> dict[str, bool]:
    """The three marks of a good need: clear object, complete indicators, named owner."""
    return {
        "对象明确": bool(card.object and card.problem),
        "指标完整": bool(card.indicators) and all(i.name for i in card.indicators),
        "责任人明确": bool(_CONTACT.search(card.text)),
    }
