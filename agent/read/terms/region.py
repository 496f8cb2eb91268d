"""Where the partner should be and what kind of institution it should be, and what of both is excluded."""

from __future__ import annotations

import re
from functools import lru_cache

from agent.read.terms.basis.vocabulary import groups
from knowledge.quantities import fold
from knowledge.text import simplify

_INSTITUTION = (
    r"(?:的)?(?:高校|大学|院校|学校|科研院所|科研机构|研究院|研究所|院所"
    r"|专家|团队|单位|机构|企业|公司|教授|老师|服务商)"
)
_WISH = r"(?:最好|优先|希望|想|要|找|仅限|限|只要|只考虑|只看|倾向|需要|寻找|寻求)"
_AFTER = r"(?:优先|就行|就好|即可|也行|也可以|摆前头|排前面|最好|为主)"
_WISHED = re.compile(
    rf"^(?:{_WISH}|在)+(?:是|在|和|与)?@(?:的|这边|那边|本地|附近|周边|找|地区)?(?:{_INSTITUTION})?$"
    rf"|@(?:的|本地|内|地区)*(?:{_INSTITUTION})?(?:的)?{_AFTER}|{_WISH}[^，。；]{{0,6}}?(?:在)?@(?:[那这]边|附近|周边|找|本地|地区|的|$)"
    rf"|{_WISH}[^，。；]{{0,10}}@[内本地区的]{{0,3}}{_INSTITUTION}|^(?:最好)?(?:是)?@(?:本地)?的$"
)
_ANYWHERE = re.compile(
    r"不限(?:地区|地域|区域|省内|市内|省份|本地|于?省内)|(?:地区|地域|区域|省份|省内省外|省内外)(?:均可|都可以|都行|不限|皆可)|全国(?:范围|都可以|均可|都行)"
)
_OWN = {
    "川内": "四川",
    "本省": "省内",
    "本市": "市内",
    "本地": "市内",
    "省市内": "省内",
    "境外": "国外",
    "海外": "国外",
}
_OPPOSITE = {"省外": "省内", "外省": "省内", "外地": "市内"}
_LOOSE = frozenset({"国内", "国外", "进口", "海外", "境外", "外地", "外省", "省外"})
_TYPES = (
    ("高校", re.compile(r"高校|大学|院校|学院|校企|产学研")),
    ("科研院所", re.compile(r"科研院所|研究院|研究所|科研机构|科研单位|院所|中科院|产学研")),
    (
        "企业",
        re.compile(
            r"(?:合作|上游|下游|供应|同行|国内|相关|其他|有实力的|要|找|考虑)(?:[^，。；]{0,4})?(?:企业|厂家|厂商|公司)|供应商|设备商|生产厂家"
        ),
    ),
)
_SEEK = re.compile(
    r"找|寻|合作|对接|联合|产学研|校企|最好|优先|希望|想和|想跟|想与|需要|只要|只考虑|依托|委托|攻关|均可|都可以|都行|来做|引进"
)
_SELF = re.compile(
    r"我(?:们)?(?:公司|厂|企业|司|单位)?(?:已|曾|现)|公司(?:已|曾|现|拥有|目前)|本(?:单位|公司|项目组)|有限公司|依托单位|已(?:与|经|和)"
)
_REFUSED = re.compile(
    r"不要|不考虑|不接受|不找|不看|不想要|别推|别找|别给|排除|剔除|除了|除开|除外|不予考虑|不选|不用|以外|另说|不推|莫推|莫要|唔要"
)
_ONLY_WISH = re.compile(r"只要|只找|只考虑|只看|优先|省内|最好")
_SEPARATOR = re.compile(r"@(?:[和与跟或及、/](?=@))")


def plain_region(word: str) -> str:
    """A region as the card writes it: 本省 -> 省内, 本地 -> 市内, 四川省 -> 四川."""
    return _OWN.get(word, re.sub(r"(?<=..)[省市]$", "", word))


@lru_cache(maxsize=1)
def _place() -> re.Pattern[str]:
    words = sorted((word for found in groups("places").values() for word in found), key=len, reverse=True)
    return re.compile("|".join(words))


def find_places(text: str) -> list[str]:
    """Every region or place that ``text`` names, in order, without asking whether it is wished for."""
    return list(dict.fromkeys(plain_region(word) for word in _place().findall(text) if word != "进口"))


def _clauses(text: str) -> list[str]:
    plain = fold(simplify(text)).replace("\n\n", "\n")
    return [c.strip() for c in re.split(r"[。；;，,！!\n ]", plain) if c.strip()]


def is_refusal(clause: str) -> bool:
    """Whether a clause says what is not wanted."""
    return _REFUSED.search(clause) is not None


def extract_regions(text: str) -> list[str]:
    """Regions wished for: 省内, 市内, 国内 …, names of places, or ``["不限"]``; empty when nothing is said."""
    if _ANYWHERE.search(text):
        return ["不限"]
    found: list[str] = []
    for clause in _clauses(text):
        if is_refusal(clause):
            found += [_OPPOSITE[word] for word in _place().findall(clause) if word in _OPPOSITE]
        elif not _SELF.search(clause):
            found += _wished(clause)
    return list(dict.fromkeys(found))


def _wished(clause: str) -> list[str]:
    """The places that a clause wishes for."""
    words = _place().findall(clause)
    marked = re.sub(r"@[省市]", "@", _place().sub("@", clause))
    while (shorter := _SEPARATOR.sub("", marked)) != marked:
        marked = shorter
    marked = re.sub(r"@+", "@", marked)
    if not words or not _WISHED.search(marked):
        return []
    return [plain_region(word) for word in words if word not in _LOOSE]


def extract_excluded_regions(text: str) -> list[str]:
    """Places from which nothing is wanted: 不要北京的, 除了四川的, 不考虑广东的."""
    refused = [clause for clause in _clauses(text) if is_refusal(clause) and not _ONLY_WISH.search(clause)]
    words = [word for clause in refused for word in _place().findall(clause) if word != "进口"]
    return list(dict.fromkeys(word if word in _OPPOSITE else plain_region(word) for word in words))


def extract_institution_types(text: str) -> list[str]:
    """Kinds of partner wished for, of 高校, 科研院所, 企业; empty when nothing is said."""
    seeking = [c for c in _clauses(text) if _SEEK.search(c) and not _SELF.search(c) and not is_refusal(c)]
    return [name for name, pattern in _TYPES if any(pattern.search(clause) for clause in seeking)]


def extract_excluded_institutions(text: str) -> list[str]:
    """Kinds of partner that are not wanted: 不要高校的, 不找企业."""
    refused = [clause for clause in _clauses(text) if is_refusal(clause) and "只会" not in clause and len(clause) < 16]
    bare = {"企业": re.compile(r"企业|公司|厂家")}
    return [
        name
        for name, pattern in _TYPES
        if any(
            bare.get(name, pattern).search(clause) for clause in refused if not re.search(r"大学生|工业大学", clause)
        )
    ]
