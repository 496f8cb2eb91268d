"""The desk's trace: what the model proposed, what code took, changed and refused, and why, in words to read."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from agent.model.calls import Decision
from agent.turn.tracing.trace import Trace
from ui.officer.panels.traces.trace import TracePanel

DECISIONS = [
    Decision("judge", "A-01 级别（规则：弱）", "强", "较强", "覆盖到的只是部分相关"),
    Decision("judge", "A-02 覆盖 S1", "热风循环解冻", "热风循环解冻"),
    Decision("word", "一句", "良率 <b>99%</b>", "", "数字“99%”在引文中找不到"),
]


def shown(**changes: Any) -> str:
    trace = Trace()
    trace.decisions.extend(changes.pop("decisions", DECISIONS))
    told = trace.export() | changes
    turn = SimpleNamespace(number=2, kind="recommendation", at=datetime.now(UTC), trace=told)
    return str(TracePanel().fill(SimpleNamespace(turns=[turn]))[0])  # type: ignore[arg-type]


def test_every_decision_is_told_with_what_became_of_it_and_why() -> None:
    page = shown()
    assert "采用 1 条，改过后采用 1 条，没有采用 1 条" in page
    assert page.index("热风循环解冻") > page.index("覆盖到的只是部分相关")
    for one in DECISIONS:
        assert one.reason in page
    assert "<b>99%</b>" not in page and "评审候选" in page and "组织答复" in page


def test_the_reading_shows_both_readings_and_whose_stands() -> None:
    note = {"field": "budget", "model": "60 万元", "ours": "", "taken": "model", "why": ""}
    act = {"field": "act", "model": "recommend", "ours": "ask", "taken": "refused", "why": "您没有这样要求"}
    page = shown(reading=[note, act])
    assert "预算" in page and "60 万元" in page and "用模型的" in page
    assert "提需求" in page and "您没有这样要求" in page


def test_a_turn_without_a_model_says_nothing_of_one() -> None:
    page = shown(decisions=[])
    assert "模型提出" not in page and "没有调用模型" in page


def test_an_outcome_follows_from_what_was_taken() -> None:
    assert [one.outcome for one in DECISIONS] == ["changed", "taken", "refused"]
    assert asdict(DECISIONS[0]) | {"outcome": "changed"} == DECISIONS[0].export()
