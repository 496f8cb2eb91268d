"""A part of the suite for an engine that is slow: stratified by dataset, the same cases each time."""

from __future__ import annotations

import random
from collections.abc import Sequence

from evals.dataset import Dataset

SEED = 7


def sample(datasets: Sequence[Dataset], number: int) -> list[Dataset]:
    """About ``number`` cases: each dataset by its share and at least one, drawn with a fixed seed."""
    whole = sum(map(len, datasets))
    return [
        Dataset(each.name, random.Random(f"{SEED} {each.name}").sample(list(each), _share(len(each), whole, number)))  # noqa: S311
        for each in datasets
    ]


def _share(own: int, whole: int, number: int) -> int:
    return min(own, max(1, round(number * own / whole)))
