"""Where the partner should be and what kind of institution it should be, and what of both is excluded."""

from __future__ import annotations

import re
from functools import lru_cache

from agent.read.lexicon import says, terms
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
_TYPES = ("高校", "科研院所", "企业")
_ONLY_WISH = ("只要", "只找", "只考虑", "只看", "优先", "省内", "最好")
_SEPARATOR = re.compile(r"@(?:[和与跟或及、/](?=@))")


def plain_region(word: str) -> str:
    """A region as the card writes it: 本省 -> 省内, 本地 -> 市内, 四川省 -> 四川."""
    return _OWN.get(word, re.sub(r"(?<=..)[省市]$", "", word))


@lru_cache(maxsize=1)
def _place() -> re.Pattern[str]:
    words = sorted((word for found in terms("places").values() for word in found.words), key=len, reverse=True)
    return re.compile("|".join(words))


def find_places(text: str) -> list[str]:
    """Every region or place that ``text`` names, in order, without asking whether it is wished for."""
    return list(dict.fromkeys(plain_region(word) for word in _place().findall(text) if word != "进口"))


def _clauses(text: str) -> list[str]:
    plain = fold(simplify(text)).replace("\n\n", "\n")
    return [c.strip() for c in re.split(r"[。；;，,！!\n ]", plain) if c.strip()]


def is_refusal(clause: str) -> bool:
    """Whether a clause says what is not wanted."""
    return says(clause, "partners", "refuse")


def extract_regions(text: str) -> list[str]:
    """Regions wished for: 省内, 市内, 国内 …, names of places, or ``["不限"]``; empty when nothing is said."""
    if says(text, "partners", "anywhere"):
        return ["不限"]
    found: list[str] = []
    for clause in _clauses(text):
        if is_refusal(clause):
            found += [_OPPOSITE[word] for word in _place().findall(clause) if word in _OPPOSITE]
        elif not says(clause, "partners", "own"):
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
    refused = [
        clause for clause in _clauses(text) if is_refusal(clause) and not any(word in clause for word in _ONLY_WISH)
    ]
    words = [word for clause in refused for word in _place().findall(clause) if word != "进口"]
    return list(dict.fromkeys(word if word in _OPPOSITE else plain_region(word) for word in words))


def extract_institution_types(text: str) -> list[str]:
    """Kinds of partner wished for, of 高校, 科研院所, 企业; empty when nothing is said."""
    seeking = [c for c in _clauses(text) if says(c, "partners", "seek") and not says(c, "partners", "own", "refuse")]
    wanted = {"企业": "partner"}
    return [name for name in _TYPES if any(says(clause, "partners", wanted.get(name, name)) for clause in seeking)]


def extract_excluded_institutions(text: str) -> list[str]:
    """Kinds of partner that are not wanted: 不要高校的, 不找企业."""
    refused = [clause for clause in _clauses(text) if is_refusal(clause) and "只会" not in clause and len(clause) < 16]
    return [name for name in _TYPES if any(says(clause, "partners", name) for clause in refused)]
