"""Tier and name of the enterprise as it states them, and the maturity it wishes for."""

from __future__ import annotations

import re

from agent.read.lexicon import said
from knowledge.text import HAN, clauses

_WISH = "wish"
_NAME = re.compile(
    rf"(?<![{HAN}（）()A-Za-z])((?:[{HAN}]|[（(][{HAN}]{{2,6}}[）)]){{3,26}}?(?:有限责任公司|股份有限公司|集团有限公司|有限公司|集团公司))"
)
_LEAD = re.compile(
    r"^(?:我们是|我们公司是|我们公司叫|我司是|我公司是|本公司是|公司名称是?|这里是|我是|由|与|和|在|以|对|及|为|是)"
)
_OTHER = re.compile(r"(?:与|和|同|向|从|由|找|联系|比如|例如|厂家)$")
_SHORTEST_NAME = 6
_PARTNER = re.compile(r"^[和同]|与|跟|委托|合作|希望|联系")


def extract_tier(text: str) -> str:
    """The enterprise's own tier, e.g. ``高新技术企业``; "" when it states none."""
    return next((term.term for term in said(text, "firms")), "")


def extract_enterprise(text: str) -> str:
    """The enterprise's registered name when the text states it as its own, else ""."""
    for match in _NAME.finditer(text):
        before = text[max(0, match.start() - 4) : match.start()]
        name = _LEAD.sub("", match.group(1))
        if not _OTHER.search(before) and len(name) >= _SHORTEST_NAME and not _PARTNER.search(match.group(1)):
            return name
    return ""


def firm_names(text: str) -> list[str]:
    """Every registered name of a firm in the text, the enterprise's own or another's."""
    found = (_LEAD.sub("", match.group(1)) for match in _NAME.finditer(text))
    return list(dict.fromkeys(name for name in found if len(name) >= _SHORTEST_NAME))


def extract_stage(text: str) -> str:
    """The least maturity wished for, of 实验室, 样机, 小试, 中试, 产业化; "" when nothing is said."""
    for clause in clauses(text):
        found = [term.term for term in said(clause, "stages")]
        if _WISH in found and found[0] != _WISH:
            return found[0]
    return ""
