"""Cut a requirement text into lines, sections, sentences and clauses that keep their offsets.

Requirement forms share a few headings (需求内容, 预期目标, 现有工作基础 …). The heading under which a clause stands
tells whether it asks for something, so every clause carries its section. A literal two-character ``\\n`` counts as a
line break, as it does in exported forms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from knowledge.text import HAN

Section = Literal["start", "need", "problem", "content", "goal", "existing", "budget", "cooperation", "result"]

_LINE = re.compile(r"\\r\\n|\\n|\r?\n")
_CHINESE = "一二三四五六七八九十"
MARKER = re.compile(
    rf"[\s　\"“]*(?:[（(【\[]\s*(?:[{_CHINESE}]{{1,3}}|\d{{1,2}})\s*[)）】\]]"
    rf"|(?:[{_CHINESE}]{{1,2}}|\d{{1,2}})\s*[)）]"
    rf"|[{_CHINESE}]{{1,2}}\s*[、.．:：]|[{_CHINESE}]\s(?=[{HAN}])"
    rf"|\d{{1,2}}(?:[.．]\d{{1,2}}){{1,2}}(?:[、.．]|(?=[\s{HAN}A-Z]))|\d{{1,2}}\s*[、.．，](?!\d)|\d{{1,2}}\s(?=[{HAN}])"
    rf"|[①-⑳]|第?[{_CHINESE}]是|其[一二三四五]|第[{_CHINESE}]+[、，,：:]"
    rf"|(?:课题|需求|问题|难题|任务|目标)(?:[{_CHINESE}]{{1,2}}|\d{{1,2}})(?![\d项种类个条款])"
    rf"|[●■◆▪•·★➢－-]\s*(?=[{HAN}A-Z]))[\s　.．、:：]*"
)
_INLINE = re.compile(
    rf"(?:(?<=[。；;，,：:！？\s])|(?<=[{HAN})）])(?=[（(]\d{{1,2}}[)）]|[①-⑳]|\d{{1,2}}[)）、](?!\d)))"
    rf"(?=(?:[（(](?:\d{{1,2}}|[{_CHINESE}]{{1,2}})[)）]|\d{{1,2}}\s*[)）、]|\d{{1,2}}[.．](?![\d])"
    rf"|[①-⑳]|第?[{_CHINESE}]是|[{_CHINESE}]、|第[{_CHINESE}]，))"
)
_HEADINGS: tuple[tuple[Section, str], ...] = (
    (
        "existing",
        r"(?:现有|已有|目前|前期)?(?:的)?(?:工作|研究|技术|合作|实验|科研|产业)?(?:进展|基础)(?:条件|情况|（[^）]*）)?"
        r"|(?:企业|公司|单位|申报单位)(?:技术)?(?:背景|简介|概况|介绍|情况|现状|基本情况)"
        r"|(?:技术|项目|研究|行业|国内外|生产|市场|现有)?(?:背景|现状|概述|概况|前景|优势)(?:及[^：:]{1,8})?"
        r"|开展工作|项目(?:简介|来源|背景)(?:及[^：:]{1,8})?|立项(?:依据|背景)|(?:研究|项目)?(?:意义|必要性)",
    ),
    (
        "budget",
        r"(?:项目|研发|资金|经费|投入|计划)*(?:总)?(?:预算|资金|经费|投资|投入|费用)(?:情况|来源|预算|计划|安排)?",
    ),
    ("cooperation", r"(?:拟|意向|期望|希望)?(?:的)?合作(?:方式|方案|模式|意向|形式|要求|单位|机制)"),
    (
        "result",
        r"(?:预期)?(?:成果|效益|经济效益|社会效益)(?:形式|分析|预测)?|(?:市场|效益)(?:分析|前景|预测)|推广应用(?:前景)?"
        r"|(?:成果)?(?:提交|交付)(?:形式|物)?|进度(?:安排|计划)|(?:风险|产业化)分析",
    ),
    (
        "goal",
        r"(?:项目|需求|技术|拟|希望|预期|研究|主要|建成后|完成后|最终|要|总体)*(?:的)?(?:达到|实现|达成)?(?:的)?"
        r"(?:预期|研究|改进|技术|考核|主要|总体|质量|性能)*(?:目标|指标|目的|效果|要求)(?:内容|参数|要求|及指标)?",
    ),
    (
        "problem",
        r"(?:目前|现阶段|当前|生产中|企业)?(?:需要|需|要|拟|主要|面临|存在|解决|攻克|突破|亟待|急需|待|遇到|重点|希望|攻关)*"
        r"(?:的)?(?:解决|攻克)?(?:的)?(?:主要|核心|重点|关键|技术|共性|工艺)*(?:技术)?(?:问题|难题|难点|瓶颈|痛点|困难)"
        r"(?:及需求|描述|说明|及需求说明|及预算|如下|有|以下)*(?:（[^）]*）)?",
    ),
    (
        "need",
        r"(?:具体|主要|企业|技术|项目|详细|本|关键|核心|研发|合作)*(?:技术)?(?:需求)(?:内容|描述|说明|名称|背景|概述|简介|情况|详情"
        r"|如下|目标)*(?:[及和与](?:预期)?(?:目标|指标)(?:内容)?)?",
    ),
    (
        "content",
        r"(?:项目|主要|具体|拟|重点|开展|本项目|技术|合作)*(?:研究|研发|开发|建设|攻关|工作|设计|合作|技术)(?:的)?(?:内容|任务|方向|重点|路线)"
        r"(?:[及和与].{1,6})?|功能要求|关键技术|技术关键|(?:拟)?解决(?:的)?(?:方案|途径|方法)",
    ),
)
_HEADING = [
    (name, re.compile(rf"(?:{pattern})\s*(?:[:：;；]|(?:为|包括|如下|有|是)[:：]|$)")) for name, pattern in _HEADINGS
]
_SENTENCE_END = re.compile(r"[。；;！？!?]+[”\"]?")
_CLAUSE_END = re.compile(r"，|,(?!\d)|：|:(?![\d/])|\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: ``text`` is ``source[start:end]``.

    ``block``, ``line`` and ``sentence`` number the headed block, the line and the sentence; ``position`` is the place
    of the clause in its sentence and ``nth`` that of the sentence in its line. ``marker`` is the kind of list number
    before the clause ("" when none) and ``item`` the number of the list item it belongs to (−1 outside lists);
    ``closer`` is the punctuation that ends it.
    """

    start: int
    end: int
    text: str
    section: Section
    block: int
    line: int
    sentence: int
    nth: int
    position: int
    marker: str
    item: int
    closer: str


