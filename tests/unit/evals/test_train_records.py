"""Learning how a full record's evidence adds up."""

import json
from pathlib import Path

import numpy as np
import pytest

from agent.match.rank.blend import BLEND, Blend, about, shipped
from evals.dataset import Case
from evals.train.gate import TrainingRefused
from evals.train.records import train as training
from evals.train.records.asked import NAMES, Asked, read_features
from evals.train.records.fitting import cross_validate, fit, quality

REGION = NAMES.index("region_fit")


def questions(seed: int, count: int, *, contrasts: bool = True) -> list[Asked]:
    """Questions whose levels follow the technical parts, and contrasts that follow the region."""
    random = np.random.default_rng(seed)
    found = []
    for number in range(count):
        rows = np.zeros((12, len(NAMES)))
        rows[:, :3] = random.uniform(0, 1, (12, 1)) + random.normal(0, 0.05, (12, 3))
        levels = np.digitize(rows[:, :3].mean(axis=1), [0.55, 0.7, 0.85]) + 1
        case = Case(id=f"{seed}-{number}", message=f"问题{number}", expected={}, metadata={"split": "dev"})
        found.append(Asked(case, [f"A-{n}" for n in range(12)], rows, levels))
        if contrasts:
            pair = rows[:2].copy()
            pair[0, :3] = pair[1, :3] - 0.02
            pair[:, REGION] = 1, -1
            found.append(Asked(case, ["A-0", "A-1"], pair, pair=(0, 1)))
    return found


def test_weights_follow_the_judgements_and_the_contrasts() -> None:
    blend = fit(questions(1, 20))
    assert min(blend.parts.values()) > 1
    assert blend.criteria["region_fit"] > 0.3
    assert blend.criteria["mode_fit"] < 0.01
    found = quality(questions(2, 10), lambda _: blend)
    assert found.ndcg > 0.95 and found.contrasts == 1.0 and found.loss < 0.3


def test_without_contrasts_a_wish_has_no_weight() -> None:
    assert fit(questions(1, 20, contrasts=False)).criteria["region_fit"] < 0.01


def test_cross_validation_sees_when_what_is_added_misleads() -> None:
    known = questions(1, 20)
    wrong = [Asked(one.case, one.ids, one.rows, 5 - one.levels) for one in questions(3, 60) if one.levels is not None]
    assert cross_validate(known, wrong).worse_than(cross_validate(known))


def test_the_gate_refuses_worse_weights_and_keeps_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "_questions", lambda _: (questions(1, 20), questions(2, 5)))
    out, told = tmp_path / "blend.json", []
    training.train(out, told.append)
    assert "交叉验证" in told[0]
    stored = about(out)
    better = stored | {"quality": stored["quality"] | {"loss": stored["quality"]["loss"] - 0.1}}
    out.write_text(json.dumps(better), "utf-8")
    with pytest.raises(TrainingRefused, match="未写入"):
        training.train(out, told.append)
    assert about(out) == better
    training.train(out, told.append, force=True)
    assert about(out) == stored


def test_decisions_teach_what_officers_prefer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "_questions", lambda _: (questions(1, 20, contrasts=False), questions(2, 5)))
    rows = []
    for number in range(30):
        for level, mode in ((3, 1.0), (1, -1.0)):
            features = {"words": 0.3, "dense": 3.0, "learned": 0.2, "field_fit": mode, "rank": 1.0}
            row = {"rid": f"r{number}", "need_title": "需求", "aid": f"A-{level}", "title": "成果", "level": level}
            rows.append(row | {"features": features})
    path = tmp_path / "decisions.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    assert len(read_features(path)) == 30
    learned = training.train(tmp_path / "a.json", lambda _: None, decisions=path, force=True)
    without = training.train(tmp_path / "b.json", lambda _: None)
    assert learned.criteria["field_fit"] > without.criteria["field_fit"] + 0.3
    assert isinstance(Blend.load(tmp_path / "a.json"), Blend)


def test_weights_survive_a_round_trip(tmp_path: Path) -> None:
    training.save(shipped(), tmp_path / "a" / "blend.json", {"quality": {"ndcg": 1.0}})
    assert Blend.load(tmp_path / "a" / "blend.json") == Blend.load(BLEND)
    assert json.loads((tmp_path / "a" / "blend.json").read_text("utf-8"))["made_by"].startswith("queqiao train records")
