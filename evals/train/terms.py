"""Train the classifiers that read the terms of a need: budget, deadline, conditions, service.

``queqiao train terms --gold DIR [--gold DIR] -o agent/read/terms/weights`` prints cross-validated figures, notes those
with one writer left out, refuses a classifier that is worse than the one in the folder, and writes the others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from agent.read.terms.basis.linear import pack
from agent.read.terms.conditions import LABELS
from agent.schema import SERVICES
from evals.labelled.decompose import GoldError
from evals.train import terms_cases as cases
from evals.train.gate import TrainingRefused
from evals.train.terms_fit import Case, cross_validate, f1, fit, leave_out

TOLERANCE = 0.01
_YES = ("no", "yes")


@dataclass(frozen=True)
class Task:
    """One classifier: its labels, its inverse penalty, and its cases of labelled texts and of a folder's dialogues."""

    name: str
    labels: tuple[str, ...]
    penalty: float
    labelled: Callable[[Sequence[cases.Labelled]], list[Case]]
    spoken: tuple[str, Callable[[Path], list[Case]]] | None = None
    keys: tuple[str, ...] = ()


TASKS = (
    Task("budget", _YES, 1.0, cases.budgets, ("dialogues-train.jsonl", cases.spoken_budgets), ("budget_cny",)),
    Task("deadline", _YES, 0.5, cases.dates, ("dialogues-train.jsonl", cases.spoken_dates), ("deadline",)),
    Task(
        "conditions", LABELS, 1.0, cases.conditions, ("dialogues-train.jsonl", cases.spoken_exclusions), ("exclusions",)
    ),
    Task("homophones", _YES, 1.0, cases.misspelt_in),
    Task("service", SERVICES, 0.3, cases.services, ("services.jsonl", cases.written_services)),
)


def collect(task: Task, gold_dirs: Sequence[Path]) -> list[Case]:
    """The cases of a task in every folder; GoldError when a folder holds no labelled texts."""
    found: list[Case] = []
    for folder in gold_dirs:
        try:
            found += task.labelled(list(cases.read(folder)))
        except (OSError, ValueError, KeyError) as error:
            raise GoldError(f"{folder.name} 里读不到标注文本：需要 texts.jsonl 和 gold.jsonl。") from error
        if task.spoken and (path := folder / task.spoken[0]).is_file():
            found += task.spoken[1](path)
        found += cases.written(folder / "terms.jsonl", task.labelled, task.keys) if task.keys else []
    return found


def figures(task: Task, found: Sequence[Case]) -> dict[str, Any]:
    """What a classifier was trained on, and how it reads texts and writers that it did not see."""
    total = cross_validate(found, task.labels, task.penalty)
    left_out = leave_out(found, task.labels, task.penalty)
    strong = [case for case in found if not case.weak]
    return {
        "labels": list(task.labels),
        "trained_on": {
            "texts": len(strong),
            "learned_only": len(found) - len(strong),
            "candidates": sum(len(case.labels) for case in found),
        },
        "cross_validated": {"hits": total[0], "predicted": total[1], "expected": total[2], "f1": round(f1(total), 4)},
        "left_out": {writer: round(f1(counts), 4) for writer, counts in left_out.items()},
    }


def train(gold_dirs: Sequence[Path], output: Path, tell: Callable[[str], None], *, force: bool = False) -> None:
    """Fit every classifier and write it to ``output``; TrainingRefused when one is worse than the one there."""
    output.mkdir(parents=True, exist_ok=True)
    about_path = output / "about.json"
    about: dict[str, Any] = json.loads(about_path.read_text("utf-8")) if about_path.is_file() else {}
    worse = []
    for task in TASKS:
        found = collect(task, gold_dirs)
        new = figures(task, found)
        score, before = new["cross_validated"]["f1"], about.get(task.name, {}).get("cross_validated", {}).get("f1", 0.0)
        tell(f"{task.name}：{new['trained_on']['texts']} 条文本，交叉验证 F1 {score:.3f}（现有 {before:.3f}）")
        if score < before - TOLERANCE and not force:
            worse.append(task.name)
            continue
        stored = pack(fit(found, task.labels, task.penalty))
        np.savez_compressed(
            output / f"{task.name}.npz", weights=stored["weights"], scale=stored["scale"], bias=stored["bias"]
        )
        about[task.name] = new
    about_path.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if worse:
        raise TrainingRefused(f"{'、'.join(worse)} 比现有模型差，没有写出；其余已写出。确要替换请加 --force。")
