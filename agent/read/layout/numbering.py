"""The numbers and bullets that stand before list items."""

from __future__ import annotations

import re

CHINESE = "一二三四五六七八九十"
MARKER = re.compile(
    rf"[\s　\"“]*(?:[（(【\[]\s*(?:[{CHINESE}]{{1,3}}|\d{{1,2}}|[a-hA-H])\s*[)）】\]]"
    rf"|(?:[{CHINESE}]{{1,2}}|\d{{1,2}}|[a-hA-H])\s*[)）]"
    rf"|[{CHINESE}]{{1,2}}\s*[、.．:：]|[{CHINESE}]\s(?=[一-龥])"
    r"|\d{1,2}(?:[.．]\d{1,2}){1,2}(?:[、.．]|(?=[\s一-龥A-Z]))|\d{1,2}\s*[、.．，](?!\d)|\d{1,2}\s(?=[一-龥])"
    r"|[Ⅰ-Ⅻ]\s*[、.．:：]?|[A-Ha-h][.．、](?!\d)|[A-H]\s(?=[一-龥])"
    rf"|[①-⑳]|第?[{CHINESE}]是|其[一二三四五]|第[{CHINESE}]+[、，,：:]"
    rf"|(?:课题|需求|问题|难题|任务|目标)(?:[{CHINESE}]{{1,2}}|\d{{1,2}})(?![\d项种类个条款])"
    r"|[●■◆◇▲△○◎▪•·★➢*–－-]\s*(?=[一-龥A-Z]))[\s　.．、:：]*"
)
INLINE = re.compile(
    rf"(?:(?<=[。；;，,：:！？\s])|(?<=[\u4e00-\u9fff)）])(?=[（(]\d{{1,2}}[)）]|[①-⑳]|\d{{1,2}}[)）、](?!\d)))"
    rf"(?=(?:[（(](?:\d{{1,2}}|[{CHINESE}]{{1,2}})[)）]|\d{{1,2}}\s*[)）、]|\d{{1,2}}[.．](?![\d])"
    rf"|[①-⑳]|第?[{CHINESE}]是|[{CHINESE}]、|第[{CHINESE}]，|[Ⅰ-Ⅻ]、|(?<=[。；])[B-H][\s、.](?=[一-龥])))"
    r"|(?<!^)(?=[【〖][^】〗]{1,14}[】〗])"
)
"""Where a list that is written in one line goes on, or a bracketed heading stands."""

_KINDS = (
    ("round", re.compile(r"[（(【\[]")),
    ("circle", re.compile(r"[①-⑳]")),
    ("roman", re.compile(r"[Ⅰ-Ⅻ]")),
    ("bullet", re.compile(r"[●■◆◇▲△○◎▪•·★➢*–－-]")),
    ("word", re.compile(r"第|其|[一二三四五六七八九十]是|[课需问难任目]")),
    ("half", re.compile(r"[^)）]{1,3}[)）]")),
    ("letter", re.compile(r"[A-Ha-h]")),
    ("han", re.compile(rf"[{CHINESE}]")),
    ("deep", re.compile(r"\d{1,2}[.．]\d")),
    ("digit", re.compile(r"\d")),
)


def marker_kind(text: str) -> str:
    """The kind of the list number ``text``: round, circle, bullet, word …"""
    plain = text.strip(' \t　"“')
    return next((kind for kind, pattern in _KINDS if pattern.match(plain)), "other")
