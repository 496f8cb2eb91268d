"""The ranker: shipped weights, exported trees, training, the gate, and a model for one body of pairs."""

import csv
import hashlib
import json

import numpy as np
import pytest

from agent.match.rank.features import FEATURES, Vectors
from agent.match.rank.ranker import Doc, ModelError, Query, Ranker, about, median_level, softmax
from agent.trees import Forest
from evals.labelled import bench
from evals.train.fitting import calibrate, fit_weights
from evals.train.judged import Embedded, JudgedError, merge, read_decisions, read_judged
from evals.train.local import judge
from evals.train.match import TrainingRefused, extract, fit_space, train
from evals.train.process import Kernel, Process, inputs

SUBJECTS = ["锂电池隔膜", "水稻育种", "废水脱氮", "焊接机器人", "中药提取", "混凝土减水剂", "光纤传感", "肉鸡养殖"]
KINDS = ["装置", "方法", "系统研究", "关键技术", "新工艺", "设备开发"]


class HashEmbedder:
    """Bags of hashed characters: texts that share characters are near."""

    name = "hash"
    dimensions = 32

    def passages(self, texts):
        rows = np.full((len(texts), 32), 0.01, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for char in text:
                row[hashlib.sha256(char.encode()).digest()[0] % 32] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def query(self, text):
        return self.passages([text])[0]


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture
def folder(tmp_path):
    """Eight needs, each judged against its own subject (4), the next (2) and another (1)."""
    titles = [(f"a{s}-{k}-{n}", f"{SUBJECTS[s]}{KINDS[k]}") for s in range(8) for k in range(6) for n in range(2)]
    pairs = []
    for rid in range(8):
        for shift, level in ((0, 4), (1, 2), (3, 1)):
            subject = (rid + shift) % 8
            pairs += [(f"r{rid}", f"a{subject}-{kind}-{kind % 2}", level) for kind in range(6)]
    needs = [(f"r{s}", f"{SUBJECTS[s]}技术需求", f"我们需要{SUBJECTS[s]}方面的成果。") for s in range(8)]
    write(tmp_path / "requirements.csv", [("rid", "title", "content"), *needs])
    write(tmp_path / "achievements.csv", [("aid", "title"), *titles])
    write(tmp_path / "pairs.csv", [("rid", "aid", "level"), *pairs])
    return tmp_path


def embedded(judged):
    found = Embedded(HashEmbedder())
    found.add(judged)
    return found


def test_shipped_model_puts_the_subject_first_and_is_small():
    ranker = Ranker.load()
    docs = [Doc("1", "水稻抗倒伏栽培技术"), Doc("2", "动力锂电池隔膜陶瓷涂覆技术"), Doc("3", "儿童哮喘护理研究")]
    found = ranker.score(Query("锂电池隔膜陶瓷涂层", "隔膜在高温下收缩，需要陶瓷涂覆方案。"), docs)
    assert max(found, key=lambda one: one.score).id == "2"
    assert [one.id for one in found] == ["1", "2", "3"]
    for one in found:
        assert sum(one.probabilities) == pytest.approx(1, abs=1e-5)
        assert one.level in (1, 2, 3, 4)
        assert one.probability == pytest.approx(one.probabilities[2] + one.probabilities[3], abs=1e-6)
    assert ranker.score(Query("x"), []) == []


def test_full_text_lifts_a_record_whose_title_is_silent():
    ranker = Ranker.load()
    silent = Doc("a", "新型功能材料产业化")
    told = Doc("b", "新型功能材料产业化", "锂电池隔膜陶瓷涂层 高温收缩")
    bare, full = ranker.score(Query("锂电池隔膜陶瓷涂层"), [silent, told])
    assert full.score > bare.score


def test_order_of_candidates_does_not_change_scores():
    ranker = Ranker.load()
    docs = [Doc(str(i), subject + "技术") for i, subject in enumerate(SUBJECTS)]
    one = {found.id: found.score for found in ranker.score(Query("水稻新品种"), docs)}
    other = {found.id: found.score for found in ranker.score(Query("水稻新品种"), docs[::-1])}
    assert one == pytest.approx(other, abs=1e-5)


def test_exported_trees_say_what_scikit_learn_says():
    from sklearn.ensemble import HistGradientBoostingClassifier

    random = np.random.default_rng(0)
    rows = random.normal(size=(300, 6)).astype(np.float32)
    rows[random.random(rows.shape) < 0.1] = np.nan
    levels = random.integers(1, 5, 300)
    model = HistGradientBoostingClassifier(max_iter=5, early_stopping=False).fit(rows, levels)
    forest = Forest.from_boosters([model])
    assert softmax(forest(rows) + model._baseline_prediction.ravel()) == pytest.approx(
        model.predict_proba(rows), abs=1e-5
    )
    again = Forest.from_arrays(forest.arrays())
    assert (again(rows) == forest(rows)).all()
    with pytest.raises(ValueError, match="损坏"):
        Forest.from_arrays(forest.arrays() | {"left": forest.left + 10**6})


def test_calibration_makes_overconfident_logits_honest():
    random = np.random.default_rng(1)
    levels = random.integers(1, 5, 2000)
    evidence = np.eye(4)[levels - 1] * 1.0 + random.normal(0, 1, (2000, 4))
    temperature, _ = calibrate((evidence * 5).astype(np.float32), levels)
    assert 0.1 < temperature[0] < 0.4


def test_median_level():
    rows = np.array([[0.6, 0.2, 0.1, 0.1], [0.3, 0.3, 0.3, 0.1], [0, 0, 0.2, 0.8]], dtype=np.float32)
    assert median_level(rows).tolist() == [1, 2, 4]


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


def test_a_foreign_or_broken_model_is_refused(tmp_path):
    path = tmp_path / "bad.npz"
    path.write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="无法读取"):
        Ranker.load(path)
    other = tmp_path / "other.npz"
    np.savez(other, about=np.frombuffer(json.dumps({"features": ["x"]}).encode(), dtype=np.uint8))
    with pytest.raises(ModelError, match="不一致"):
        Ranker.load(other)


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
    ranker.save(out, {**told, "quality": {"ndcg": told["quality"]["ndcg"] + 0.05, "score": told["quality"]["score"]}})
    before = out.read_bytes()
    with pytest.raises(TrainingRefused, match="不如现有的"):
        train(folder, out, embedder=HashEmbedder())
    assert out.read_bytes() == before
    ranker.save(out, {**told, "pairs": "other", "quality": {"ndcg": 1.0, "score": 1.0}})
    train(folder, out, embedder=HashEmbedder())
    assert about(out)["quality"] == told["quality"]


