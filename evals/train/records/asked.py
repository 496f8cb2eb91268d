"""What the weights of a full record's evidence are learned from: questions with the evidence of their candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent import Agent
from agent.match.rank.blend import PARTS
from agent.match.rank.criteria import CRITERIA
from agent.match.rank.scoring import evidence, parts
from agent.read import understand
from agent.turn.retrieval import retrieve
from evals.dataset import Case
from evals.train.pairs.reading import read_decisions
from knowledge import Achievement

Array = NDArray[np.float64]
NAMES = (*PARTS, *CRITERIA)


@dataclass(frozen=True)
class Asked:
    """One question: features of the records that the ranker saw (n, len(NAMES)), their ids, and what is known of them.

    ``levels`` (1 to 4) are those of a judged question; ``pair`` (first, over) are the row numbers of a contrast.
    """

    case: Case
    ids: list[str]
    rows: Array
    levels: NDArray[np.int64] | None = None
    pair: tuple[int, int] | None = None


def collect(agent: Agent, cases: Sequence[Case]) -> list[Asked]:
    """Every question through understanding and search, with the evidence of its candidates."""
    found = []
    for case in cases:
        card = understand(case.message)
        retrieved, records = retrieve(agent.services, card)
        pool = [one for key in retrieved.ids() if isinstance(one := records[key], Achievement)]
        table, learned, _ = evidence(card, pool, retrieved)
        ids = [one.id for one in pool if one.id in learned]
        rows = np.array([_row(table[one]) for one in ids]).reshape(len(ids), len(NAMES))
        found.append(_asked(case, ids, rows))
    return [one for one in found if one.levels is not None or one.pair is not None]


def read_features(path: Path) -> list[Asked]:
    """Officers' decisions that carry their features, by need. Raises EvalError."""
    judged = read_decisions(path)
    by_need: dict[str, list[tuple[str, list[float], int]]] = {}
    for pair in judged.pairs:
        features = judged.features.get((pair.rid, pair.aid))
        if features and "words" in features:
            by_need.setdefault(pair.rid, []).append((pair.aid, _row(features), pair.level))
    return [
        Asked(
            Case(id=rid, message=judged.needs[rid][0], expected={}),
            [aid for aid, _, _ in own],
            np.array([row for _, row, _ in own]),
            np.array([level for _, _, level in own]),
        )
        for rid, own in by_need.items()
    ]


def _row(features: Mapping[str, float]) -> list[float]:
    held = parts(features) | {name: features[name] for name in CRITERIA if name in features}
    return [held.get(name, 0.0) for name in NAMES]


def _asked(case: Case, ids: list[str], rows: Array) -> Asked:
    if "first" in case.expected:
        places = {one: place for place, one in enumerate(ids)}
        first, over = places.get(case.expected["first"]), places.get(case.expected["over"])
        return Asked(case, ids, rows, pair=None if first is None or over is None else (first, over))
    grades = case.expected.get("achievements", {})
    return Asked(case, ids, rows, levels=np.array([1 + grades.get(one, 0) for one in ids]))
