"""The budget: planned input of the enterprise, and no other sum."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.read.terms.budget import extract_budget
from knowledge.quantities import find_money, fold


@pytest.mark.parametrize(
    ("text", "yuan", "quote"),
    [
        ("本项目预算80万元，希望半年内解决。", 800_000, "本项目预算80万元"),
        ("预算50万", 500_000, "预算50万"),
        ("拟投入资金１．２亿元用于产业化", 120_000_000, "拟投入资金１．２亿元"),
        ("公司计划出资六十万元寻求合作。", 600_000, "公司计划出资六十万元"),
        ("预计投入研发经费300-500万元。", 5_000_000, "预计投入研发经费300-500万元"),
        ("前期已投入45万元，预计还需要投入75万元。", 750_000, "预计还需要投入75万元"),
        ("项目总投资1500万元，其中设备投资800万元。", 15_000_000, "项目总投资1500万元"),
        ("项目经费：直接费用70万元，间接费用30万元。", 1_000_000, "项目经费：直接费用70万元，间接费用30万元"),
        ("资金预算\n材料费20万元；测试费5万元；差旅费3万元。", 280_000, "材料费20万元；测试费5万元；差旅费3万元"),
        ("悬赏金额30万元", 300_000, "悬赏金额30万元"),
        ("愿意支付技术服务费15万元", 150_000, "愿意支付技术服务费15万元"),
        ("一期投入预算为90万元。仪器40万元，耗材30万元，人工20万元。", 900_000, "一期投入预算为90万元"),
    ],
)
def test_stated_input_is_the_budget(text: str, yuan: float, quote: str) -> None:
    assert extract_budget(text) == (yuan, quote)


@pytest.mark.parametrize(
    "text",
    [
        "目前已投入研发资金300万元。",
        "公司注册资本5000万元，年销售收入2亿元，利税3000万元。",
        "项目达产后年新增产值8000万元。",
        "每年电费约60万元，成本较高。",
        "进口设备售价每台120万元。",
        "全球市场规模约65亿美元。",
        "公司投资3亿元，建成了国内最大的生产线。",
        "年产10万吨，员工300人。",
        "每年研发支出800万元。",
        "",
    ],
)
def test_other_sums_are_no_budget(text: str) -> None:
    assert extract_budget(text) == (None, "")


@given(st.integers(1, 9999), st.sampled_from([("元", 1), ("万元", 1e4), ("亿元", 1e8), ("千万元", 1e7), ("万", 1e4)]))
def test_orders_of_magnitude(value: int, scale: tuple[str, float]) -> None:
    unit, factor = scale
    text = f"项目预算{value}{unit}。"
    assert extract_budget(text) == (value * factor, f"项目预算{value}{unit}")


@given(st.text(alphabet="0123456789万亿元预算投入资金，。；-~ 十百千", max_size=50))
def test_any_text_is_survived_with_an_exact_quote(text: str) -> None:
    yuan, quote = extract_budget(text)
    assert quote in text
    assert (yuan is None) == (quote == "")
    for money in find_money(fold(text)):
        assert 0 <= money.quote_start <= money.start < money.end <= len(text)
