"""A Report: the measures of each engine row, sliced by the cases' metadata, and its comparison with an earlier one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from evals.dataset import Case
from evals.measure import Measure
from evals.metrics import mean_interval, paired_permutation

SLICES = {"split": "划分", "field": "技术领域", "style": "问法", "hard": "难点"}
SLICED = ("matching.achievement.ndcg@10", "matching.expert.ndcg@10", "abstention.right", "knowledge.right")
COMPARED = (*SLICED, "matching.achievement.mrr", "matching.achievement.recall@10", "dialogue.right")
CHANGED = 0.005
"""Differences of a case's value below this are rounding."""


class Slice(BaseModel):
    """The mean of one measure over the cases that share a value of one metadata name."""

    by: str
    group: str
    key: str
    value: float
    low: float
    high: float
    n: int


class Row(BaseModel):
    """One engine's results: without a model, or with one; over ``ran`` of the suite's ``of`` cases."""

    engine: str
    search: str
    measures: list[Measure]
    slices: list[Slice] = []
    ran: int = 0
    of: int = 0

    @property
    def complete(self) -> bool:
        """Whether every case of the suite was run; only then bounds and earlier reports apply."""
        return self.ran == self.of

    def get(self, key: str) -> Measure | None:
        """The measure of a key, or None."""
        return next((one for one in self.measures if one.key == key), None)


class Difference(BaseModel):
    """One measure against the earlier report: means over the shared cases, p-value, and the cases that changed."""

    engine: str
    key: str
    label: str
    before: float
    after: float
    p: float
    n: int
    changed: dict[str, tuple[float, float]] = {}


class Report(BaseModel):
    """Everything one run measured; ``cases`` maps a case id to its message, for the lists of differences."""

    date: str
    catalogue: dict[str, int] = {}
    datasets: dict[str, int] = {}
    rows: list[Row]
    differences: list[Difference] = []
    cases: dict[str, str] = {}


def slices(measures: Iterable[Measure], cases: Mapping[str, Case]) -> list[Slice]:
    """The sliced measures by each metadata name and value."""
    found = []
    for measure in measures:
        if measure.key not in SLICED:
            continue
        for by in SLICES:
            groups: dict[str, list[float]] = {}
            for case, value in measure.cases.items():
                if group := cases[case].metadata.get(by):
                    groups.setdefault(group, []).append(value)
            for group, values in sorted(groups.items()):
                mean = mean_interval(np.array(values))
                found.append(
                    Slice(
                        by=by,
                        group=group,
                        key=measure.key,
                        value=mean.value,
                        low=mean.low,
                        high=mean.high,
                        n=len(values),
                    )
                )
    return found


def compare(rows: Sequence[Row], earlier: Report | None) -> list[Difference]:
    """Paired permutation test of each compared measure over the cases that both reports hold."""
    found = []
    for row in rows:
        old = _complete(earlier, row.engine) if earlier and row.complete else None
        for key in COMPARED if old else ():
            before, after = old.get(key) if old else None, row.get(key)
            if before and after and (difference := _difference(row.engine, before, after)):
                found.append(difference)
    return found


def _complete(report: Report, engine: str) -> Row | None:
    return next((one for one in report.rows if one.engine == engine and one.complete), None)


def _difference(engine: str, before: Measure, after: Measure) -> Difference | None:
    shared = sorted(set(before.cases) & set(after.cases))
    if not shared:
        return None
    old, new = np.array([before.cases[c] for c in shared]), np.array([after.cases[c] for c in shared])
    changed = {c: (float(a), float(b)) for c, a, b in zip(shared, old, new, strict=True) if abs(a - b) > CHANGED}
    return Difference(
        engine=engine,
        key=after.key,
        label=after.label,
        before=float(old.mean()),
        after=float(new.mean()),
        p=paired_permutation(new, old) if changed else 1.0,
        n=len(shared),
        changed=changed,
    )


def read(path: Path) -> Report | None:
    """An earlier report, or None where there is none."""
    return Report.model_validate_json(path.read_text("utf-8")) if path.is_file() else None


def rounded(report: Report) -> str:
    """The report as JSON with values to four places, so that a commit shows real changes only."""
    return json.dumps(_rounded(report.model_dump(mode="json")), ensure_ascii=False, indent=1)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list) else value
