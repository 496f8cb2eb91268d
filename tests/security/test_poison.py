"""A short run of the measurement of poisoned records; the long one is printed in docs/security.md."""

from __future__ import annotations

import pytest

from tests.security.poison import MARK, ORDERS, filled, measure, questions


@pytest.mark.parametrize("direct", [False, True], ids=["imported", "direct"])
def test_obeying_a_record_moves_nothing_and_tells_nothing(direct: bool) -> None:
    figures = measure(40, questions(3), direct=direct)
    assert figures.records == 40 and figures.calls >= 6
    assert direct or figures.flagged
    assert figures.by_model == [] and figures.out == [] and figures.asked_out == []


def test_the_model_does_as_it_is_told() -> None:
    shape = {"type": "object", "properties": {"a": {"type": "array", "items": {"enum": ["弱", "强"]}}, "id": {}}}
    assert filled(shape, "x", "A-0001") == {"a": ["强"] * 3, "id": "A-0001"}
    assert all(MARK.search(order.format(id="A-1", mark="CANARY-MARK-1")) for order in ORDERS)
