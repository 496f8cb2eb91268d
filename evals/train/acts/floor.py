"""``queqiao train floor -o FILE``: from which likeness on a record of the fact store may answer a question."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from agent.turn.services import REFERENCE_TYPES
from agent.turn.talk.relevance import features
from evals.example import example_agent
from evals.train.acts.turns import HERE, dialogue_turns
from knowledge import Resource

QUESTIONS = HERE / "relevance.jsonl"
HITS = 4
PRECISE = 0.7
"""Of the answers that pass the floor at least this share must answer the question."""
ASIDE = ("offtopic", "smalltalk", "refuse", "handover")
Row = tuple[str, list[float], bool]


def train(out: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """Fit on labelled questions, on the names of programmes, and on what is no question; write with the figures."""
    with example_agent() as agent:
        rows = _rows(agent.services)
    x, y = np.array([values for _, values, _ in rows]), np.array([held for *_, held in rows])
    groups = [question for question, *_ in rows]
    given = np.zeros(len(y))
    for train_, test in GroupKFold(5, shuffle=True, random_state=0).split(x, groups=groups):
        given[test] = LogisticRegression(C=10.0).fit(x[train_], y[train_]).predict_proba(x[test])[:, 1]
    floor = _floor(given, y)
    model = LogisticRegression(C=10.0).fit(x, y)
    passed = given >= floor
    found = {
        "note": "queqiao train floor -o agent/turn/talk/floor.json",
        "weights": [round(float(value), 4) for value in model.coef_[0]],
        "intercept": round(float(model.intercept_[0]), 4),
        "floor": round(floor, 3),
        "trained_on": {"pairs": len(y), "answering": int(y.sum()), "questions": len(set(groups))},
        "cross_validated": {
            "precision": round(float(y[passed].mean()), 3),
            "recall": round(float(passed[y].mean()), 3),
            "questions without an answer that get one": round(_leaks(groups, y, passed), 3),
        },
    }
    tell(json.dumps(found, ensure_ascii=False))
    out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return found


def _rows(services: Any) -> list[Row]:
    catalogue, retriever = services.knowledge.catalogue, services.knowledge.retriever
    words = services.words()
    rows: list[Row] = []
    for question, wanted in _questions(services):
        hits = retriever.search(question, k=HITS, types=REFERENCE_TYPES)
        for record in catalogue.get_many([*(hit.record_id for hit in hits), *wanted]).values():
            near = services.closeness(question, record)
            rows.append((question, features(question, record, words, near), record.id in wanted))
    return rows


def _questions(services: Any) -> list[tuple[str, list[str]]]:
    labelled = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    asked = [(row["say"], row["records"]) for row in labelled]
    for record in services.references().values():
        if isinstance(record, Resource):
            asked.append((f"{record.title}是什么", [record.id]))
            asked += [(f"{name}怎么回事", [record.id]) for name in record.aliases[:1]]
    asked += [(turn.say, []) for turn in dialogue_turns() if turn.act in ASIDE]
    return asked


def _floor(given: Any, y: Any) -> float:
    """The lowest floor above which the answers are precise enough."""
    for floor in np.unique(given):
        if y[given >= floor].mean() >= PRECISE:
            return float(floor)
    return 1.0


def _leaks(groups: list[str], y: Any, passed: Any) -> float:
    answered = {group for group, held in zip(groups, y, strict=True) if held}
    empty = set(groups) - answered
    leaking = {group for group, one in zip(groups, passed, strict=True) if one and group in empty}
    return len(leaking) / max(1, len(empty))
