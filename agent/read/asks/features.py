"""Which stretches of a text may be a sub-requirement, and what speaks for and against each."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate

import rjieba

from agent.read.sections import Clause
from knowledge.text import HAN, bigrams

_RUN = 4
_LONGEST = 110
_NEAR = 8
_MOST = 800
_PARTS = 40
_SHORTEST = 4

_VERBS: tuple[tuple[str, str], ...] = (
    ("develop", r"(?:自主|联合|合作|共同|设计|研究)?(?:开发|研发|研制)"),
    ("study", r"(?:深入|重点|开展|进行|展开)?研究|探索|分析|开展|进行"),
    ("solve", r"解决|攻克|突破|克服|消除|避免|防止"),
    ("raise", r"(?:进一步|大幅|有效|显著|不断)?(?:提高|提升|增强|增加|改善|改进|延长|优化|完善|扩大)"),
    ("lower", r"(?:进一步|大幅|有效|显著|最大限度)?(?:降低|减少|缩短|抑制|减轻|控制)"),
    ("realise", r"实现|达到|完成|满足|形成|获得|取得|保证|确保|做到"),
    ("need", r"需要|需求|亟需|急需|迫切需要|需(?!方)|要求|必须|应"),
    ("seek", r"寻求|寻找|征集|希望|期望|想|拟|购买|引进|求"),
    ("how", r"如何|怎样|怎么"),
    ("build", r"建立|构建|建设|搭建|建成|打造|组建|筹建"),
    ("design", r"设计|制备|制造|生产|加工|选育|培育|筛选|选择|合成|提取|检测|监测|采用|利用|替代|配置|创制"),
    ("able", r"能够|能|可以|可(?!能)|具有|具备|支持|使"),
)
_BEGINS = [(name, re.compile(pattern)) for name, pattern in _VERBS]
_HAS = [(name, re.compile(pattern)) for name, pattern in _VERBS]
_OPENERS = (
    (
        "because",
        re.compile(r"由于|因为|因此|所以|随着|鉴于|针对|为了|为(?!什么)|基于|通过|在|根据|按照|当|从|对|以(?!及)"),
    ),
    ("further", re.compile(r"并|且|而|但|同时|从而|进而|使|导致|造成|影响|其中|例如|如(?!何)|即|或|也|还|又|以及|及")),
    ("now", re.compile(r"目前|现有|现在|当前|近年来|我国|国内|国外|传统|已|未来|今后|市场")),
    ("self", re.compile(r"我们?(?:公司|厂|司|单位)?|本(?:公司|单位|企业|项目|技术)|公司|企业|项目|该")),
)
_ENDINGS = (
    ("problem", re.compile(r"(?:问题|难题|难点|瓶颈|困难|缺陷|现象|不足)(?:等)?$")),
    (
        "symptom",
        re.compile(
            r"(?:较?[差低高大小短慢长重多难弱]|不稳定|不均匀|不高|不强|不足|不良|超标|严重|不理想|不够|开裂|变形|脱落|浪费|污染)(?:等)?$"
        ),
    ),
    ("technique", re.compile(r"(?:技术|工艺|方法|方案|算法|配方|途径)(?:等)?$")),
    (
        "work",
        re.compile(
            r"(?:研究|开发|研发|研制|设计|优化|控制|制备|应用|改造|建设|分析|建立|制造|利用|选育|改进|验证|创新|推广|处理|研讨)$"
        ),
    ),
    (
        "thing",
        re.compile(
            r"(?:系统|装置|设备|装备|产品|材料|平台|软件|模型|体系|机理|规律|机制|机器人|生产线|中心|数据库|模具|机)$"
        ),
    ),
    ("function", re.compile(r"(?:功能|要求|性能|能力|目标|指标|水平|标准|目的|条件)$")),
    ("need", re.compile(r"(?:需求|需要|支持|指导|合作|帮助|交流进步)$")),
)
_CONTENT = (
    ("digit", re.compile(r"[\d０-９]")),
    ("bound", re.compile(r"[≥≤＞＜<>±~～]|以上|以下|以内|不低于|不超过|不大于|不小于|左右|达到\d|\d%")),
    ("paper", re.compile(r"专利|论文|著作权|获奖|成果鉴定|标准\d|人才|培养|报告|样机\d|验收")),
    (
        "company",
        re.compile(r"有限公司|集团|员工|职称|学历|注册|占地|面积|厂房|成立于|资质|认证|年产|中心|团队|大学|学院"),
    ),
    ("money", re.compile(r"万元|亿元|销售|产值|利润|利税|投资|投入|预算|经费|资金|收入|市场|效益|成本")),
    ("done", re.compile(r"已经?|完成了|取得了|获得了|拥有|现有|具备|先后|曾|多年")),
    (
        "benefit",
        re.compile(r"经济效益|社会效益|意义|前景|促进|推动|保障|带动|竞争力|国产化|替代进口|填补|领先|先进水平"),
    ),
    ("hard", re.compile(r"难以|无法|不能|难度|困难|缺乏|缺少|不足|容易|易(?!于)|存在|出现|产生|差|低下")),
    ("technical", re.compile(r"技术|工艺|设备|材料|系统|结构|性能|控制|检测|模型|算法|参数|精度|强度|温度")),
    ("cooperate", re.compile(r"合作|联合|高校|院所|专家|校企|产学研|乙方|甲方|丙方")),
    ("enumerated", re.compile(r"、")),
    ("quoted", re.compile(r"[“”\"（(]")),
)
_ENUMERATION = re.compile(rf"、|以及|；|(?<=[技术研究问题开发工艺设备系统控制])[和与及](?=[{HAN}]{{4}})")
_CUT = re.compile(
    r"需要|如何|怎样|怎么|寻求|亟需|急需|希望|研究开发|开发|研发|研制|研究|实现|解决|提高|提升|降低|减少|建立|构建|建设|设计|选育|要求|拟|开展|进行|完成|改善|优化"
)
_LEADS = re.compile(rf"(?:主要)?(?:包括|涉及|在于|存在着?|面临|集中在|是|为|如|有)(?=[{HAN}A-Z])|着重对|针对")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch ``text[start:end]`` made of clauses ``first`` … ``last``; ``kind`` tells how it was cut."""

    start: int
    end: int
    quote: str
    first: int
    last: int
    kind: str


