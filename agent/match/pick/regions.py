"""Regions as people say them: provinces, their cities, groups of provinces."""

from __future__ import annotations

import re

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
OPEN = frozenset({"不限", "国内", "全国", "省外", "国外", "省内外"})
"""Wishes that no region fails."""


def region_matches(region: str, wished: str) -> bool:
    """Whether a record's region lies in the wished one; 省内 is 四川 and 市内 成都."""
    if wished in OPEN:
        return True
    name = {"省内": "四川", "市内": "成都", "区内": "成都"}.get(wished, wished)
    pattern = _PROVINCE_CITIES.get(name) or _GROUPS.get(name) or re.escape(name)
    return bool(region) and re.search(pattern, region) is not None
