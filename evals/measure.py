"""One measured value with its interval and, where it is a mean over cases, the value of every case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np
from pydantic import BaseModel

from evals.metrics import bootstrap, mean_interval

Better = Literal["higher", "lower", "neither"]


class Measure(BaseModel):
    """``key`` such as ``matching.ndcg@10``; ``cases`` is empty for what is no mean over cases; ``n`` counts cases."""

    key: str
    label: str
    value: float
    low: float | None = None
    high: float | None = None
    n: int
    better: Better = "higher"
    cases: dict[str, float] = {}
    notes: list[str] = []

    @property
    def evaluator(self) -> str:
        """The first part of the key."""
        return self.key.partition(".")[0]


def mean(
    key: str, label: str, cases: Mapping[str, float], *, better: Better = "higher", notes: Sequence[str] = ()
) -> Measure:
    """The mean over cases with its 95 % bootstrap interval."""
    found = mean_interval(np.array(list(cases.values()), dtype=np.float64))
    return Measure(
        key=key,
        label=label,
        value=found.value,
        low=found.low,
        high=found.high,
        n=len(cases),
        better=better,
        cases=dict(cases),
        notes=list(notes),
    )


def statistic(
    key: str, label: str, size: int, compute: Callable[[Sequence[int]], float], *, better: Better = "higher"
) -> Measure:
    """A statistic of ``size`` cases, given as a function of case numbers, with its 95 % bootstrap interval."""
    found = bootstrap(size, lambda chosen: compute(chosen.tolist()))
    return Measure(key=key, label=label, value=found.value, low=found.low, high=found.high, n=size, better=better)


def count(key: str, label: str, value: float, n: int, *, better: Better, notes: Sequence[str] = ()) -> Measure:
    """A plain count or share without an interval."""
    return Measure(key=key, label=label, value=value, n=n, better=better, notes=list(notes))
