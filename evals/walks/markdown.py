"""Walked needs as Markdown: a table of all, then each turn with its tool calls and what verification removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evals.walks.walk import Said, Walk

LINES = 8
LINE_MAX = 160


def to_markdown(walks: Sequence[Walk], model: str) -> str:
    """The whole document."""
    head = [
        "# Needs walked with a model",
        "",
        f"Written by `queqiao eval walk` with the model `{model}`; the judgement is in [model-path.md]"
        "(model-path.md). Answers are shortened. “By rules” is the same message to an agent without a model.",
        "",
        "| need | turn s | calls | engine | card as by rules | follow-up s | calls | tool calls | engine | added "
        "| removed | report: unsupported |",
        "|---" * 12 + "|",
        *(_row(one) for one in walks),
        "",
    ]
    return "\n".join([*head, *(line for one in walks for line in _walk(one))]).rstrip() + "\n"


def _row(one: Walk) -> str:
    need, asked = one.said
    cells = [
        one.name,
        f"{need.model_s:.0f}",
        len(need.model.trace["calls"]),
        need.model.engine,
        "yes" if one.same_card else "no",
        f"{asked.model_s:.0f}",
        len(asked.model.trace["calls"]),
        len(asked.model.trace["tools"]),
        asked.model.engine,
        sum(len(said.added) for said in one.said),
        sum(len(said.model.trace["removed_statements"]) for said in one.said),
        "–" if one.unsupported is None else one.unsupported,
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def _walk(one: Walk) -> Iterable[str]:
    yield f"## {one.name}"
    yield ""
    for said in one.said:
        yield from _turn(said)


def _turn(said: Said) -> Iterable[str]:
    trace = said.model.trace
    yield f"> {said.message}"
    yield ""
    note = f", {said.model.degraded}" if said.model.degraded else ""
    yield (
        f"{said.model_s:.0f} s with the model ({len(trace['calls'])} calls, {trace['tokens_in']} tokens in, "
        f"{trace['tokens_out']} out), {said.rules_s:.2f} s by rules; engine {said.model.engine}{note}"
    )
    yield ""
    tools = [_tool(number, tool) for number, tool in enumerate(trace["tools"], 1)]
    yield from _list("tool calls", tools)
    yield from _list("added by the model", said.added)
    yield from _list(
        "removed or left out", [f"{row['text']} — {row['problem']}" for row in trace["removed_statements"]]
    )
    yield "```text"
    yield from (line[:LINE_MAX] for line in said.model.text.splitlines()[:LINES])
    yield "```"
    yield ""


def _tool(number: int, tool: dict[str, Any]) -> str:
    arguments = ", ".join(f"{name}={value}" for name, value in tool["arguments"].items())
    return f"{number}. `{tool['name']}({arguments})` → {'、'.join(tool['found']) or tool['error'] or 'nothing'}"


def _list(title: str, rows: Sequence[str]) -> Iterable[str]:
    if rows:
        yield f"- {title}:"
        yield from (f"  - {row}" for row in rows)
        yield ""
