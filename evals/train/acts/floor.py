"""``queqiao train floor -o FILE``: from which likeness on a record of the fact store may answer a question."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from agent import Agent
from agent.turn.talk.relevance import look_up
from evals.example import example_agent
from evals.train.acts.turns import HERE, dialogue_turns

QUESTIONS = HERE / "relevance.jsonl"
LEAKS = 0.02
"""At most this share of the questions that no record answers may be answered with one."""
ASIDE = ("offtopic", "smalltalk", "refuse", "handover")
COLUMNS = {"letters": 2, "vector": 4}
Numbers = NDArray[np.float64]


def train(out: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """Fit on labelled questions that name no record, and on asides; write with the figures."""
    with example_agent() as agent:
        rows = list(_rows(agent))
    questions = [question for question, *_ in rows]
    values, held = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    found: dict[str, Any] = {"note": "queqiao train floor -o agent/turn/talk/floor.json"}
    for name, columns in COLUMNS.items():
        found[name] = _fitted(values[:, :columns], held, questions)
        tell(f"{name} {json.dumps(found[name], ensure_ascii=False)}")
    out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return found


def _rows(agent: Agent) -> Iterator[tuple[str, list[float], bool]]:
    labelled = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    asked = [(row["say"], row["records"]) for row in labelled]
    asked += [(turn.say, []) for turn in dialogue_turns() if turn.act in ASIDE]
    for question, wanted in asked:
        found = look_up(agent.services, question)
        if not any(one.named for one in found):
            yield from ((question, one.values, one.record.id in wanted) for one in found)


def _fitted(values: Numbers, held: NDArray[np.bool_], questions: list[str]) -> dict[str, Any]:
    folds = GroupKFold(5, shuffle=True, random_state=0)
    model = LogisticRegression(C=10.0)
    given = cross_val_predict(model, values, held, groups=questions, cv=folds, method="predict_proba")[:, 1]
    floor = next(one for one in [*np.unique(given), 1.0] if _leaks(questions, held, given >= one) <= LEAKS)
    model.fit(values, held)
    answerable = {question for question, one in zip(questions, held, strict=True) if one}
    answered = {q for q, one, passed in zip(questions, held, given >= floor, strict=True) if one and passed}
    return {
        "weights": [round(float(value), 4) for value in model.coef_[0]],
        "intercept": round(float(model.intercept_[0]), 4),
        "floor": round(float(floor), 4),
        "questions": len(set(questions)),
        "answerable": len(answerable),
        "answered": len(answered),
        "leaks": round(_leaks(questions, held, given >= floor), 4),
    }


def _leaks(questions: list[str], held: NDArray[np.bool_], passed: NDArray[np.bool_]) -> float:
    """The share of unanswerable questions of which some record passes."""
    answerable = {question for question, one in zip(questions, held, strict=True) if one}
    empty = set(questions) - answerable
    leaking = {question for question, one in zip(questions, passed, strict=True) if one and question in empty}
    return len(leaking) / max(1, len(empty))