def _cut_inside(clause: Clause, index: int, borders: frozenset[int]) -> list[Candidate]:
    """Parts of one clause: members of an enumeration, and the stretch from an asking word on."""
    found: list[Candidate] = []
    text, base = clause.text, clause.start
    starts = [0, *(m.end() for m in _ENUMERATION.finditer(text))]
    ends = [*(m.start() for m in _ENUMERATION.finditer(text)), len(text)]
    parts = [
        (a, b) for a, b in zip(starts, ends, strict=True) if _SHORTEST <= b - a <= _LONGEST and base + a in borders
    ]
    parts = parts[:_PARTS]
    if len(parts) > 1:
        found += [Candidate(base + a, base + b, text[a:b], index, index, "part") for a, b in parts]
        a, b = parts[0]
        if lead := _last_lead(text[a:b], frozenset(border - base - a for border in borders)):
            found.append(Candidate(base + a + lead, base + b, text[a + lead : b], index, index, "part"))
    return found


def _last_lead(text: str, borders: frozenset[int]) -> int:
    matches = [
        m.end() for pattern in (_CUT, _LEADS) for m in pattern.finditer(text) if len(text) - m.end() >= _SHORTEST
    ]
    return max((end for end in matches if end in borders and text[end] != "的"), default=0)


def candidates(clauses: list[Clause], text: str) -> list[Candidate]:
    """Runs of up to four clauses of one sentence, the same from an asking word on, and members of enumerations.

    The number is bounded, so that a text of any length costs a bounded time.
    """
    found: list[Candidate] = []
    for i, first in enumerate(clauses):
        if len(found) >= _MOST:
            break
        if first.section == "existing" and len(clauses) > 60:
            continue
        borders = frozenset(accumulate(map(len, rjieba.cut(first.text)), initial=first.start))
        found += _cut_inside(first, i, borders)
        asks = (m for m in _CUT.finditer(first.text) if m.start() >= 2 and first.text[m.end() : m.end() + 1] != "的")
        cut = next((m.start() for m in asks if first.start + m.start() in borders), 0)
        lead = next((m.end() for m in _LEADS.finditer(first.text) if first.start + m.end() in borders), 0)
        for j in range(i, min(i + _RUN, len(clauses))):
            last = clauses[j]
            if last.sentence != first.sentence or last.end - first.start > _LONGEST:
                break
            source = text[first.start : last.end]
            span = last.end - first.start
            if span >= _SHORTEST:
                found.append(Candidate(first.start, last.end, source, i, j, "run"))
            for skip, kind in ((cut, "cut"), (lead, "lead")):
                if skip and span - skip >= _SHORTEST + 1:
                    found.append(Candidate(first.start + skip, last.end, source[skip:], i, j, kind))
    return found[:_MOST]


