"""Walk needs through chat, a question and the report, by rules alone and with the configured model, side by side."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from agent import Agent, Reply, build_report, get_settings, report_problems
from evals.example import example_agent, with_model
from evals.files import json_lines
from evals.walks.markdown import to_markdown

WALKS = Path(__file__).parent / "walks.jsonl"


@dataclass(frozen=True)
class Said:
    """One message, the answers by rules and with the model, and the seconds of each."""

    message: str
    rules: Reply
    model: Reply
    rules_s: float
    model_s: float

    @property
    def added(self) -> list[str]:
        """Sentences that the rules' answer lacks."""
        known = {item.text for item in self.rules.statements}
        return [item.text for item in self.model.statements if item.text not in known]


@dataclass(frozen=True)
class Walk:
    """One need: its turns, and what the checker found unsupported in the full report."""

    name: str
    said: Sequence[Said]
    same_card: bool
    unsupported: int | None


def run(output: Path | None, names: Sequence[str] = ()) -> int:
    """Walk the committed needs on a fresh example catalogue; Markdown goes to ``output`` or the terminal."""
    if not get_settings().model_enabled:
        sys.stderr.write("没有配置模型：请设置 OPENAI_BASE_URL、OPENAI_API_KEY 和 OPENAI_MODEL。\n")
        return 2
    rows = [row for _, row in json_lines(WALKS)]
    walks: list[Walk] = []
    with example_agent() as rules:
        model = with_model(rules)
        for row in rows:
            if not names or row["name"] in names:
                walks.append(walk(rules, model, row))
                _write(output, to_markdown(walks, model.settings.model))
    return 0


def walk(rules: Agent, model: Agent, row: dict[str, str]) -> Walk:
    """One need and its question with both agents, then the report of the model's answer."""
    answers = [_talk(agent, [row["need"], row["question"]]) for agent in (rules, model)]
    said = [
        Said(message, plain, reply, plain_s, reply_s)
        for message, (plain, plain_s), (reply, reply_s) in zip([row["need"], row["question"]], *answers, strict=True)
    ]
    first = said[0]
    return Walk(row["name"], said, first.rules.card == first.model.card, _unsupported(model, first.model, row["need"]))


def _talk(agent: Agent, messages: Sequence[str]) -> list[tuple[Reply, float]]:
    conversation, answers = agent.start_conversation("eval").id, []
    for message in messages:
        started = time.perf_counter()
        last = list(agent.stream(conversation, message))[-1]
        if last.reply is None:
            raise RuntimeError(last.problem.message if last.problem else "")
        answers.append((last.reply, time.perf_counter() - started))
    return answers


def _unsupported(agent: Agent, reply: Reply, need: str) -> int | None:
    found = reply.recommendation
    if reply.card is None or found is None:
        return None
    ids = [item.record_id for group in (found.achievements, found.experts, found.resources) for item in group]
    records = agent.services.references() | agent.knowledge.catalogue.get_many(ids)
    report = build_report(reply.card, found, records, "full", today=date.today())
    return len(report_problems(report, records, need))


def _write(output: Path | None, text: str) -> None:
    write: Callable[[str], Any] = sys.stdout.write if output is None else output.write_text
    write(text)
