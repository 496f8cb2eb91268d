"""Evaluators: each reads the outcomes and returns measures; one file a concern."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from evals.evaluators.abstention import abstention
from evals.evaluators.citations import citations
from evals.evaluators.conditions import conditions
from evals.evaluators.decomposition import decomposition
from evals.evaluators.dialogue import dialogue
from evals.evaluators.fairness import fairness
from evals.evaluators.knowledge import knowledge
from evals.evaluators.latency import latency
from evals.evaluators.matching import matching
from evals.evaluators.reports import reports
from evals.measure import Measure
from evals.outcomes import Outcome
from knowledge import AnyRecord

Evaluator = Callable[[Sequence[Outcome], Mapping[str, AnyRecord]], list[Measure]]
"""Outcomes of every dataset and the whole catalogue by id -> measures."""

EVALUATORS: tuple[Evaluator, ...] = (
    matching,
    conditions,
    abstention,
    citations,
    decomposition,
    knowledge,
    dialogue,
    reports,
    fairness,
    latency,
)

__all__ = ["EVALUATORS", "Evaluator"]