@dataclass(frozen=True, slots=True)
class Context:
    """What the features need to know of the whole text."""

    clauses: list[Clause]
    title: frozenset[str]
    length: int
    siblings: dict[tuple[int, str], int]
    top: dict[int, str]
    sections: frozenset[str]
    last_line: int
    sentences: dict[int, list[Clause]]
    items: dict[tuple[int, int], list[Clause]]
    blocks: dict[int, int]
    counts: dict[int, int]

    @classmethod
    def of(cls, clauses: list[Clause], title: str) -> Context:
        """Gather the context of a cut text."""
        top: dict[int, str] = {}
        for clause in clauses:
            if clause.marker:
                top.setdefault(clause.block, clause.marker)
        pairs = frozenset(bigrams(title))
        siblings = Counter((c.block, c.marker) for c in clauses if c.marker)
        sections = frozenset(c.section for c in clauses)
        length = sum(len(c.text) for c in clauses)
        sentences: dict[int, list[Clause]] = {}
        items: dict[tuple[int, int], list[Clause]] = {}
        for clause in clauses:
            sentences.setdefault(clause.sentence, []).append(clause)
            items.setdefault((clause.block, clause.item), []).append(clause)
        blocks = Counter(c.block for c in clauses)
        counts = Counter(block for block, item in items if item >= 0)
        last = clauses[-1].line if clauses else 0
        return cls(
            clauses, pairs, length, dict(siblings), top, sections, last, sentences, items, dict(blocks), dict(counts)
        )


_ASKS_SOLVED = re.compile(r"解决|攻克|克服|存在|出现|面临|缺点|不足")
_PROBLEMS = re.compile(r"问题|难题|难点|缺陷|缺点|不足|现象|瓶颈")
_DETAIL = re.compile(r"[:：]")


def _around(candidate: Candidate, context: Context) -> list[str]:
    """What the sentence, the list item and the block around the candidate say."""
    first = context.clauses[candidate.first]
    sentence = context.sentences[first.sentence]
    near = context.clauses[max(0, candidate.first - _NEAR) : candidate.first]
    before = "".join(c.text for c in near if c.sentence == first.sentence)
    near = context.clauses[candidate.last + 1 : candidate.last + 1 + _NEAR]
    after = "".join(c.text for c in near if c.sentence == first.sentence)
    names = [f"earlier={name}" for name, pattern in _HAS if before and pattern.search(before)]
    names += [f"later={name}" for name, pattern in _HAS if after and pattern.search(after)]
    if _PROBLEMS.search(after or candidate.quote) and _ASKS_SOLVED.search(before + candidate.quote):
        names.append(f"among problems:later={bool(after)}")
    names.append(f"sentence={_bucket(len(sentence), 2, 3, 5, 8)}:run={candidate.last - candidate.first + 1}")
    names.append(f"whole sentence={candidate.end == sentence[-1].end and candidate.start == sentence[0].start}")
    names.append(f"to the end={candidate.end == sentence[-1].end}")
    names.append(f"block={_bucket(context.blocks[first.block], 2, 4, 8, 16, 40)}:section={first.section}")
    if first.item >= 0:
        item = context.items[(first.block, first.item)]
        place = "head" if first.start == item[0].start else "body"
        headed = _DETAIL.match(item[0].closer or " ") is not None or (len(item) > 1 and item[1].line != item[0].line)
        names.append(f"item clauses={_bucket(len(item), 2, 3, 5, 9)}:{place}:headed={headed}")
        names.append(f"{place}:headed={headed}:ends item={candidate.end == item[-1].end}")
        names.append(f"items={_bucket(context.counts[first.block], 2, 3, 5, 7, 12)}:{place}")
    return names


def _bucket(value: float, *edges: float) -> int:
    return sum(value >= edge for edge in edges)


