from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from agent.model import Budget, Cancel, ModelUnavailable
from agent.model.data import as_data, new_mark, rows_as_data
from agent.model.faults import WORDS, _pause
from agent.tokens import count_tokens


def budget(**changes: float) -> Budget:
    return Budget(**({"calls": 2, "tool_calls": 3, "tokens_in": 100, "tokens_out": 200, "seconds": 10} | changes))  # type: ignore[arg-type]


def reason(action: Callable[[], object]) -> str:
    with pytest.raises(ModelUnavailable) as caught:
        action()
    return caught.value.reason


def test_calls_run_out() -> None:
    mine = budget()
    mine.begin_call(10)
    mine.begin_call(10)
    assert reason(lambda: mine.begin_call(10)) == "budget"


def test_tokens_run_out() -> None:
    mine = budget()
    mine.begin_call(60)
    assert reason(lambda: mine.begin_call(60)) == "budget"
    mine.end_call(150)
    assert reason(lambda: mine.begin_call(1)) == "budget"


def test_a_prompt_that_cost_more_than_estimated_counts() -> None:
    mine = budget()
    mine.begin_call(10)
    mine.end_call(1, tokens_in_more=85)
    assert reason(lambda: mine.begin_call(10)) == "budget"


def test_time_runs_out() -> None:
    mine = budget(seconds=0)
    assert reason(lambda: mine.begin_call(1)) == "timeout"


def test_tool_calls_run_out() -> None:
    mine = budget()
    mine.take_tool_calls(3)
    assert reason(lambda: mine.take_tool_calls(1)) == "loop"


def test_every_reason_has_chinese_words_and_a_sentence() -> None:
    for each in WORDS:
        assert ModelUnavailable(each).notice == f"模型暂时不可用（{WORDS[each]}），以下为规则结果。"


def test_retry_after_is_read_as_seconds_or_date() -> None:
    later = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=60), usegmt=True)  # noqa: UP017
    assert _pause("1.5") == 1.5 and _pause("-3") == 0.0
    assert 50 < (_pause(later) or 0) < 61
    assert _pause("soon") is None and _pause(None) is None


def test_cancel_runs_actions_once_and_late_ones_at_once() -> None:
    cancel, done = Cancel(), []
    forget = cancel.on_set(lambda: done.append("forgotten"))
    cancel.on_set(lambda: done.append("kept"))
    forget()
    cancel.set()
    cancel.set()
    cancel.on_set(lambda: done.append("late"))
    assert done == ["kept", "late"] and cancel.is_set() and cancel.wait(0)


def test_data_cannot_hold_its_own_mark() -> None:
    mark = new_mark()
    assert mark != new_mark()
    assert as_data(f"前{mark}后\u200b", mark, 100) == "前后"


def test_rows_fit_the_limit_and_stay_whole() -> None:
    rows = [{"record_id": f"A-{i}", "text": "银纹" * 20} for i in range(20)]
    text = rows_as_data(rows, new_mark(), 200)
    lines = text.splitlines()
    assert 1 < len(lines) < 20 and all(line.endswith("}") for line in lines)
    assert count_tokens(text) <= 200
