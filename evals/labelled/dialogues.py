"""``queqiao eval dialogues FILE``: dialogues with expectations, played turn by turn through the agent.

One JSON object a line: ``{"id", "turns": [{"say", "expect"}]}``. A turn is right when all its checks hold; a dialogue
is wholly right when all its turns are. Intervals are bootstrap intervals over dialogues.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from agent import Agent, Reply
from evals.errors import EvalError
from evals.example import example_agent
from evals.files import json_lines
from evals.labelled.dialogue_checks import Before, Check, checks
from evals.metrics import grouped_interval


@dataclass(frozen=True)
class Played:
    """One turn as it was played: what was said, what came back and its checks."""

    dialogue: str
    said: str
    reply: Reply | None
    checks: Sequence[Check]

    @property
    def right(self) -> bool:
        """Whether every check holds; a turn without an answer is wrong."""
        return self.reply is not None and all(one.holds for one in self.checks)


@dataclass
class DialogueReport:
    """The turns played, in order."""

    turns: list[Played] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of turns that are right."""
        return sum(one.right for one in self.turns) / max(1, len(self.turns))

    @property
    def whole(self) -> tuple[int, int]:
        """How many dialogues are right in every turn, and how many there are."""
        wrong = {one.dialogue for one in self.turns if not one.right}
        everyone = {one.dialogue for one in self.turns}
        return len(everyone - wrong), len(everyone)

    def interval(self) -> tuple[float, float]:
        """95 % bootstrap interval of the share, drawn over dialogues."""
        right = np.array([one.right for one in self.turns], dtype=np.float64)
        found = grouped_interval([one.dialogue for one in self.turns], lambda drawn: float(right[drawn].mean()))
        return found.low, found.high

    def kinds(self) -> dict[str, tuple[int, int]]:
        """By kind of check: how many hold, of how many."""
        held, asked = Counter[str](), Counter[str]()
        for one in (check for turn in self.turns for check in turn.checks):
            asked[one.name] += 1
            held[one.name] += one.holds
        return {name: (held[name], asked[name]) for name in sorted(asked, key=lambda name: held[name] / asked[name])}


def run(path: Path, *, misses: int = 8, goal: float = 0.0) -> int:
    """Play a file against the example catalogue and print the report; 1 when fewer turns than ``goal`` are right."""
    dialogues = read_dialogues(path)
    with example_agent() as agent:
        report = play(agent, dialogues)
    sys.stdout.write(render(report, misses) + "\n")
    return 1 if report.share < goal else 0


def read_dialogues(path: Path) -> list[dict[str, Any]]:
    """The dialogues of a file. Raises EvalError for a broken line."""
    found = []
    for place, row in json_lines(path):
        try:
            assert all(turn["say"] is not None for turn in row["turns"]) and row["id"]
        except (KeyError, TypeError, AssertionError) as error:
            raise EvalError(f"{place}不是有效的对话：要有 id 和 turns（每轮有 say）。") from error
        found.append(row)
    return found


def play(agent: Agent, dialogues: Iterable[dict[str, Any]]) -> DialogueReport:
    """Play every dialogue in a conversation of its own."""
    report = DialogueReport()
    for row in dialogues:
        conversation, before = agent.start_conversation("eval").id, Before()
        for turn in row["turns"]:
            expect = turn.get("expect") or {}
            reply = list(agent.stream(conversation, turn["say"]))[-1].reply
            found = checks(expect, reply, before) if reply else [Check("answered", False)]
            report.turns.append(Played(row["id"], turn["say"], reply, found))
            before = _after(before, expect, reply)
    return report


def _after(before: Before, expect: dict[str, Any], reply: Reply | None) -> Before:
    if reply is None:
        return before
    named = reply.card.object if reply.card else ""
    first = named if named and (not before.object or expect.get("new_need")) else before.object
    found = reply.recommendation
    if found is None or not (found.achievements or found.experts):
        return Before(first, before.achievements, before.experts)
    return Before(first, [one.record_id for one in found.achievements], [one.record_id for one in found.experts])


def render(report: DialogueReport, misses: int) -> str:
    """The report for the terminal: the share with its interval, the checks by kind, the first misses of each kind."""
    right, (whole, count) = sum(one.right for one in report.turns), report.whole
    low, high = report.interval()
    lines = [
        f"对话 {count} 段，{len(report.turns)} 轮；答对 {right} 轮，{report.share:.3f}"
        f"（95% 区间 {low:.3f}–{high:.3f}）；全对 {whole} 段",
        "",
        "| 检查 | 成立 | 共 |",
        "|---|---|---|",
        *(f"| {name} | {held} | {asked} |" for name, (held, asked) in report.kinds().items()),
    ]
    for name in report.kinds():
        failed = [(turn, one) for turn in report.turns for one in turn.checks if one.name == name and not one.holds]
        if failed and misses:
            lines += ["", f"{name}：差错 {len(failed)} 处"]
            lines += [f"- {turn.dialogue} “{turn.said[:40]}” {one.seen[:120]}" for turn, one in failed[:misses]]
    return "\n".join(lines)
