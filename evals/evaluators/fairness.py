"""Fairness: how the places among the first ten spread over institutions, and the cap per answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from evals.measure import Measure, count
from evals.outcomes import Outcome
from knowledge import Achievement, AnyRecord

PER_ANSWER = 3


def fairness(outcomes: Sequence[Outcome], records: Mapping[str, AnyRecord]) -> list[Measure]:
    """Largest share and Gini of exposure per institution over all answers; answers in which one holds over three."""
    owners = {record.id: record.institution for record in records.values() if isinstance(record, Achievement)}
    exposure = Counter(dict.fromkeys(owners.values(), 0))
    crowded, answers = [], 0
    for one in outcomes:
        if one.dataset != "matching" or one.reply.recommendation is None:
            continue
        here = Counter(owners[c.record_id] for c in one.reply.recommendation.achievements[:10])
        exposure.update(here)
        answers += 1
        crowded += [f"{one.case.id} {name} {number} 项" for name, number in here.items() if number > PER_ANSWER]
    total = exposure.total() or 1
    most, top = max(exposure.items(), key=lambda pair: pair[1], default=("", 0))
    return [
        count("fairness.gini", "各机构曝光的基尼系数", gini(list(exposure.values())), answers, better="neither"),
        count("fairness.largest", "曝光最多机构的份额", top / total, answers, better="neither", notes=[most]),
        count("fairness.crowded", "同一机构超过三项的答复", len(crowded), answers, better="lower", notes=crowded),
    ]


def gini(values: Sequence[float]) -> float:
    """The Gini coefficient: 0 when all are equal, towards 1 when one holds everything; 0 of nothing."""
    sorted_values = np.sort(np.asarray(values, dtype=np.float64))
    size, total = len(sorted_values), sorted_values.sum()
    if not size or not total:
        return 0.0
    places = np.arange(1, size + 1)
    return float((2 * places - size - 1) @ sorted_values / (size * total))
