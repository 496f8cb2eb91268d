"""What is missing from a requirement, how intake officers would judge it, and whether a search can start."""

from __future__ import annotations

import re

from agent.schema import RequirementCard

PARTS = ("对象", "问题", "量化指标", "预算", "期限", "合作方式", "对接人")
_CONTACT = re.compile(
    r"联系人|对接人|负责人|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}|@[\w.]+\.\w+|微信号?[:：]"
)

_SELLS = re.compile(
    r"出售(?:[^，。；]{0,6})技术|金融机构投资|(?:寻求|需要|引入)(?:[^，。；]{0,6})(?:融资|风险投资|投资人|投资方)|融资需求|推广销售"
)
_ASKS = re.compile(
    r"需要|需求|希望|寻求|寻找|解决|研发|研制|开发|研究|实现|提高|提升|降低|减少|改进|优化|问题|难题|要求|目标|如何|怎么|怎样|不足|缺|差|难|超标|过高|过低|影响|无法|[≥≤＞＜]"
)
_PEOPLE_ONLY = re.compile(
    r"^[^。；]{0,12}(?:需要|需求内容[:：]|寻求|招聘|引进)[^。；，]{0,20}(?:专家|人才)(?:团队|等)?(?:[、，](?:技术|管理)?人才)*等?(?:[。；\\\n]|$)"
)
_FORM = 40


def is_selling(card: RequirementCard) -> bool:
    """Whether the text offers the enterprise's own technology, or asks for money, rather than naming a problem."""
    return bool(_SELLS.search(card.text))


def is_vague(card: RequirementCard) -> bool:
    """Whether a broker would have to ask before a search: no object, no problem, or (first version) nothing asked for."""
    if not card.object or not card.problem:
        return True
    text = card.text.strip()
    if card.version > 1 or not card.title:
        return False
    untold = all(item.quote == card.title for item in card.sub_requirements)
    return (
        is_selling(card) or bool(_PEOPLE_ONLY.match(text)) or (untold and len(text) >= _FORM and not _ASKS.search(text))
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
