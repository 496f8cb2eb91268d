"""The step that answers without a new match: each act by its own function."""

from __future__ import annotations

from collections.abc import Callable

from agent.schema import Act
from agent.turn.services import Services
from agent.turn.state import Turn
from agent.turn.steps import Step, announce
from agent.turn.talk import asides, facts, need, records

Answer = Callable[[Services, Turn], Turn]
ANSWERS: dict[Act, Answer] = {
    "why": records.why_answer,
    "compare": records.compare_answer,
    "detail": records.detail_answer,
    "policy": facts.policy_answer,
    "explain": facts.explain_answer,
    "summarise": need.summary_answer,
    "report": need.report_answer,
    "handover": need.handover_answer,
    "more": records.nothing_answer,
    "recommend": need.ask_answer,
    "confirm": need.noted_answer,
    "ask": need.ask_answer,
    "refuse": asides.refuse_answer,
    "smalltalk": asides.smalltalk_answer,
    "offtopic": asides.offtopic_answer,
}
LOOKING = {"why", "compare", "detail", "policy", "explain"}


def converse_step(services: Services) -> Step:
    """Explain, compare, describe a record, answer about a programme, sum up, decline, or ask which act was meant."""

    def step(turn: Turn) -> Turn:
        reading = turn["reading"]
        if reading.choices:
            return asides.doubt_answer(services, turn)
        if reading.unclear:
            return asides.which_answer(services, turn)
        if reading.act in LOOKING:
            announce("正在查找记录…")
        return ANSWERS[reading.act](services, turn)

    return step