_MARKER_KINDS = (
    ("round", re.compile(r"[（(【\[]")),
    ("circle", re.compile(r"[①-⑳]")),
    ("bullet", re.compile(r"[●■◆▪•·★➢－-]")),
    ("word", re.compile(r"第|其|[一二三四五六七八九十]是|[课需问难任目]")),
    ("half", re.compile(r"[^)）]{1,3}[)）]")),
    ("han", re.compile(rf"[{_CHINESE}]")),
    ("deep", re.compile(r"\d{1,2}[.．]\d")),
    ("digit", re.compile(r"\d")),
)


def _marker_kind(text: str) -> str:
    plain = text.strip(' \t　"“')
    return next((kind for kind, pattern in _MARKER_KINDS if pattern.match(plain)), "other")


@lru_cache(maxsize=512)
def heading(line: str) -> tuple[Section, int] | None:
    """The section that ``line`` opens and the length of its heading, or None when it opens none."""
    start = m.end() if (m := MARKER.match(line)) else len(line) - len(line.lstrip(' \t　"“'))
    for name, pattern in _HEADING:
        if match := pattern.match(line[start : start + 40].rstrip(' 　\t"”')):
            return name, start + match.end()
    return None


def _lines(text: str) -> list[tuple[int, int]]:
    """Offsets of the lines of ``text``, with lists written in one line cut before each number."""
    spans, start = [], 0
    for match in [*_LINE.finditer(text), None]:
        end = match.start() if match else len(text)
        cuts = [start, *(start + m.start() for m in _INLINE.finditer(text[start:end])), end]
        spans += [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if text[a:b].strip()]
        start = match.end() if match else end
    return spans


def _pieces(text: str, start: int, end: int, pattern: re.Pattern[str]) -> list[tuple[int, int, str]]:
    """Cut ``text[start:end]`` at ``pattern``: (start, end, the punctuation that closed it)."""
    pieces, at = [], start
    for match in pattern.finditer(text, start, end):
        pieces.append((at, match.start(), match.group()))
        at = match.end()
    pieces.append((at, end, ""))
    return pieces


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in ' \t　"“\\':
        start += 1
    while end > start and text[end - 1] in ' \t　"”.、\\':
        end -= 1
    return start, end


def clauses(text: str) -> list[Clause]:
    """Every clause of ``text`` in order, with its section, list item and offsets."""
    out: list[Clause] = []
    section: Section = "start"
    block, sentence, item = 0, 0, -1
    for line, (start, end) in enumerate(_lines(text)):
        if opened := heading(text[start:end]):
            section, start, item, block = opened[0], start + opened[1], -1, block + 1
        marker = ""
        if match := MARKER.match(text, start, end):
            start, item, marker = match.end(), item + 1, _marker_kind(match.group())
        for nth, (a, b, stop) in enumerate(_pieces(text, start, end, _SENTENCE_END)):
            sentence += 1
            if opened := heading(text[a:b]):
                section, a, item, block = opened[0], a + opened[1], -1, block + 1
            for position, (c, d, comma) in enumerate(_pieces(text, a, b, _CLAUSE_END)):
                c, d = _trim(text, c, d)
                if d - c < 2:
                    continue
                place = (section, block, line, sentence, nth, position, marker, item)
                out.append(Clause(c, d, text[c:d], *place, comma or stop))
                marker = ""
    return out
