"""An optional judge: the configured model scores answers by named rubrics from 1 to 5. Off by default; never gated."""

from __future__ import annotations

from collections.abc import Sequence

from agent import Agent
from agent.llm import ModelUnavailable
from agent.llm.data import new_mark, rows_as_data
from agent.llm.structured import ask_json
from evals.measure import Measure, mean
from evals.outcomes import Outcome
from prompts import load

RUBRICS = ("技术契合", "依据充分", "表达清楚", "诚实")
EVERY = 8
"""One case in so many is judged, over matching and unanswerable ones, since each costs a call."""
DATA_TOKENS = 3_000
SCHEMA = {
    "type": "object",
    "properties": {name: {"type": "integer", "minimum": 1, "maximum": 5} for name in RUBRICS}
    | {"理由": {"type": "string"}},
    "required": list(RUBRICS),
}


def judge(outcomes: Sequence[Outcome], agent: Agent) -> list[Measure]:
    """Mean score of each rubric over the sampled cases; cases that the model did not score are left out."""
    asked = [one for one in outcomes if one.dataset in ("matching", "unanswerable")][::EVERY]
    scores: dict[str, dict[str, float]] = {name: {} for name in RUBRICS}
    for one in asked:
        for name, score in _scored(one, agent).items():
            scores[name][one.case.id] = score
    return [mean(f"judge.{name}", f"模型评分：{name}（1–5）", cases) for name, cases in scores.items()]


def _scored(outcome: Outcome, agent: Agent) -> dict[str, float]:
    gateway = agent.services.gateway
    if gateway is None:
        return {}
    prompt, mark, model = load("judge"), new_mark(), gateway.open()
    rows = [{"问题": outcome.case.message}, *({"答复": statement.text} for statement in outcome.reply.statements)]
    user = prompt.user(mark=mark, data=rows_as_data(rows, mark, DATA_TOKENS))
    messages = [{"role": "system", "content": prompt.text}, {"role": "user", "content": user}]
    try:
        answer = ask_json(model, messages, prompt, SCHEMA, max_tokens=300)
    except ModelUnavailable:
        return {}
    finally:
        model.close()
    return {name: float(answer[name]) for name in RUBRICS if answer.get(name) in (1, 2, 3, 4, 5)}
