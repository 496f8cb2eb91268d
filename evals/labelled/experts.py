"""``queqiao eval experts DIR``: experts against needs, measured by the weighted pairwise loss."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.errors import EvalError
from evals.files import csv_rows, json_lines, write_csv
from evals.labelled.affinity import Work, measure_affinity
from evals.labelled.packaged import packaged_embedder
from evals.metrics import Interval, mean_interval, weighted_pairwise_loss
from knowledge import Embedder

Progress = Callable[[str], None]
Ratings = dict[str, dict[str, float]]


@dataclass(frozen=True)
class ExpertsReport:
    """What was measured: the pooled loss, the mean loss per expert with its interval, and every score."""

    loss: float | None
    per_expert: Interval | None
    scores: dict[str, dict[str, float]]

    def __str__(self) -> str:
        return self.text()

    def text(self) -> str:
        """The lines to print."""
        pairs = sum(len(found) for found in self.scores.values())
        lines = [f"专家 {len(self.scores)} 位，专家—需求对 {pairs} 个"]
        if self.loss is not None and self.per_expert is not None:
            lines.append(f"加权错序率（越低越好，随机为 0.5）：{self.loss:.4f}")
            lines.append(f"按专家平均：{self.per_expert.text()}")
        return "\n".join(lines)


def _work(row: dict[str, Any]) -> Work:
    return Work(str(row.get("title") or ""), str(row.get("abstract") or ""))


def _rating(text: str, place: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError as error:
        raise EvalError(f"{place}：rating 应为数字，现为“{text[:20]}”。") from error


def read_experts(folder: Path) -> tuple[dict[str, list[Work]], dict[str, Work], dict[str, dict[str, float | None]]]:
    """Experts' papers, needs, and ratings (None where not given) by expert and need. Raises EvalError."""
    experts = {id: [_work(paper) for paper in row.get("papers") or []] for id, row in _named(folder / "experts.jsonl")}
    needs = {id: _work(row) for id, row in _named(folder / "needs.jsonl")}
    pairs: dict[str, dict[str, float | None]] = {}
    for place, row in csv_rows(folder / "ratings.csv", ("expert", "need")):
        expert, need = row["expert"], row["need"]
        if expert not in experts or need not in needs:
            raise EvalError(f"{place}：专家 {expert[:40]} 或需求 {need[:40]} 没有登记。")
        pairs.setdefault(expert, {})[need] = _rating(row.get("rating", ""), place)
    return experts, needs, pairs


def _named(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, row in json_lines(path):
        if "id" not in row:
            raise EvalError(f"{place}缺少 id。")
        yield str(row["id"]), row


def run(
    folder: Path,
    out_csv: Path | None = None,
    *,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> ExpertsReport:
    """Score every listed pair, write (expert, need, score), and measure where ratings are given.

    Only experts and needs that are listed in ratings.csv are compared. Raises EvalError.
    """
    experts, needs, pairs = read_experts(folder)
    listed = {need for wanted in pairs.values() for need in wanted}
    affinity = measure_affinity(
        {expert: experts[expert] for expert in pairs},
        {need: work for need, work in needs.items() if need in listed},
        embedder or packaged_embedder(),
        progress,
    )
    scores = {expert: affinity.score(expert, list(wanted)) for expert, wanted in pairs.items()}
    if out_csv is not None:
        rows = [(one, need, f"{score:.6f}") for one, found in scores.items() for need, score in found.items()]
        write_csv(out_csv, ("expert", "need", "score"), rows)
    rated: Ratings = {
        expert: {need: rating for need, rating in wanted.items() if rating is not None}
        for expert, wanted in pairs.items()
    }
    rated = {expert: found for expert, found in rated.items() if len(set(found.values())) > 1}
    if not rated:
        return ExpertsReport(None, None, scores)
    each = np.array([weighted_pairwise_loss({expert: rated[expert]}, scores) for expert in sorted(rated)])
    return ExpertsReport(weighted_pairwise_loss(rated, scores), mean_interval(each), scores)
