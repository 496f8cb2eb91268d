"""A record's price against the card's budget, in one line: sums, ranges, prices by the piece, shares of sales."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent.schema import RequirementCard
from knowledge.quantities import find_quantities, show_money
from knowledge.records import Achievement

Standing = Literal["within", "partly", "above", "open"]
_WHOLE = frozenset(
    {
        "",
        "条",
        "条线",
        "套",
        "台",
        "副",
        "型号",
        "工位",
        "院区",
        "棚群",
        "系列",
        "项目",
        "座",
        "机次系统",
        "主机",
        "节点",
    }
)
"""What one factory buys one of; anything else (齿, m³, 亩, 颗) counts by use."""
_YEAR = "年"


@dataclass(frozen=True)
class Offer:
    """One price: what it asks at least and at most in yuan, and for what (``unit`` is empty for a whole)."""

    low: float
    high: float
    unit: str


@dataclass(frozen=True)
class Fit:
    """How the price stands to the budget, and the line that says it."""

    standing: Standing
    text: str

    @property
    def risk(self) -> bool:
        """Whether the line speaks against the record."""
        return self.standing in ("above", "partly")


def offers(price: str) -> list[Offer]:
    """The sums that a price names, in its order; shares of sales are none."""
    found = []
    for one in find_quantities(price):
        money, _, per = one.unit.partition("/")
        if money == "元":
            top = one.value if one.value_max is None else one.value_max
            found.append(Offer(min(one.value, top), max(one.value, top), per))
    return found


def fit(card: RequirementCard, record: Achievement) -> Fit | None:
    """The price against the budget; None where the record names no price."""
    if not record.price:
        return None
    budget = card.budget_cny
    if not budget:
        return Fit("open", f"报价：{record.price}")
    named = offers(record.price)
    whole = [one for one in named if _is_whole(one)]
    told = f"报价：{record.price}；您的预算 {show_money(budget)}"
    if not whole:
        by_use = named and f"按{_per(named[0])}计价，总价要看用量" or "没有写明总价，要问对方"
        return Fit("open", f"{told}，{by_use}")
    return _standing(told, whole, budget, from_on="起" in record.price)


def _is_whole(one: Offer) -> bool:
    return one.unit in _WHOLE or one.unit == _YEAR or any(part in _WHOLE and part for part in one.unit.split("·"))


def _per(one: Offer) -> str:
    return f"每{one.unit}" if one.unit else "件"


def _standing(told: str, whole: list[Offer], budget: float, *, from_on: bool) -> Fit:
    """Within, partly within or above: the cheapest of the named offers decides."""
    best = min(whole, key=lambda one: one.low)
    more = "（对方写的是“起”价，以合同为准）" if from_on else ""
    yearly = "（按年收）" if best.unit == _YEAR else ""
    if best.low > budget:
        return Fit("above", f"{told}，超出预算")
    if best.high > budget:
        return Fit("partly", f"{told}，低的一头在预算内，高的一头超出")
    others = "，其中较低的一种在预算内" if any(one.low > budget for one in whole) else "，在预算内"
    return Fit("within", f"{told}{others}{yearly}{more}")
