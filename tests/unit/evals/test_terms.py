from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from agent.read.terms.basis.linear import BUCKETS, Linear, pack, place, unpack
from agent.schema import RequirementCard
from evals.labelled.decompose import GoldError
from evals.labelled.terms import measure, render
from evals.train.gate import TrainingRefused
from evals.train.terms import TASKS, train
from evals.train.terms_fit import Case, cross_validate, f1, fit


def _gold(folder: Path, count: int = 16) -> Path:
    labels = {"deadline": None, "cooperation": ["未说明"], "constraints": [], "exclusions": [], "service": "technology"}
    kinds = (("预算{}万元。", True), ("产值{}万元。", False))
    rows = [(f"r{n}", kinds[n % 2][0].format(n + 10), kinds[n % 2][1], n) for n in range(count)]
    texts = [{"rid": rid, "title": "", "content": text, "split": "train"} for rid, text, _, _ in rows]
    gold = [
        {
            "rid": rid,
            "budget_cny": (n + 10) * 1e4 if paid else None,
            "budget_quote": text.rstrip("。") if paid else None,
        }
        | labels
        for rid, text, paid, n in rows
    ]
    for name, lines in (("texts", texts), ("gold", gold)):
        (folder / f"{name}.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return folder


def test_a_stored_classifier_decides_as_before() -> None:
    weights = np.zeros((BUCKETS, 2), dtype=np.float32)
    weights[place("a"), 1] = 3.0
    model = Linear(("no", "yes"), weights, np.zeros(2, dtype=np.float32))
    held = pack(model)
    again = unpack(("no", "yes"), held["weights"].astype(np.int8), held["scale"].astype(np.float32), model.bias)
    assert again.chance({"a"}) == pytest.approx(model.chance({"a"}), abs=0.01)
    assert again.chance({"b"}) == pytest.approx(0.5)


def test_cases_are_learned_and_validated() -> None:
    def count(chances: list[dict[str, float]]) -> tuple[int, int, int]:
        return int(chances[0]["yes"] > 0.5), int(chances[0]["yes"] > 0.5), 1

    cases = [Case(f"y{n}", "w", [{"good"}], ["yes"], count) for n in range(16)]
    cases += [Case(f"n{n}", "w", [{"bad"}], ["no"], lambda chances: (0, 0, 0)) for n in range(16)]
    assert f1(cross_validate(cases, ("no", "yes"), 1.0)) == 1.0
    assert fit(cases, ("no", "yes"), 1.0).chance({"good"}) > 0.7


def test_measured_by_part_and_only_figures(tmp_path: Path) -> None:
    folder = _gold(tmp_path)
    parts = measure(folder, "train", lambda title, text: RequirementCard(budget_cny=1.0))
    assert parts[0].scores()[2] == 0.0
    assert "预算" in render(parts)
    assert "r1" not in render(parts)


def test_training_refuses_what_is_worse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.train.terms.TASKS", TASKS[:1])
    folder, output = _gold(tmp_path), tmp_path / "weights"
    train([folder], output, lambda text: None)
    about = json.loads((output / "about.json").read_text("utf-8"))
    about["budget"]["cross_validated"]["f1"] = 1.5
    (output / "about.json").write_text(json.dumps(about), "utf-8")
    with pytest.raises(TrainingRefused, match="budget"):
        train([folder], output, lambda text: None)
    train([folder], output, lambda text: None, force=True)


def test_a_folder_without_labels_is_told(tmp_path: Path) -> None:
    with pytest.raises(GoldError):
        train([tmp_path], tmp_path / "weights", lambda text: None)
