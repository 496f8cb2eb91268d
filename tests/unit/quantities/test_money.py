"""Sums of money: what is one, what is none, ranges and approximate sums."""

from __future__ import annotations

import pytest

from knowledge.quantities import Money, find_money, money_meant
from tests.unit.quantities.reading import money


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("预算￥1,200,000", "1200000"),
        ("预算 ¥ 80万", "800000"),
        ("预算￥1，200，000元", "1200000"),
        ("人民币伍拾万元整", "500000"),
        ("壹佰贰拾万圆整", "1200000"),
        ("预算50w", "500000"),
        ("预算50W左右", "500000"),
        ("经费大概50w元", "500000"),
        ("报价80k", "80000"),
        ("功率50w", ""),
        ("预算充足，功率50w", ""),
        ("二三十万", "300000"),
        ("预算三四十万", "400000"),
        ("20来万", "200000"),
        ("二十来万元", "200000"),
        ("20多万元", "200000"),
        ("30万到50万之间", "500000"),
        ("30-50万元", "500000"),
        ("三十到五十万元", "500000"),
        ("不低于100万元不高于300万元", "1000000 ; 3000000"),
        ("1.2亿元", "120000000"),
        ("3万5千元", "35000"),
        ("1亿2千万元", "120000000"),
        ("12345678元", "12345678"),
        ("3000块钱", "3000"),
        ("3块钢板", ""),
        ("预算几十万元", ""),
        ("0.5元/Wh", ""),
        ("≤800元/吨", ""),
        ("80元每吨", ""),
        ("50万美元", ""),
        ("$500", ""),
        ("年产80万台", ""),
        ("三元素", ""),
        ("5分钟", ""),
        ("5角钱", "0.5"),
        ("伍拾萬元", "500000"),
        ("三个亿", "300000000"),
        ("半个亿", "50000000"),
        ("¥30,000-50,000", "50000"),
        ("每年60万元", ""),
        ("每台80万", ""),
        ("年投入60万元", "600000"),
    ],
)
def test_sums(text: str, yuan: str) -> None:
    assert money(text) == yuan


@pytest.mark.parametrize(
    ("text", "low", "high", "about"),
    [
        ("500-800万元", 5_000_000, 8_000_000, False),
        ("30万到50万", 300_000, 500_000, False),
        ("二三十万", 200_000, 300_000, False),
        ("20来万", None, 200_000, True),
        ("80万元", None, 800_000, False),
    ],
)
def test_a_range_counts_as_its_upper_end_and_keeps_the_lower(
    text: str, low: float | None, high: float, about: bool
) -> None:
    assert find_money(text) == [Money(high, 0, len(text), 0, low, about)]


def test_the_quote_begins_with_the_clause() -> None:
    text = "设备老坏，预算大约80万元，半年内"
    [found] = find_money(text)
    assert text[found.quote_start : found.end] == "预算大约80万元"


def test_money_is_meant_only_in_its_own_clause() -> None:
    assert money_meant("预算大约50w", 4)
    assert not money_meant("预算紧，功率50w", 6)
