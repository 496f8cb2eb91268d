"""The budget: the enterprise's stated input for this demand, in yuan."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.read.terms.basis.linear import load
from agent.read.terms.basis.sums import Sum, features, find_sums
from knowledge.quantities import fold
from knowledge.text import HAN, simplify

_PART = re.compile(rf"(?:[{HAN}]费用?|支出|课题|人工)[^，,。\n\d]{{0,4}}$")
_REACH = 60
THRESHOLD, _CLOSE = 0.55, 0.9


def extract_budget(text: str) -> tuple[float | None, str]:
    """The stated input for this demand in yuan and its exact quote from ``text``; ``(None, "")`` when none is stated.

    A trained classifier tells budgets from money spent, sales, prices and yearly outlays. A stated total wins;
    itemised costs (直接费用 …, 间接费用 …) are added up.
    """
    folded = fold(simplify(text))
    sums = find_sums(folded)
    chances = [load("budget").chance(features(folded, sums, at)) for at in range(len(sums))]
    chosen = choose(folded, sums, chances)
    if not chosen:
        return None, ""
    return sum(one.yuan for one in chosen), text[chosen[0].quote_start : chosen[-1].end]


def choose(text: str, sums: Sequence[Sum], chances: Sequence[float]) -> list[Sum]:
    """The sums that make up the budget: the likeliest, or the items of one bill; empty when none is likely."""
    likely = [(chance, one) for chance, one in zip(chances, sums, strict=True) if chance >= THRESHOLD]
    if not likely:
        return []
    top = max(chance for chance, _ in likely)
    best = max((one for chance, one in likely if chance >= _CLOSE * top), key=lambda one: one.yuan)
    items = _items(text, [one for _, one in likely])
    return items if best in items and len(items) > 1 else [best]


def _items(text: str, likely: Sequence[Sum]) -> list[Sum]:
    """The items of one bill (材料费 …, 测试费 …) among the likely sums."""
    named = [one for one in likely if _PART.search(text[one.quote_start : one.start])]
    return [one for at, one in enumerate(named) if not at or one.start - named[at - 1].end < _REACH]
