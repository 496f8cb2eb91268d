"""Hard wishes rule records out, the price is held against the budget, and the deadline against what is stated."""

from __future__ import annotations

from datetime import date

import pytest

from agent.match.pick.conditions import rejected
from agent.match.pick.price import fit
from agent.match.tell.reasons import reasons
from agent.read import understand
from agent.schema import RequirementCard
from knowledge.records import Achievement, Parameter, Source


def achievement(**fields: object) -> Achievement:
    base: dict[str, object] = {"id": "A-1", "title": "漆渣絮凝工艺", "source": Source(title="示例")}
    return Achievement.model_validate(base | fields)


OUT = [
    ("注塑件表面有银纹，不要省外的", {"region": "广东深圳"}),
    ("注塑件表面有银纹，不考虑广东的团队", {"region": "广东佛山"}),
    ("注塑件表面有银纹，除了四川的都可以", {"region": "四川成都"}),
    ("注塑件表面有银纹，不要高校", {"institution": "川西理工大学"}),
    ("注塑件表面有银纹，不接受技术转让", {"transfer_modes": ["技术转让"]}),
    ("注塑件表面有银纹，不要激光方案", {"approach": "用激光扫描浇口后调温。"}),
]
KEPT = [
    ("注塑件表面有银纹，不要省外的", {"region": "四川德阳"}),
    ("注塑件表面有银纹，不考虑广东的团队", {"region": "重庆"}),
    ("注塑件表面有银纹，除了四川的都可以", {"region": "江苏苏州"}),
    ("注塑件表面有银纹，不要高校", {"institution": "锦江材料研究院"}),
    ("注塑件表面有银纹，不接受技术转让", {"transfer_modes": ["技术转让", "技术许可"]}),
    ("注塑件表面有银纹，不要激光方案", {"approach": "不用激光，靠分段保压。"}),
]


@pytest.mark.parametrize(("message", "fields"), OUT)
def test_what_is_excluded_is_out(message: str, fields: dict[str, object]) -> None:
    assert rejected(achievement(**fields), understand(message), ())


@pytest.mark.parametrize(("message", "fields"), KEPT)
def test_what_is_not_excluded_stays(message: str, fields: dict[str, object]) -> None:
    assert rejected(achievement(**fields), understand(message), ()) == ""


@pytest.mark.parametrize(
    ("price", "budget", "standing"),
    [
        ("设备 36 万元/套", 200_000, "above"),
        ("技术服务 28–45 万元/条线，按验收节点付款", 500_000, "within"),
        ("技术服务 28–45 万元/条线，按验收节点付款", 300_000, "partly"),
        ("技术服务 28–45 万元/条线，按验收节点付款", 200_000, "above"),
        ("整体转让 60 万元，或单套 4.8 万元", 100_000, "within"),
        ("95–140 元/齿，批量另议", 200_000, "open"),
        ("许可费 20 万元/年起，另按销售额 1.5% 提成", 300_000, "within"),
        ("许可费 80 万元/年", 300_000, "above"),
        ("面议", 300_000, "open"),
        ("收益分成 8%–15%", 300_000, "open"),
    ],
)
def test_the_price_against_the_budget(price: str, budget: float, standing: str) -> None:
    found = fit(RequirementCard(budget_cny=budget), achievement(price=price))
    assert found is not None and found.standing == standing
    assert found.text.startswith(f"报价：{price}；您的预算")


def test_without_a_budget_the_price_is_only_told_and_without_a_price_nothing_is() -> None:
    found = fit(RequirementCard(), achievement(price="36 万元/套"))
    assert found is not None and found.text == "报价：36 万元/套"
    assert fit(RequirementCard(budget_cny=1.0), achievement()) is None


@pytest.mark.parametrize(("months", "risky"), [(3.0, True), (6.0, False)])
def test_a_delivery_longer_than_the_deadline_is_a_risk(months: float, risky: bool) -> None:
    record = achievement(parameters=[Parameter(name="单线整治周期", op="<=", value=4, unit="个月")])
    told = reasons(RequirementCard(deadline_months=months), record, {}, [], date(2026, 11, 28))
    assert any(one.risk and "整治周期" in one.text for one in told) is risky
