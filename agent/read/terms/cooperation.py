"""Modes of cooperation that a text states, as the registration of technology contracts names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.read.sections import Clause, clauses
from agent.read.terms.basis.vocabulary import groups

UNSTATED = "未说明"

_JOINT = (
    r"(?:联合|合作|共同|协同)(?:进行|开展|组织|承担|实施|参与)?"
    r"(?!高校|单位|企业|机构|院校|仿真|国际|方式|形式|模式|意向)(?:[^，。；的\\\n]{0,8}?)"
)
_MODES: tuple[tuple[str, str], ...] = (
    (
        "联合研发",
        _JOINT + r"(?:研发|开发|攻关|研究(?!实验室|中心|院|所|生)|研制|攻克|选育)"
        r"|校企联合|(?:研制|研发)?开发合作|伙伴共同研发",
    ),
    ("委托开发", r"委托(?:[^，。；]{0,10})?(?:开发|研发|研制|研究|设计)|定制(?:化)?(?:开发|研发)|订单式研发"),
    (
        "技术转让",
        r"技术(?:成果)?(?:转让|买断|收购)|生产技术转移|(?:专利|技术|成果|配方)(?:购买|受让|买断)|(?:转让|受让|买断|出售)(?:[^，。；]{0,12}?)(?:技术|专利|成果|工艺|配方)"
        r"|(?:购买|收购|购进|求购)(?:[^，。；]{0,16}?)(?:技术|专利|成果|工艺|配方|添加剂)|引进(?:[^，。；]{0,16}?)关键技术",
    ),
    ("技术许可", r"(?:专利|技术)(?:实施)?(?:许可|授权使用)|许可使用|独占许可|普通许可"),
    (
        "技术咨询",
        r"技术(?:咨询|顾问)(?!）|\))|咨询服务(?:支持)|(?:人员|专家|技术)[^，。；]{0,8}(?:交流探讨|交流进步)|提供咨询",
    ),
    (
        "技术服务",
        r"技术(?:性)?(?:支持|指导|服务|帮助|援助)(?!）|\))|(?:希望|得到|请求|需要|寻求)[^。；]{0,24}(?:指导|指教|带教)|提供[^，。；]{0,16}方面的支持|(?:检测|测试|代工)服务",
    ),
    ("作价入股", r"技术入股|作价(?:入股|投资)|(?:技术|专利|成果)(?:[^，。；]{0,6})?入股|股权合作|入股"),
    (
        "共建平台",
        r"(?:共建|联合(?:建立|共建|组建|成立)|共同(?:建立|组建|建设|成立)|筹建|合作(?:建立|建设|共建))"
        r"(?:[^，。；]{0,18})?(?:平台|实验室|研发中心|研究中心|技术中心|基地|研究院|工作站|研究所|中试线)|(?:创新|研发|中试)平台(?:的)?(?:共建|建设)",
    ),
    (
        "人才引进",
        r"(?:引进|招聘|聘请|聘用|引入|招募|寻求|寻找|需要|需求|急需|缺乏|缺少)(?:[^，。；\\\n]{0,20}?)(?:人才(?!支撑|保障|作为|队伍)|研究专家|博士|工程师)"
        r"|(?:引进|招聘|聘请|聘用|招募)(?:[^，。；\\\n]{0,16}?)(?:专家|人员)|(?:工程)?技术人员(?:均)?有需[要求]|调试人员|需求内容[:：][^，。；\\\n]{0,16}(?:专家团队|人才)|科技副总",
    ),
    ("技术开发", r"(?:需求|采用|委托|或|、|和|与|方式[为:：]?)技术开发(?!区|中心)|技术开发(?:合同|合作|服务|或)"),
)
_PATTERNS = [(name, re.compile(pattern)) for name, pattern in _MODES]
_DONE = re.compile(
    r"已(?:经)?(?:与|和|同|完成|取得|开展|联合|通过|引进)|先后|曾|经过(?:多年|近)|常年|建立了|提供了|聘请了|长期"
)


_NAMES = frozenset(name for name, _ in _MODES)
_REFUSED = re.compile(r"不接受|不要|不考虑|不想|不做|不搞|不谈|不走|不愿|拒绝|免谈|别推|排除|除了")


def _spaced(cut: Sequence[Clause]) -> list[Clause]:
    """The clauses, those that refuse something cut at their spaces, which stand for commas in chat."""
    found: list[Clause] = []
    for clause in cut:
        pieces = clause.text.split(" ") if _REFUSED.search(clause.text) else [clause.text]
        found += [replace(clause, text=piece) for piece in pieces if piece]
    return found


def refused_cooperation(cut: Sequence[Clause]) -> list[str]:
    """The modes that the clauses refuse: 不接受技术转让."""
    said = "。".join(clause.text for clause in _spaced(cut) if _REFUSED.search(clause.text))
    return _modes(said) if said else []


def _modes(said: str) -> list[str]:
    words = groups("cooperation")
    return [name for name, pattern in _PATTERNS if pattern.search(said) or any(w in said for w in words.get(name, ()))]


def extract_cooperation(text: str, title: str = "", cut: Sequence[Clause] | None = None) -> list[str]:
    """The modes that ``text`` states, in a fixed order; ``["未说明"]`` when it states none.

    What stands under 现有工作基础 and the like, or tells of past cooperation, does not count. ``cut`` is the text's
    clauses where they are known.
    """
    kept: list[str] = [title]
    named: set[str] = set()
    last = -1
    for clause in _spaced(clauses(text) if cut is None else cut):
        if clause.section in {"existing", "result"} or _DONE.search(clause.text) or _REFUSED.search(clause.text):
            continue
        joint = "，" if clause.sentence == last else "。"
        head = "需求内容：" if clause.section == "need" and clause.sentence != last and clause.position == 0 else ""
        kept.append(joint + head + clause.text)
        if clause.text in _NAMES or "合作" in clause.text:
            named.update(name for name in _NAMES if name in clause.text)
        last = clause.sentence
    said = "".join(kept)
    return [name for name, _ in _MODES if name in named or name in _modes(said)] or [UNSTATED]
