"""What the enterprise wishes to be kept from others."""

from __future__ import annotations

import re

_HIDE_NAME = re.compile(
    r"(?:不(?:要|想|愿意?|便|方便|宜|希望|得)?|请勿|匿名|隐去|别)[^，。；]{0,4}(?:公开|透露|披露|显示|出现|暴露|泄露)?[^，。；]{0,4}"
    r"(?:企业|公司|单位|我们|我司|厂)(?:的)?(?:名称|名字|名|全称|信息|身份)|匿名(?:发布|对接|展示)?"
)
_SECRET = re.compile(
    r"(?:需要?|要求?|请|必须|应|对外|严格)(?:[^，。；]{0,4})?保密|保密(?:协议|要求|处理|需求)|不(?:对外)?公开|不(?:能|要|得|可)外传|暂不公开|涉密|签(?:署|订)?保密"
)
_NO_NEED = r"(?:不(?:需要|用|必|要求)|无需|取消)保密"
_NOT_A_WISH = re.compile(rf"保密(?:通信|系统|机|技术|局|资质)|{_NO_NEED}")
_LIFTED = re.compile(rf"(?<![不未])(?:可以|能|愿意)公开|{_NO_NEED}")


def lifts_secrecy(text: str) -> bool:
    """Whether the text gives up an earlier wish for secrecy."""
    return _LIFTED.search(text) is not None


def extract_secrecy(text: str) -> str:
    """``不公开企业名称``, ``保密``, or "" when no wish is stated."""
    if _HIDE_NAME.search(text):
        return "不公开企业名称"
    if _SECRET.search(_NOT_A_WISH.sub("", text)):
        return "保密"
    return ""
