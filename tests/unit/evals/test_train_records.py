"""Learning how a full record's evidence adds up."""

import json
from pathlib import Path

import numpy as np
import pytest

from agent.match.rank.blend import BLEND, EVIDENCE, Blends, about, shipped
from evals.train.gate import TrainingRefused
from evals.train.records import train as training
from evals.train.records.fitting import accept, fit, held_out, wishes
from evals.train.records.rows import Contrast, Learned, Row, decisions

FIRST = "found"


def rows(kind: str, seed: int, needs: int = 24) -> list[Row]:
    """Graded records whose grade follows one piece of evidence."""
    random = np.random.default_rng(seed)
    made = []
    for need in range(needs):
        for record in range(12):
            features = {name: float(random.normal()) for name in EVIDENCE[kind]}
            grade = int(np.digitize(features[FIRST] + random.normal(0, 0.2), [0.5, 1.0, 1.5]))
            made.append(Row(f"n{seed}-{need}", f"X-{record}", grade, features))
    return made


def contrasts() -> list[Contrast]:
    """Pairs alike in all but the region that was wished for."""
    alike = dict.fromkeys(EVIDENCE["achievement"], 0.0)
    return [Contrast(alike | {"region_fit": 1.0}, alike | {"region_fit": -1.0, FIRST: 0.05}) for _ in range(8)]


def learned(seed: int = 1) -> Learned:
    found = Learned({kind: rows(kind, seed) for kind in EVIDENCE})
    found.contrasts = contrasts()
    return found


@pytest.mark.parametrize("kind", EVIDENCE)
def test_weights_follow_the_grades(kind: str) -> None:
    odds = fit(kind, rows(kind, 1))
    weights = dict(zip(odds.names, odds.weights, strict=True))
    assert max(weights, key=lambda name: weights[name]) == FIRST
    assert min(weights.values()) >= 0 and list(odds.cuts) == sorted(odds.cuts)


def test_serving_says_what_was_fitted() -> None:
    own = rows("expert", 2)
    odds = fit("expert", own)
    blend = odds.blend((0.25, 0.5, 0.9))
    found = [blend.logit(row.features) for row in own[:20]]
    assert found == pytest.approx(odds.logit(own[:20]), abs=0.01)
    assert blend.logit({}) == 0


def test_wishes_are_learned_from_contrasts_alone() -> None:
    blend = fit("achievement", rows("achievement", 1)).blend((0.25, 0.5, 0.9))
    found = wishes(contrasts(), blend)
    assert found["region_fit"] > 0.3 > found["mode_fit"]
    assert set(wishes([], blend).values()) == {0.0}


def test_levels_begin_where_enough_is_right() -> None:
    grades = [3] * 9 + [0, 2, 0, 0]
    given = [Row("n", str(place), grade, {}) for place, grade in enumerate(grades)]
    chances = np.linspace(0.9, 0.3, len(grades))
    assert accept(given, chances, 0.4, 1.0)[1:] == (0.4, 0.5)
    assert accept(given, chances, 0.6, 0.9)[1:] == (0.6, 0.6), "强 is never below 较强"
    assert accept(given[:4], chances[:4], 0.4, 1.0)[1:] == (0.4, 1.0), "too few to bear it out"


def test_what_is_held_out_is_judged_by_weights_that_did_not_see_its_need() -> None:
    own = rows("resource", 1)
    alien = [Row("odd", f"X-{n}", 3, dict.fromkeys(EVIDENCE["resource"], -3.0)) for n in range(6)]
    _, chances = held_out("resource", [*own, *alien])
    assert max(chances[-6:]) < 0.1


def test_the_gate_refuses_worse_weights_and_keeps_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "collect", lambda _: learned())
    out, told = tmp_path / "blend.json", []
    training.train(out, told.append)
    assert "交叉验证" in told[0]
    stored = about(out)
    better = json.loads(json.dumps(stored))
    better["quality"]["precision"]["expert"] += 0.1
    out.write_text(json.dumps(better), "utf-8")
    with pytest.raises(TrainingRefused, match="未写入"):
        training.train(out, told.append)
    assert about(out) == better
    training.train(out, told.append, force=True)
    assert about(out) == stored


def test_decisions_teach_what_officers_prefer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "collect", lambda _: learned())
    lines = []
    for number in range(60):
        for level, said in ((4, 2.0), (1, -2.0)):
            features = dict.fromkeys(EVIDENCE["achievement"], 0.0) | {"phrase_said": said, "rank": 1.0}
            row = {"rid": f"r{number}", "need_title": "需求", "aid": f"A-{level}", "title": "成果", "level": level}
            lines.append(row | {"features": features})
    path = tmp_path / "decisions.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in lines), "utf-8")
    assert sorted(row.grade for row in decisions(path)) == [0] * 60 + [3] * 60
    taught = training.train(tmp_path / "a.json", lambda _: None, decided=path, force=True)
    without = training.train(tmp_path / "b.json", lambda _: None)
    weight = taught.kinds["achievement"]["hybrid"].weights["phrase_said"]
    assert weight > without.kinds["achievement"]["hybrid"].weights["phrase_said"] + 0.1
    assert isinstance(Blends.load(tmp_path / "a.json"), Blends)


def test_weights_survive_a_round_trip(tmp_path: Path) -> None:
    training.save(shipped(), tmp_path / "a" / "blend.json", {"quality": {}})
    assert Blends.load(tmp_path / "a" / "blend.json") == Blends.load(BLEND)
    assert json.loads((tmp_path / "a" / "blend.json").read_text("utf-8"))["made_by"].startswith("queqiao train records")
