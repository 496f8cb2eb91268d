"""``queqiao eval experts DIR``: experts against needs, measured by the weighted pairwise loss."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.errors import EvalError
from evals.labelled.affinity import Work, measure_affinity
from evals.labelled.packaged import packaged_embedder
from evals.metrics import Interval, mean_interval, weighted_pairwise_loss
from knowledge import Embedder

Progress = Callable[[str], None]
Ratings = dict[str, dict[str, float]]


class ExpertsError(EvalError):
    """The folder cannot be read; the message says which file and line, in Chinese."""


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


def _json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    if not path.is_file():
        raise ExpertsError(f"找不到 {path.name}：文件夹里应有 experts.jsonl、needs.jsonl 和 ratings.csv。")
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise ExpertsError(f"{path.name} 第 {number} 行不是合法的 JSON。") from error
            if not isinstance(row, dict) or "id" not in row:
                raise ExpertsError(f"{path.name} 第 {number} 行缺少 id。")
            yield number, row


def _work(row: dict[str, Any]) -> Work:
    return Work(str(row.get("title") or ""), str(row.get("abstract") or ""))


def _rating(text: str | None, where: str) -> float | None:
    if not (text or "").strip():
        return None
    try:
        return float(text or "")
    except ValueError as error:
        raise ExpertsError(f"{where}：rating 应为数字，现为“{(text or '')[:20]}”。") from error


def read_experts(folder: Path) -> tuple[dict[str, list[Work]], dict[str, Work], dict[str, dict[str, float | None]]]:
    """Experts' papers, needs, and ratings (None where not given) by expert and need. Raises ExpertsError."""
    experts = {
        str(row["id"]): [_work(paper) for paper in row.get("papers") or []]
        for _, row in _json_lines(folder / "experts.jsonl")
    }
    needs = {str(row["id"]): _work(row) for _, row in _json_lines(folder / "needs.jsonl")}
    path = folder / "ratings.csv"
    if not path.is_file():
        raise ExpertsError("找不到 ratings.csv：其列应为 expert、need、rating。")
    pairs: dict[str, dict[str, float | None]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            where = f"ratings.csv 第 {number} 行"
            expert, need = (row.get("expert") or "").strip(), (row.get("need") or "").strip()
            if expert not in experts or need not in needs:
                raise ExpertsError(f"{where}：专家 {expert[:40]} 或需求 {need[:40]} 没有登记。")
            pairs.setdefault(expert, {})[need] = _rating(row.get("rating"), where)
    return experts, needs, pairs


def run(
    folder: Path,
    out_csv: Path | None = None,
    *,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> ExpertsReport:
    """Score every listed pair, write (expert, need, score), and measure where ratings are given.

    Only experts and needs that are listed in ratings.csv are compared. Raises ExpertsError.
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
        _write(out_csv, scores)
    rated: Ratings = {
        expert: {need: rating for need, rating in wanted.items() if rating is not None}
        for expert, wanted in pairs.items()
    }
    rated = {expert: found for expert, found in rated.items() if len(set(found.values())) > 1}
    if not rated:
        return ExpertsReport(None, None, scores)
    each = np.array([weighted_pairwise_loss({expert: rated[expert]}, scores) for expert in sorted(rated)])
    return ExpertsReport(weighted_pairwise_loss(rated, scores), mean_interval(each), scores)


def _write(path: Path, scores: dict[str, dict[str, float]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["expert", "need", "score"])
        for expert, found in scores.items():
            writer.writerows((expert, need, f"{score:.6f}") for need, score in found.items())
