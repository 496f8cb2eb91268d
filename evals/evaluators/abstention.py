"""Abstention: "no good answer" is the positive class; judged questions with and without an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from evals.measure import Measure, mean, statistic
from evals.outcomes import Outcome
from knowledge import AnyRecord

SPLITS = {"dev": "调优", "held-out": "留出", "fresh": "新写"}


def abstention(outcomes: Sequence[Outcome], records: Mapping[str, AnyRecord]) -> list[Measure]:
    """Precision, recall and F1 of abstaining, and the accuracy of every case."""
    asked = [one for one in outcomes if one.dataset in ("matching", "unanswerable")]
    wanted = [one.dataset == "unanswerable" for one in asked]
    given = [abstains(one) for one in asked]

    def counts(chosen: Sequence[int]) -> tuple[int, int, int]:
        both = sum(wanted[i] and given[i] for i in chosen)
        return both, sum(given[i] for i in chosen), sum(wanted[i] for i in chosen)

    def precision(chosen: Sequence[int]) -> float:
        both, said, _ = counts(chosen)
        return both / said if said else 0.0

    def recall(chosen: Sequence[int]) -> float:
        both, _, meant = counts(chosen)
        return both / meant if meant else 0.0

    def f1(chosen: Sequence[int]) -> float:
        both, said, meant = counts(chosen)
        return 2 * both / (said + meant) if said + meant else 0.0

    right = {one.case.id: float(w == g) for one, w, g in zip(asked, wanted, given, strict=True)}
    return [
        statistic("abstention.precision", "拒答查准", len(asked), precision),
        statistic("abstention.recall", "拒答查全", len(asked), recall),
        statistic("abstention.f1", "拒答 F1", len(asked), f1),
        *(_half(asked, f1, split, word) for split, word in SPLITS.items()),
        mean("abstention.right", "拒答判断正确", right),
    ]


def _half(asked: Sequence[Outcome], f1: Callable[[Sequence[int]], float], split: str, word: str) -> Measure:
    own = [number for number, one in enumerate(asked) if one.case.metadata.get("split") == split]
    return statistic(
        f"abstention.f1.{split}", f"拒答 F1（{word}）", len(own), lambda chosen: f1([own[i] for i in chosen])
    )


def abstains(outcome: Outcome) -> bool:
    """Whether the reply recommends nothing."""
    found = outcome.reply.recommendation
    return found is None or found.abstained
