"""The short name of a sub-requirement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.read.asks.summary import LONGEST, summarise

CASES = [
    ("需要高强铝合金薄板的连续铸轧技术", "高强铝合金薄板的连续铸轧技术"),
    ("研发出一种适用于高原地区的低噪声冷却风机", "适用于高原地区的低噪声冷却风机"),
    ("如何降低浓缩液的处理成本", "降低浓缩液的处理成本"),
    ("解决深孔加工排屑不畅的问题", "解决深孔加工排屑不畅"),
    (
        "实现自动上料、视觉定位、在线称重、缺陷剔除、自动码垛以及数据追溯等功能",
        "自动上料、视觉定位、在线称重、缺陷剔除等",
    ),
    ("通过优化热处理工艺，提高齿轮的接触疲劳强度", "提高齿轮的接触疲劳强度"),
    ("开展酵母菌株耐受机理方面的研究", "酵母菌株耐受机理"),
]


@pytest.mark.parametrize(("quote", "short"), CASES)
def test_summary_keeps_what_is_asked(quote: str, short: str) -> None:
    assert summarise(quote) == short


@given(st.text(alphabet="的和及与技术研究开发通过，、。（）提高降低成本abc12 如何需要", max_size=120))
def test_summary_is_short_and_made_of_the_quote(quote: str) -> None:
    short = summarise(quote)
    assert len(short) <= LONGEST
    assert set(short) <= {*quote, "等", "，"}
