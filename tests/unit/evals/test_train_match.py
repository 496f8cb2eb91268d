"""Training the ranker: exported trees, calibration, the gate."""

import json

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingClassifier

from agent.match.rank.features import FEATURES
from agent.match.rank.ranker import Doc, Query, Ranker, softmax
from evals.errors import EvalError
from evals.train.gate import TrainingRefused
from evals.train.match.fitting import calibrate, fit_weights, forest_of, start_of
from evals.train.match.train import about, save, train
from evals.train.pairs.reading import read_judged
from tests.unit.evals.judging import HashEmbedder, embedded


def test_exported_trees_say_what_scikit_learn_says():
    random = np.random.default_rng(0)
    rows = random.integers(0, 9, (300, 6)).astype(np.float32) / 7
    levels = random.integers(1, 5, 300)
    model = GradientBoostingClassifier(n_estimators=5, max_leaf_nodes=8, max_depth=None).fit(rows, levels)
    asked = np.vstack([rows, np.nextafter(rows, np.float32(9))])
    assert softmax(forest_of([model])(asked) + start_of(model)) == pytest.approx(model.predict_proba(asked), abs=1e-5)


def test_an_unknown_value_goes_with_the_larger_part():
    rows = np.concatenate([np.zeros(60), np.ones(30)]).astype(np.float32)[:, None]
    levels = np.array([1, 2] * 30 + [3, 4] * 15)
    model = GradientBoostingClassifier(n_estimators=1, max_leaf_nodes=2, max_depth=None).fit(rows, levels)
    below, unknown = forest_of([model])(np.array([[0], [np.nan]], dtype=np.float32))
    assert (below == unknown).all()


def test_two_levels_are_too_few():
    with pytest.raises(EvalError, match="三种"):
        fit_weights(np.zeros((4, 2), dtype=np.float32), np.array([1, 1, 2, 2]))


def test_calibration_makes_overconfident_logits_honest():
    random = np.random.default_rng(1)
    levels = random.integers(1, 5, 2000)
    evidence = np.eye(4)[levels - 1] * 1.0 + random.normal(0, 1, (2000, 4))
    temperature, _ = calibrate((evidence * 5).astype(np.float32), levels)
    assert 0.1 < temperature[0] < 0.4


def test_train_writes_a_model_that_loads_and_ranks(folder, tmp_path):
    out = tmp_path / "model" / "ranker.npz"
    train(folder, out, embedder=HashEmbedder())
    ranker = Ranker.load(out)
    judged = read_judged(folder)
    vectors = embedded(judged).of(judged.needs["r0"], ["锂电池隔膜装置", "焊接机器人装置"], text=False)
    first, second = ranker.score(
        Query(*judged.needs["r0"]), [Doc("x", "锂电池隔膜装置"), Doc("y", "焊接机器人装置")], vectors
    )
    assert first.score > second.score


def test_gate_refuses_inverted_decisions_and_writes_nothing(folder, tmp_path):
    judged = read_judged(folder)
    decisions = tmp_path / "decisions.jsonl"
    rows = [
        {
            "rid": pair.rid,
            "need_title": judged.needs[pair.rid][0],
            "need_text": "",
            "aid": pair.aid,
            "title": judged.titles[pair.aid],
            "level": 1 if pair.level == 4 else 4,
        }
        for pair in judged.pairs
        if pair.rid in ("r0", "r1", "r2", "r3", "r4")
    ]
    decisions.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    out = tmp_path / "ranker.npz"
    with pytest.raises(TrainingRefused, match="变差"):
        train(folder, out, decisions=decisions, embedder=HashEmbedder())
    assert not out.exists()
    train(folder, out, decisions=decisions, force=True, embedder=HashEmbedder())
    assert out.exists()


def test_gate_refuses_a_model_that_is_worse_than_the_stored_one(folder, tmp_path):
    out = tmp_path / "ranker.npz"
    ranker = train(folder, out, embedder=HashEmbedder())
    told = about(out)
    assert 0 < told["quality"]["ndcg"] <= 1 and told["pairs"]
    save(ranker, out, {**told, "quality": {"ndcg": told["quality"]["ndcg"] + 0.05, "score": told["quality"]["score"]}})
    before = out.read_bytes()
    with pytest.raises(TrainingRefused, match="不如现有的"):
        train(folder, out, embedder=HashEmbedder())
    assert out.read_bytes() == before
    save(ranker, out, {**told, "pairs": "other", "quality": {"ndcg": 1.0, "score": 1.0}})
    train(folder, out, embedder=HashEmbedder())
    assert about(out)["quality"] == told["quality"]


def test_unknown_features_do_not_break_the_linear_part():
    rows = np.zeros((40, len(FEATURES)), dtype=np.float32)
    rows[:, 0] = np.arange(40)
    rows[:, FEATURES.index("e5_title")] = np.nan
    weights = fit_weights(rows, np.repeat([1, 2, 3, 4], 10), seeds=1)
    assert np.isfinite(weights.probabilities(rows)).all()
