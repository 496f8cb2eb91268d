"""Sub-requirements: the distinct technical problems that a text asks to have solved, each with its quote."""

from __future__ import annotations

import re

from agent.schema import SubRequirement
from agent.understand.sections import Clause

LIMIT = 6
_ASK = re.compile(
    r"需要|需求|寻求|寻找|希望|亟需|急需|迫切|如何|解决|开发|研发|研制|研究|实现|攻克|突破|提高|提升|降低|减少|改进|优化|建立|构建|建设|设计|选育|延长|开展|控制|技术"
)
_SYMPTOM = re.compile(r"问题|难题|困难|不足|缺少|缺乏|较差|较低|较高|不理想|无法|难以|容易|总有|差$|低$|大$|短$|多$")
_NOISE = re.compile(r"专利|论文|员工|注册资金|占地|销售收入|产值|利润|有限公司|万元|亿元|年成立|培养|预算|个月|半年")


def _score(clause: Clause) -> float:
    section = {"need": 1.0, "content": 1.2, "problem": 1.4, "goal": 0.6, "start": 0.4}.get(clause.section, -2.0)
    score = (
        section + 0.9 * clause.marker + 0.8 * bool(_ASK.search(clause.text)) + 0.6 * bool(_SYMPTOM.search(clause.text))
    )
    score -= 2.0 * bool(_NOISE.search(clause.text)) + 0.8 * (len(clause.text) < 5) + 0.3 * clause.position
    return score - 0.8 * bool(re.search(r"\d", clause.text) and not clause.marker)


def find_sub_requirements(clauses: list[Clause], title: str, text: str) -> list[SubRequirement]:
    """At most six items whose quotes are substrings of ``text`` or ``title``; the title when the text asks nothing."""
    ranked = sorted((c for c in clauses if _score(c) >= 1.9), key=_score, reverse=True)
    chosen: dict[int, Clause] = {}
    for clause in ranked:
        if clause.sentence not in chosen and len(chosen) < LIMIT:
            chosen[clause.sentence] = clause
    quotes = [c.text for c in sorted(chosen.values(), key=lambda c: c.start)] or ([title] if title else [])
    return [SubRequirement(id=f"S{i}", text=q[:80], quote=q) for i, q in enumerate(dict.fromkeys(quotes), 1)]