def features(candidate: Candidate, context: Context, text: str) -> list[str]:
    """The names of the features that hold for ``candidate``, a stretch of ``text``."""
    first, last = context.clauses[candidate.first], context.clauses[candidate.last]
    quote, section, kind = candidate.quote, first.section, candidate.kind
    run = candidate.last - candidate.first + 1
    whole = candidate.start == first.start
    marked = first.marker if whole else ""
    level = "none"
    if marked:
        count = context.siblings[(first.block, marked)]
        level = ("top" if context.top[first.block] == marked else "sub") + str(_bucket(count, 2, 7))
    in_item = first.item >= 0
    after = context.clauses[candidate.last + 1] if candidate.last + 1 < len(context.clauses) else None
    names = [
        f"section={section}",
        f"kind={kind}",
        f"run={run}",
        f"kind={kind}:run={run}",
        f"length={_bucket(len(quote), 6, 9, 13, 18, 25, 34, 45, 60)}",
        f"length={_bucket(len(quote), 6, 13, 25, 45)}:marked={bool(marked)}",
        f"marked={level}",
        f"marked={level}:section={section}",
        f"item={in_item}:nth={min(first.nth, 2)}:position={min(first.position, 2)}",
        f"item={in_item}:position={min(first.position, 3)}:section={section}",
        f"position={min(first.position, 4)}",
        f"closer={last.closer[:1]}",
        f"closer={last.closer[:1]}:marked={bool(marked)}",
        f"ends sentence={last.closer not in '，,：:' or not last.closer}",
        f"text length={_bucket(context.length, 40, 100, 200, 400, 800, 1600)}",
        f"where={_bucket(first.line / max(context.last_line, 1), 0.001, 0.34, 0.67, 1)}:section={section}",
        f"headed={not context.sections.isdisjoint({'need', 'problem', 'content'})}:section={section}",
        f"before={context.clauses[candidate.first - 1].closer[:1] if candidate.first and whole else 'start'}",
        f"line ends={after is None or after.line != last.line}:run={run}",
    ]
    if section == "goal" and {"need", "content", "problem"} & context.sections:
        names.append(f"goal besides need:marked={bool(marked)}")
    if not in_item and any(b == first.block for b, _ in context.siblings):
        names.append("beside a list")
    begins = [name for name, pattern in _BEGINS if pattern.match(quote)]
    names += [f"begins={name}" for name in begins] or ["begins=none"]
    names += [f"begins={name}:section={section}" for name in begins]
    names += [f"has={name}" for name, pattern in _HAS if pattern.search(quote)]
    names += [f"opens={name}" for name, pattern in _OPENERS if pattern.match(quote)]
    ends = [name for name, pattern in _ENDINGS if pattern.search(quote)]
    names += [f"ends={name}" for name in ends] or ["ends=none"]
    names += [f"ends={name}:marked={bool(marked)}" for name in ends]
    names += [f"ends={name}:kind={kind}" for name in ends]
    content = [name for name, pattern in _CONTENT if pattern.search(quote)]
    names += [f"content={name}" for name in content]
    names += [f"content={name}:section={section}" for name in content if name in {"digit", "bound", "hard", "done"}]
    if context.title:
        shared = sum(pair in context.title for pair in bigrams(quote)) / max(len(quote) - 1, 1)
        names.append(f"title={_bucket(shared, 0.05, 0.2, 0.4, 0.7)}")
    names += _around(candidate, context)
    if candidate.first:
        before = context.clauses[candidate.first - 1].text
        names += [f"before has={name}" for name, pattern in _BEGINS if pattern.search(before)]
    if not whole:
        names += [f"cut from={name}" for name, pattern in _OPENERS if pattern.match(first.text)]
        left = first.text[: candidate.start - first.start]
        names += [f"left has={name}" for name, pattern in _HAS if pattern.search(left)]
    return names + _letters(candidate, section, text)


def _letters(candidate: Candidate, section: str, text: str) -> list[str]:
    """Characters at the borders, just outside them, and every pair of neighbouring characters."""
    quote, a, b = candidate.quote, candidate.start, candidate.end
    edges = [
        f"s1={quote[:1]}",
        f"s2={quote[:2]}",
        f"s3={quote[:3]}",
        f"e1={quote[-1:]}",
        f"e2={quote[-2:]}",
        f"e3={quote[-3:]}",
    ]
    outside = [
        f"l1={text[max(0, a - 1) : a]}",
        f"l2={text[max(0, a - 2) : a]}",
        f"r1={text[b : b + 1]}",
        f"r2={text[b : b + 2]}",
    ]
    pairs = {f"pair={pair}" for pair in bigrams(quote)}
    return [*edges, *outside, *(f"{section}:{edge}" for edge in edges), *sorted(pairs)]
