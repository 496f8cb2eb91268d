"""Hard conditions and preferences of a card: what filters a record, and what only counts as a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from agent.schema import RequirementCard
from knowledge.records import Achievement, Expert, Record

_PROVINCE_CITIES = {
    "四川": "四川|成都|绵阳|德阳|宜宾|泸州|自贡|攀枝花|广元|遂宁|内江|乐山|南充|眉山|广安|达州|雅安|巴中|资阳|天府",
}
_GROUPS = {
    "成渝": f"{_PROVINCE_CITIES['四川']}|重庆|成渝|川渝",
    "川渝": f"{_PROVINCE_CITIES['四川']}|重庆|成渝|川渝",
    "京津冀": "北京|天津|河北|京津冀",
    "长三角": "上海|江苏|浙江|安徽|长三角",
    "珠三角": "广东|广州|深圳|珠三角",
    "粤港澳": "广东|广州|深圳|香港|澳门|粤港澳",
}
_OPEN = frozenset({"不限", "国内", "全国", "省外", "国外", "省内外"})
_MUST = r"(?:必须|务必|只能|只要|只找|只考虑|只接受|仅限|限于|限定|一定要)"
_PAY_LATER = re.compile(r"先(?:使?用)后付")
_PAY_LATER_ONLY = re.compile(rf"{_MUST}[^，。；]{{0,10}}先(?:使?用)后付")


def region_matches(region: str, wished: str) -> bool:
    """Whether a record's region lies in the wished one; 省内 is 四川 and 市内 成都."""
    if wished in _OPEN:
        return True
    name = {"省内": "四川", "市内": "成都", "区内": "成都"}.get(wished, wished)
    pattern = _PROVINCE_CITIES.get(name) or _GROUPS.get(name) or re.escape(name)
    return bool(region) and re.search(pattern, region) is not None


def in_wished_region(record: Record, card: RequirementCard) -> bool | None:
    """True or False when the card wishes for regions and the record states one, else None."""
    wished = [region for region in card.regions if region not in _OPEN]
    if not wished or not record.region:
        return None
    return record.region.startswith("全国") or any(region_matches(record.region, one) for one in wished)


def region_is_hard(card: RequirementCard) -> bool:
    """Whether the text makes a wished region a must (必须省内, 仅限成都 …)."""
    return any(
        re.search(rf"{_MUST}[^，。；]{{0,8}}{re.escape(region)}", card.text)
        or (region == "省内" and re.search(rf"{_MUST}[^，。；]{{0,8}}本?省", card.text))
        or (region == "市内" and re.search(rf"{_MUST}[^，。；]{{0,8}}本[地市]", card.text))
        for region in card.regions
        if region not in _OPEN
    )


def pay_later_only(card: RequirementCard) -> bool:
    """Whether the text accepts nothing but 先用后付."""
    return _says(_PAY_LATER_ONLY, card.text)


def wants_pay_later(card: RequirementCard) -> bool:
    """Whether the text names 先用后付 at all."""
    return _says(_PAY_LATER, card.text)


@lru_cache(maxsize=64)
def _says(pattern: re.Pattern[str], text: str) -> bool:
    """Cached, since every candidate of a turn asks the same of the same text."""
    return pattern.search(text) is not None


def excluded_by(record: Record, exclude: Iterable[str]) -> str:
    """The exclusion that the record falls under (its id, institution, region, title or keyword), else ""."""
    terms = [term for term in exclude if term]
    if not terms:
        return ""
    fields = record.citable_fields()
    place = " ".join(fields.get(name, "") for name in ("institution", "operator", "region", "title", "keywords"))
    return next((term for term in terms if term == record.id or term in place), "")


def rejected(record: Record, card: RequirementCard, exclude: Iterable[str]) -> str:
    """Why a hard condition of the card rules the record out; "" when none does."""
    if term := excluded_by(record, [*card.exclude, *exclude]):
        return f"您排除了“{term}”"
    if isinstance(record, Achievement | Expert) and region_is_hard(card) and in_wished_region(record, card) is False:
        return f"您要求必须在{'、'.join(card.regions)}，该记录在{record.region}"
    if isinstance(record, Achievement) and pay_later_only(card) and not record.pay_later:
        return "您只接受先用后付，该成果没有登记先用后付"
    return ""