def test_decisions_may_carry_what_the_matcher_saw(tmp_path):
    head = ("rid", "need_title", "need_text", "aid", "title", "level", "features")
    write(
        tmp_path / "d.csv",
        [head, ("r", "需求", "", "a", "成果", 3, '{"words": 0.5}'), ("r", "需求", "", "b", "乙", 1, "")],
    )
    assert read_decisions(tmp_path / "d.csv").features == {("r", "a"): {"words": 0.5}}
    row = {"rid": "r", "need_title": "需求", "aid": "a", "title": "成果", "level": 3, "features": {"words": 0.25}}
    (tmp_path / "d.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    assert read_decisions(tmp_path / "d.jsonl").features == {("r", "a"): {"words": 0.25}}
    for broken in ("[1]", "x", '{"words": "much"}'):
        write(tmp_path / "bad.csv", [head, ("r", "需求", "", "a", "成果", 3, broken)])
        with pytest.raises(JudgedError, match="第 2 行.*features"):
            read_decisions(tmp_path / "bad.csv")


def test_decisions_are_read_from_csv_and_checked(tmp_path):
    head = ("rid", "need_title", "need_text", "aid", "title", "level")
    write(tmp_path / "d.csv", [head, ("r", "需求", "", "a", "成果", 3)])
    assert read_decisions(tmp_path / "d.csv").pairs[0].level == 3
    write(tmp_path / "guarded.csv", [head, ("'-r", "'=需求", "", "a", "'成果", 3)])
    assert read_decisions(tmp_path / "guarded.csv").needs == {"-r": ("=需求", "")}
    assert read_decisions(tmp_path / "guarded.csv").titles == {"a": "'成果"}
    write(tmp_path / "bad.csv", [head, ("r", "需求", "", "a", "成果", 7)])
    with pytest.raises(JudgedError, match="第 2 行"):
        read_decisions(tmp_path / "bad.csv")


def test_reading_names_what_is_wrong(folder):
    write(folder / "pairs.csv", [("rid", "aid", "level"), ("r0", "nobody", 1)])
    with pytest.raises(JudgedError, match="第 2 行"):
        read_judged(folder)
    (folder / "pairs.csv").unlink()
    with pytest.raises(JudgedError, match="找不到"):
        read_judged(folder)


def test_closed_form_held_out_predictions_equal_refitting(folder):
    judged = read_judged(folder)
    vectors = embedded(judged)
    space = fit_space(judged, vectors)
    every = inputs(space, judged, vectors, extract(space, judged, vectors))
    levels = judged.levels()
    process = Process.fit(every, levels, Kernel())
    out = np.flatnonzero(every.need == 2)
    rest = np.flatnonzero(every.need != 2)
    again = Process.fit(every.take(rest), levels[rest])
    expected = again.predict(every.take(out))
    shift = process.mean - again.mean
    assert process.held_out(levels, by_need=True)[out, 0] == pytest.approx(
        expected[:, 0] + shift, abs=abs(shift) + 0.02
    )
    assert process.held_out(levels, by_need=True)[out, 1] == pytest.approx(expected[:, 1], abs=1e-3)


@pytest.mark.parametrize("shared", [True, False])
def test_judge_learns_from_the_same_need_or_from_others(folder, shared):
    judged = read_judged(folder)
    groups = judged.groups()
    out = np.arange(len(groups)) % 3 == 0 if shared else np.isin(groups, ["r0", "r5"])
    asked = judged.subset(np.flatnonzero(out).tolist())
    found = judge(judged.subset(np.flatnonzero(~out).tolist()), asked, embedded(judged))
    assert np.corrcoef(found.score, asked.levels())[0, 1] > 0.6
    assert found.probabilities.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_bench_prints_model_beside_baselines_and_writes_scores(folder, tmp_path):
    report = bench.run(folder, out_csv=tmp_path / "scores.csv", embedder=HashEmbedderWide())
    assert [row.name for row in report.rows] == ["模型", "常数 2", "TF-IDF 余弦", "e5 余弦", "两者等权"]
    assert "随包模型" in report.text()
    with (tmp_path / "scores.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == report.pairs == 144
    assert set(rows[0]) == {"rid", "aid", "score", "level"}
    trained = bench.run(folder, folder, embedder=HashEmbedder())
    assert trained.rows[0].score.value > trained.rows[1].score.value


def test_bench_only_predicts_where_levels_are_not_given(folder):
    pairs = read_judged(folder).pairs
    write(folder / "pairs.csv", [("rid", "aid"), *((pair.rid, pair.aid) for pair in pairs)])
    report = bench.run(folder, embedder=HashEmbedderWide())
    assert report.rows == []
    assert "没有 level" in report.text()


class HashEmbedderWide(HashEmbedder):
    """As wide as the vectors that the shipped model was trained with."""

    dimensions = 384

    def passages(self, texts):
        return np.pad(super().passages(texts), ((0, 0), (0, 352)))


def test_merge_lets_the_later_judgement_win(folder):
    judged = read_judged(folder)
    first = judged.pairs[0]
    changed = judged.subset([0])
    changed.pairs[0] = type(first)(first.rid, first.aid, 3)
    assert merge(judged, changed).pairs[0].level == 3


def test_unknown_features_do_not_break_the_linear_part():
    rows = np.zeros((40, len(FEATURES)), dtype=np.float32)
    rows[:, 0] = np.arange(40)
    rows[:, FEATURES.index("e5_title")] = np.nan
    weights = fit_weights(rows, np.repeat([1, 2, 3, 4], 10), seeds=1)
    assert np.isfinite(weights.probabilities(rows)).all()


def test_vectors_of_another_width_are_an_error():
    docs = np.eye(2, 5, dtype=np.float32)
    with pytest.raises(ModelError, match="维"):
        Ranker.load().score(Query("锂电池"), [Doc("1", "锂电池"), Doc("2", "水稻")], Vectors(docs[0], docs))
