"""What is missing from a requirement, how intake officers would judge it, and whether a search can start."""

from __future__ import annotations

import re
from collections.abc import Iterable

import rjieba

from agent.read.asks.generic import general_words
from agent.read.asks.reader import reads_vague
from agent.schema import RequirementCard

PARTS = ("对象", "问题", "量化指标", "预算", "期限", "合作方式", "对接人")
_CONTACT = re.compile(
    r"联系人|对接人|负责人|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}|@[\w.]+\.\w+|微信号?[:：]"
)

_SELLS = re.compile(
    r"出售(?:[^，。；]{0,6})技术|金融机构投资|融资需求|推广销售"
    r"|(?:寻求|需要|引入)(?:[^，。；]{0,6})(?:融资|风险投资|投资人|投资方)"
)


def is_selling(card: RequirementCard) -> bool:
    """Whether the text offers the enterprise's own technology, or asks for money, rather than naming a problem."""
    return bool(_SELLS.search(card.text))


def names_something(phrases: Iterable[str]) -> bool:
    """Whether a phrase holds a noun that is more than 技术, 产品, 竞争力 … : something that a search can look for."""
    return any(
        len(word) > 1 and (tag[:1] in "nxjl" or tag in ("eng", "vn")) and not _is_general(word)
        for phrase in phrases
        for word, tag in rjieba.tag(phrase)
    )


def _is_general(word: str) -> bool:
    known = general_words()
    return word in known or any(word[:i] in known and word[i:] in known for i in range(2, len(word) - 1))


def is_vague(card: RequirementCard) -> bool:
    """Whether a broker would have to ask before a search: no object, no problem, or a text learned to be too vague.

    A later version has been asked about already.
    """
    if not card.object or not (card.problem or card.indicators or card.baselines):
        return True
    if card.version > 1 or not card.text.strip():
        return False
    return is_selling(card) or reads_vague(card.title, card.text)


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
