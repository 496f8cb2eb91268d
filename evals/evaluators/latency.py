"""Latency per turn: reported, never gated, since it depends on the machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from evals.measure import Measure, count
from evals.outcomes import Outcome
from knowledge import AnyRecord


def latency(outcomes: Sequence[Outcome], records: Mapping[str, AnyRecord]) -> list[Measure]:
    """Median and 95th percentile of all turns, in milliseconds."""
    turns = np.array([second * 1000 for one in outcomes for second in one.seconds])
    return [
        count(
            f"latency.p{q}",
            f"每轮耗时 p{q}（毫秒）",
            round(float(np.percentile(turns, q)), 1),
            len(turns),
            better="neither",
        )
        for q in (50, 95)
    ]
