"""What is missing from a requirement, how intake officers would judge it, and whether a search can start."""

from __future__ import annotations

import re
from collections.abc import Iterable

import rjieba

from agent.read.asks.generic import general_words, is_generic
from agent.read.asks.reader import reads_vague
from agent.read.terms.read import without_excluded
from agent.schema import RequirementCard
from agent.verify.words import has_contact, lexicon

PARTS = ("对象", "问题", "量化指标", "预算", "期限", "合作方式", "对接人")
_SHORT = 40
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
    if is_selling(card):
        return True
    return not (_is_plain_complaint(card) or _has_target(card)) and reads_vague(card.title, without_excluded(card.text))


def _is_plain_complaint(card: RequirementCard) -> bool:
    """Whether a short text says of a thing with a name what is wrong with it: too short to be judged as a whole."""
    return len(card.text) <= _SHORT and names_something([card.object]) and not is_generic(card.problem)


def _has_target(card: RequirementCard) -> bool:
    """Whether a thing with a name is to reach a number: enough to search with."""
    return names_something([card.object]) and any(not one.suggestion for one in card.indicators)


def missing_parts(card: RequirementCard) -> list[str]:
    """The labels of ``PARTS`` that the card lacks, in order."""
    present = (
        bool(card.object),
        bool(card.problem),
        any(not i.suggestion for i in card.indicators),
        card.budget_cny is not None,
        bool(card.deadline),
        card.cooperation != ["未说明"],
        _names_contact(card),
    )
    return [label for label, there in zip(PARTS, present, strict=True) if not there]


def judge_quality(card: RequirementCard) -> dict[str, bool]:
    """The three marks of a good need: clear object, complete indicators, named owner."""
    return {
        "对象明确": bool(card.object and card.problem),
        "指标完整": bool(card.indicators) and all(i.name for i in card.indicators),
        "责任人明确": _names_contact(card),
    }


def _names_contact(card: RequirementCard) -> bool:
    return has_contact(card.text) or lexicon("contacts", "person").search(card.text) is not None
