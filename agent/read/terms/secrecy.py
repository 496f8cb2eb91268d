"""What the enterprise wishes to be kept from others: a switch word, with its negation read."""

from __future__ import annotations

import re

from agent.read.terms.basis.vocabulary import groups

_HIDE_NAME = re.compile(
    r"(?:不(?:要|想|愿意?|便|方便|宜|希望|得)?|请勿|隐去|别)[^，。；]{0,4}(?:公开|透露|披露|显示|出现|暴露|泄露|写|提)?[^，。；]{0,4}"
    r"(?:企业|公司|单位|我们|我司|厂)(?:的)?(?:名称|名字|名|全称|信息|身份)"
)
_LIFTED = re.compile(r"(?<![不未])(?:可以|能|愿意)公开|(?:不(?:需要|用|必|要求)|无需|取消)保密")


def lifts_secrecy(text: str) -> bool:
    """Whether the text gives up an earlier wish for secrecy."""
    return _LIFTED.search(text) is not None


def extract_secrecy(text: str) -> str:
    """``不公开企业名称``, ``保密``, or "" when no wish is stated."""
    words = groups("secrecy")
    if _HIDE_NAME.search(text) or any(word in text for word in words["hide_name"]):
        return "不公开企业名称"
    for word in words["not"]:
        text = text.replace(word, "")
    return "保密" if any(word in text for word in words["保密"]) else ""
