"""The bench: the model beside what needs no training."""

import csv

from evals.labelled import bench
from evals.train.pairs.reading import read_judged
from tests.unit.evals.judging import HashEmbedder, HashEmbedderWide, write


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
