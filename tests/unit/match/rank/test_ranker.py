"""The ranker in use: its order, its arithmetic, and what it refuses to load."""

import json

import numpy as np
import pytest

from agent.match.rank.features import Vectors
from agent.match.rank.ranker import Doc, ModelError, Query, Ranker, median_level
from agent.trees import Forest

SUBJECTS = ["锂电池隔膜", "水稻育种", "废水脱氮", "焊接机器人", "中药提取", "混凝土减水剂", "光纤传感", "肉鸡养殖"]
STUMP = {
    "feature": [1, 0, 0],
    "threshold": [0.5, 0, 0],
    "left": [1, 1, 2],
    "right": [2, 1, 2],
    "missing_left": [False, False, False],
    "value": [0, -1, 2],
    "roots": [0],
    "outputs": [3],
}
"""One tree that adds to level 4: the second feature up to .5 takes 1 away, above (or unknown) it adds 2."""


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


def test_median_level():
    rows = np.array([[0.6, 0.2, 0.1, 0.1], [0.3, 0.3, 0.3, 0.1], [0, 0, 0.2, 0.8]], dtype=np.float32)
    assert median_level(rows).tolist() == [1, 2, 4]


def test_a_foreign_or_broken_model_is_refused(tmp_path):
    path = tmp_path / "bad.npz"
    path.write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="无法读取"):
        Ranker.load(path)
    other = tmp_path / "other.npz"
    np.savez(other, about=np.frombuffer(json.dumps({"features": ["x"]}).encode(), dtype=np.uint8))
    with pytest.raises(ModelError, match="不一致"):
        Ranker.load(other)


def test_vectors_of_another_width_are_an_error():
    docs = np.eye(2, 5, dtype=np.float32)
    with pytest.raises(ModelError, match="维"):
        Ranker.load().score(Query("锂电池"), [Doc("1", "锂电池"), Doc("2", "水稻")], Vectors(docs[0], docs))


def test_trees_add_their_leaves_to_the_level_of_their_output():
    forest = Forest.from_arrays({name: np.array(values) for name, values in STUMP.items()})
    rows = np.array([[9, 0.5], [9, 0.6], [9, np.nan]], dtype=np.float32)
    assert forest(rows).tolist() == [[0, 0, 0, -1], [0, 0, 0, 2], [0, 0, 0, 2]]


def test_broken_trees_are_refused():
    held = {name: np.array(values) for name, values in STUMP.items()}
    with pytest.raises(ValueError, match="损坏"):
        Forest.from_arrays(held | {"left": np.array([7, 1, 2])})
    with pytest.raises(ValueError, match="损坏"):
        _ = Forest.from_arrays(held | {"left": np.array([1, 0, 2]), "right": np.array([1, 0, 2])}).depth
