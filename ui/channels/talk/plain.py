"""An answer as plain text for a messenger: no Markdown, nothing that a messenger would make a link of, cut by bytes."""

from __future__ import annotations

import re
import unicodedata

from agent import Reply

LIMIT_BYTES = 2_048
"""What one text message of 公众号 and 企业微信 may hold."""

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_BULLET = re.compile(r"^( *)[-*] ", re.MULTILINE)
_SCHEME = re.compile(r"(?i)\b(https?|ftp|file|javascript|vbscript|data|weixin|wxwork|mailto|tel|sms|intent)\s*:")
_WWW = re.compile(r"(?i)\bwww\.")
_JOINERS = "\u200d\ufe0e\ufe0f"
_HIDDEN = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0xFEFF])
"""Marks that turn the direction of text or cannot be seen."""


def plain(reply: Reply) -> str:
    """The answer as :func:`defused` text, without its AI label."""
    text = _BULLET.sub(r"\1· ", _BOLD.sub(r"\1", reply.text)).strip()
    asked = [f"可以回复：{'；'.join(reply.suggestions)}"] if reply.suggestions else []
    return defused("\n\n".join([text, *asked]))


def defused(text: str) -> str:
    """Text of which a messenger makes no tag, link, image or command: the signs that it looks for are made wide."""
    kept = "".join(one for one in text.translate(_HIDDEN) if one in "\n\t" or unicodedata.category(one) != "Cc")
    kept = kept.replace("<", "＜").replace(">", "＞").replace("](", "]（").replace("![", "！[")
    return _WWW.sub("www．", _SCHEME.sub(r"\1：", kept))


def cut(text: str, ending: str = "", limit: int = LIMIT_BYTES) -> str:
    """The text with its ending within ``limit`` bytes of UTF-8; what is too long ends in …… at a line or character."""
    room = limit - len(ending.encode())
    if len(text.encode()) <= room:
        return text + ending
    return f"{_head(text, room - len('……'.encode()))}……{ending}"


def split(text: str, limit: int = LIMIT_BYTES) -> list[str]:
    """The text in parts of at most ``limit`` bytes of UTF-8, cut between lines where that is possible."""
    parts: list[str] = []
    while len(text.encode()) > limit:
        head = _head(text, limit)
        parts.append(head)
        text = text[len(head) :].lstrip("\n")
    return [*parts, text] if text or not parts else parts


def _head(text: str, room: int) -> str:
    """As much of the text as fits: to the end of a line if that keeps half of it, else to a whole character."""
    head = text.encode()[: max(room, 0)].decode(errors="ignore")
    while head and _continues(head, text[len(head) :]):
        head = head[:-1]
    line = head.rfind("\n")
    if line > len(head) // 2:
        return head[:line]
    return head or text[:1]


def _continues(head: str, rest: str) -> bool:
    """Whether the text goes on with something that belongs to the character before."""
    if not rest or head.endswith(_JOINERS[0]):
        return bool(rest)
    return rest[0] in _JOINERS or bool(unicodedata.combining(rest[0])) or "\U0001f3fb" <= rest[0] <= "\U0001f3ff"
