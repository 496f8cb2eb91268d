"""The health of the service is told from memory, and what is stuck is told as such."""

from __future__ import annotations

import time
from typing import Any

import pytest

from ui.admission import health
from ui.admission.health import STUCK, HealthWatch


def test_the_answer_is_looked_up_beside_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "EVERY_S", 0.02)
    looked: list[int] = []

    def look() -> dict[str, Any]:
        looked.append(1)
        return {"status": "ok", "records": len(looked)}

    watch = HealthWatch(look)
    until = time.monotonic() + 10
    while watch.told()["records"] < 4 and time.monotonic() < until:
        time.sleep(0.01)
    assert watch.told()["records"] >= 4
    assert watch.fresh()["records"] == len(looked)
    watch.close()


def test_a_look_that_fails_or_hangs_is_told_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "EVERY_S", 0.02)
    monkeypatch.setattr(health, "STALE_S", 0.2)
    answers = iter([{"status": "ok"}])
    watch = HealthWatch(lambda: next(answers))
    assert watch.told() == {"status": "ok"}
    time.sleep(0.4)
    assert watch.told() == {"status": "error", "problem": STUCK}
    watch.close()
