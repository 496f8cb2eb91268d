"""Turns as OpenTelemetry spans, when it is installed, set up by the operator, and switched on in the settings.

Spans carry names, times, counts and reasons, never what was said. Without the package nothing happens.
"""

from __future__ import annotations

import logging
from typing import Any

from agent.turn.tracing.trace import Trace

log = logging.getLogger(__name__)


def emit(trace: Trace) -> None:
    """Send the turn's spans to the tracer provider that the operator configured; a failure costs the turn nothing."""
    try:
        from opentelemetry import trace as api
    except ImportError:
        log.warning("OpenTelemetry is switched on but not installed: install the telemetry extra")
        return
    try:
        _emit(api, trace)
    except Exception:
        log.exception("the turn's spans could not be sent")


def _emit(api: Any, trace: Trace) -> None:
    tracer = api.get_tracer("queqiao")
    told = trace.export()
    root = tracer.start_span("queqiao.turn", start_time=_ns(trace.at))
    for name in ("act", "engine", "degraded", "removed", "tokens_in", "tokens_out", "cost"):
        root.set_attribute(f"queqiao.{name}", told.get(name, ""))
    context = api.set_span_in_context(root)
    end = trace.at
    for step in trace.steps:
        end = max(end, step.at + step.ms / 1000)
        _span(tracer, context, f"queqiao.{step.name}", step.at, step.ms, {})
    for call in trace.calls:
        attributes = {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": call.model,
            "gen_ai.usage.input_tokens": call.tokens_in,
            "gen_ai.usage.output_tokens": call.tokens_out,
            "queqiao.prompt": call.prompt,
            "error.type": call.error,
        }
        _span(tracer, context, f"chat {call.model}", call.at, call.ms, attributes)
    root.end(end_time=_ns(end))


def _span(tracer: Any, context: Any, name: str, at: float, ms: int, attributes: dict[str, Any]) -> None:
    known = {key: value for key, value in attributes.items() if value != ""}
    span = tracer.start_span(name, context=context, start_time=_ns(at), attributes=known)
    span.end(end_time=_ns(at + ms / 1000))


def _ns(seconds: float) -> int:
    return int(seconds * 1e9)
