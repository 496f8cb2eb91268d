"""A second line to the model: one budget, and a mask that hides the same."""

from __future__ import annotations

import threading

from agent.model.budget import Budget
from agent.model.faults import ModelUnavailable
from agent.model.text.masking import Mask
from agent.settings import Settings


def test_a_copied_mask_restores_what_was_hidden_and_learns_apart() -> None:
    mask = Mask()
    sent = mask.hide("请回电 13900001111")
    other = mask.copy()
    assert "13900001111" not in sent and other.restore(sent) == "请回电 13900001111"
    other.know(["云杉精密"])
    assert other.hide("云杉精密") != "云杉精密" and mask.hide("云杉精密") == "云杉精密"


def test_calls_beside_each_other_never_take_more_than_there_are() -> None:
    budget = Budget.of(Settings(model="m", turn_model_calls=50))
    taken: list[int] = []

    def take() -> None:
        for _ in range(40):
            try:
                budget.begin_call(1)
                taken.append(1)
            except ModelUnavailable:
                return

    threads = [threading.Thread(target=take) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(taken) == 50 and budget.calls == 0
