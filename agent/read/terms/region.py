"""Where the partner should be and what kind of institution it should be."""

from __future__ import annotations

import re

from knowledge.text import clauses

_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    "|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_CITIES = (
    "成都|绵阳|德阳|宜宾|泸州|自贡|攀枝花|广元|遂宁|内江|乐山|南充|眉山|广安|达州|雅安|巴中|资阳|西安|武汉|南京|杭州|苏州|广州|深圳"
    "|长沙|合肥|郑州|济南|青岛|大连|沈阳|哈尔滨|长春|昆明|贵阳|兰州|宁波|厦门|福州|天府新区|成渝|京津冀|长三角|珠三角|粤港澳"
)
_INSTITUTION = (
    r"(?:的)?(?:高校|大学|院校|学校|科研院所|科研机构|研究院|研究所|院所|专家|团队|单位|机构|企业|公司|教授|老师)"
)
_WISH = r"(?:最好|优先|希望|想|要|找|仅限|限|只要|只考虑|倾向|需要|寻找|寻求)"
_WITHIN = re.compile(r"省内|市内|川内|本省|本市|本地|省市内|区内|国内|省外|国外|海外|境外")
_OF_PLACE = re.compile(rf"({_PROVINCES}|{_CITIES})(?:省|市)?(?:内|本地|地区)?{_INSTITUTION}")
_WISHED_PLACE = re.compile(
    rf"{_WISH}[^，。；]{{0,6}}?(?:在)?({_PROVINCES}|{_CITIES})(?:[省市]?(?:[那这]边|附近|周边|找)|省|市|本地|地区|的|，|。|$)"
)
_ALONE = re.compile(rf"^(?:最好)?(?:是)?({_PROVINCES}|{_CITIES})(?:省|市)?(?:本地|地区)?的(?:最好|优先)?$")
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
_PARTNER = re.compile(rf"{_WISH}|{_INSTITUTION}|合作|对接")
_TYPES = (
    ("高校", re.compile(r"高校|大学|院校|学院|校企|产学研")),
    ("科研院所", re.compile(r"科研院所|研究院|研究所|科研机构|科研单位|院所|中科院|产学研")),
    (
        "企业",
        re.compile(
            r"(?:合作|上游|下游|供应|同行|国内|相关|其他|有实力的)(?:[^，。；]{0,4})?(?:企业|厂家|厂商|公司)|供应商|设备商|生产厂家"
        ),
    ),
)
_SEEK = re.compile(
    r"找|寻|合作|对接|联合|产学研|校企|最好|优先|希望|想和|想跟|想与|需要|只要|依托|委托|攻关|均可|都可以|都行|来做|引进"
)
_SELF = re.compile(
    r"我(?:们)?(?:公司|厂|企业|司|单位)?(?:已|曾|现)|公司(?:已|曾|现|拥有|目前)|本(?:单位|公司|项目组)|有限公司|依托单位|已(?:与|经|和)"
)


def plain_region(word: str) -> str:
    """A region as the card writes it: 本省 -> 省内, 本地 -> 市内, 四川省 -> 四川."""
    return _OWN.get(word, re.sub(r"(?<=..)[省市]$", "", word))


def find_places(text: str) -> list[str]:
    """Every region or place that ``text`` names, in order, without asking whether it is wished for."""
    found = re.findall(rf"{_WITHIN.pattern}|{_PROVINCES}|{_CITIES}", text)
    return list(dict.fromkeys(plain_region(word) for word in found))


def extract_regions(text: str) -> list[str]:
    """Regions wished for: 省内, 市内, 国内 …, names of places, or ``["不限"]``; empty when nothing is said."""
    if _ANYWHERE.search(text):
        return ["不限"]
    found: list[str] = []
    for clause in clauses(text):
        if _SELF.search(clause):
            continue
        if (match := _WITHIN.search(clause)) and _PARTNER.search(clause) and match.group() not in {"国内", "国外"}:
            found.append(_OWN.get(match.group(), match.group()))
        found += _OF_PLACE.findall(clause) if _SEEK.search(clause) else []
        found += _WISHED_PLACE.findall(clause) + _ALONE.findall(clause)
    return list(dict.fromkeys(found))


def extract_institution_types(text: str) -> list[str]:
    """Kinds of partner wished for, of 高校, 科研院所, 企业; empty when nothing is said."""
    seeking = [clause for clause in clauses(text) if _SEEK.search(clause) and not _SELF.search(clause)]
    return [name for name, pattern in _TYPES if any(pattern.search(clause) for clause in seeking)]
