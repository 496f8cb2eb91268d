from __future__ import annotations

import sys
from typing import Any

import pytest

from agent.model.calls import Call
from agent.turn.tracing.telemetry import emit
from agent.turn.tracing.trace import Trace


class Span:
    def __init__(
        self, name: str, start_time: int, attributes: dict[str, Any] | None = None, context: Any = None
    ) -> None:
        self.name, self.start, self.attributes, self.parent = name, start_time, dict(attributes or {}), context
        self.end_time = 0

    def set_attribute(self, name: str, value: Any) -> None:
        self.attributes[name] = value

    def end(self, end_time: int) -> None:
        self.end_time = end_time


class Api:
    """Stands in for ``opentelemetry.trace``."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def get_tracer(self, name: str) -> Api:
        return self

    def start_span(self, name: str, **options: Any) -> Span:
        self.spans.append(Span(name, **options))
        return self.spans[-1]

    def set_span_in_context(self, span: Span) -> Span:
        return span


def turn() -> Trace:
    trace = Trace(notes={"act": "recommend", "engine": "model"})
    with trace.step("understand"):
        trace.call(Call("understand@1", "m", ms=5, tokens_in=10, tokens_out=3, error="rate"))
    return trace


def test_spans_tell_times_and_counts_under_one_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    api = Api()
    package = type(sys)("opentelemetry")
    package.trace = api  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "opentelemetry", package)
    emit(turn())
    root, step, call = api.spans
    assert (root.name, step.name, call.name) == ("queqiao.turn", "queqiao.understand", "chat m")
    assert step.parent is root and call.parent is root
    assert call.attributes["gen_ai.usage.input_tokens"] == 10 and call.attributes["error.type"] == "rate"
    assert root.attributes["queqiao.act"] == "recommend"
    assert all(span.end_time >= span.start for span in api.spans)


def test_without_the_package_nothing_happens(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    emit(turn())
    assert "not installed" in caplog.text


def test_a_broken_exporter_costs_the_turn_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    package = type(sys)("opentelemetry")
    package.trace = object()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "opentelemetry", package)
    emit(turn())
    assert "could not be sent" in caplog.text
