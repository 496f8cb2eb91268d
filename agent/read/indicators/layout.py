"""Where a quantity stands: its clause, its sentence and the section heading above it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from knowledge.text import HAN

Section = Literal["goal", "need", "existing", "none"]

_MARK = r"(?:^|[\n。；;])[ \"“]*(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）、.:]? ?)*"
_GOAL = (
    r"预期目标|期望目标|(?:技术|考核|性能|主要|质量|经济技术)指标|研究目标|改进目标|项目目标|具体目标|总体目标|(?:质量|技术|性能|功能|工艺|具体|基本|参数)要求"
    r"|达到的?(?:目标|指标|要求|效果|目的)|满足(?:以下|下列|如下)(?:要求|性能|条件)|预期效果|技术参数|主要参数|设计参数|目标"
)
_NEED = (
    r"需求(?:内容|说明|描述|背景|概述)?|(?:主要|研究|开发|研发)内容|(?:希望|需要?|要|拟|急需|亟需"
    r"|亟待)?解决的?[^\n。:;]{0,8}(?:问题|难题)|技术难题|技术难点|攻关内容|研究任务|任务"
)
_EXISTING = (
    r"(?:现有|前期|已有|目前|项目)?的?(?:工作|研究|技术|实验|科研|产业|合作)基础|(?:公司|企业|单位|项目)(?:技术)?(?:简介|概况|介绍|背景|情况)|(?:现状|背景|意义)"
    r"|技术(?:现状|背景)|国内外[^\n。:]{0,12}|工作进展|已投入|(?:经济|社会|环境)?效益|市场(?:前景|分析|应用)?|合作(?:方式|方案|模式)|资金(?:来源|预算|投入|情况)|(?:项目)?(?:资金|预算|经费)"
    r"|预期成果|成果形式|目标成果|开展工作|推广应用"
)
_HEADING = re.compile(
    rf"{_MARK}(?P<head>[^\n。；;:，,\d]{{0,24}}?(?:(?P<goal>{_GOAL})|(?P<existing>{_EXISTING})|(?P<need>{_NEED}))[^\n。:，；;\d]{{0,14}}?)(?:[:\n。；;]|$)",
)
# A line break before a sign or a measured number is taken for a scanning artefact, not for an end.
_BREAK = r"\n++(?! *(?:[≥≤<>±]|\d[\d.]* ?(?:%|‰|℃|[a-zA-Zμ]{1,4}(?![a-zA-Z]))))"
_SENTENCE = re.compile(rf"(?:[。！？!?；;]|{_BREAK})+")
_CLAUSE = re.compile(rf"(?:[。！？!?；;，]|{_BREAK})+|,(?!\d{{3}})|(?<=[{HAN}])\. ?(?=[{HAN}])")


@dataclass(frozen=True, slots=True)
class Layout:
    """Boundaries of one folded text: sentence starts, clause starts, and headings with their section."""

    text: str
    sentences: list[int]
    clauses: list[int]
    headings: list[int]
    sections: list[Section]

    def section(self, pos: int) -> Section:
        """The section whose heading stands last before ``pos``."""
        index = bisect_right(self.headings, pos) - 1
        return self.sections[index] if index >= 0 else "none"

    def sentence(self, pos: int) -> int:
        """Start of the sentence that holds ``pos``."""
        return self.sentences[bisect_right(self.sentences, pos) - 1]

    def clause(self, pos: int) -> int:
        """Start of the clause that holds ``pos``."""
        return self.clauses[bisect_right(self.clauses, pos) - 1]

    def clause_end(self, pos: int) -> int:
        """End of the clause that holds ``pos`` (the start of the next one, or the end of the text)."""
        index = bisect_right(self.clauses, pos)
        return self.clauses[index] if index < len(self.clauses) else len(self.text)

    def sentence_end(self, pos: int) -> int:
        """End of the sentence that holds ``pos``."""
        index = bisect_right(self.sentences, pos)
        return self.sentences[index] if index < len(self.sentences) else len(self.text)


def lay_out(text: str) -> Layout:
    """Boundaries and sections of folded ``text``; a heading's section lasts until the next heading."""
    headings: list[int] = []
    sections: list[Section] = []
    for match in _HEADING.finditer(text):
        kind: Section = "goal" if match["goal"] else "existing" if match["existing"] else "need"
        headings.append(match.end("head"))
        sections.append(kind)
    return Layout(
        text,
        [0, *(m.end() for m in _SENTENCE.finditer(text))],
        [0, *(m.end() for m in _CLAUSE.finditer(text))],
        headings,
        sections,
    )
