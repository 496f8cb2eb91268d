"""An optional judge: the configured model scores answers by named rubrics from 1 to 5. Off by default; never gated."""

from __future__ import annotations

from collections.abc import Sequence

from agent import Agent, ModelUnavailable, ask_about
from evals.measure import Measure, count, mean
from evals.outcomes import Outcome

RUBRICS = ("技术契合", "依据充分", "表达清楚", "诚实")
EVERY = 8
"""One case in so many is judged, over matching and unanswerable ones, since each costs a call."""
SCHEMA = {
    "type": "object",
    "properties": {name: {"type": "integer", "minimum": 1, "maximum": 5} for name in RUBRICS}
    | {"理由": {"type": "string"}},
    "required": list(RUBRICS),
}


def judge(outcomes: Sequence[Outcome], agent: Agent, every: int = EVERY) -> list[Measure]:
    """Mean score of each rubric over one in ``every`` answers, and how many the model failed to score, and why."""
    asked = [one for one in outcomes if one.dataset in ("matching", "unanswerable")][::every]
    scores: dict[str, dict[str, float]] = {name: {} for name in RUBRICS}
    failed: list[str] = []
    for one in asked:
        try:
            found = _scored(one, agent)
        except ModelUnavailable as fault:
            failed.append(f"{one.case.id} {fault.words}")
            continue
        for name, score in found.items():
            scores[name][one.case.id] = score
    means = [mean(f"judge.{name}", f"模型评分：{name}（1–5）", cases) for name, cases in scores.items() if cases]
    return [*means, count("judge.failed", "模型没有给出评分", len(failed), len(asked), better="lower", notes=failed)]


def _scored(outcome: Outcome, agent: Agent) -> dict[str, float]:
    """The score of every rubric; raises ModelUnavailable when one is missing or no whole number from 1 to 5."""
    gateway = agent.services.gateway
    if gateway is None:
        raise ModelUnavailable("unreachable")
    rows = [{"问题": outcome.case.message}, *({"答复": statement.text} for statement in outcome.reply.statements)]
    model = gateway.open()
    try:
        answer = ask_about(model, "judge", rows, SCHEMA, max_tokens=300)
    finally:
        model.close()
    scores = {name: _score(answer.get(name)) for name in RUBRICS}
    if None in scores.values():
        raise ModelUnavailable("format")
    return {name: score for name, score in scores.items() if score is not None}


def _score(value: object) -> float | None:
    text = str(value).strip()
    return float(text) if text in ("1", "2", "3", "4", "5") else None
