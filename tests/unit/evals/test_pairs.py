"""Judged pairs: read, merged, and turned into the statistics behind the features."""

import json

import numpy as np
import pytest

from agent.match.rank.features.text import read
from evals.train.pairs.judged import JudgedError, merge
from evals.train.pairs.reading import read_decisions, read_judged
from evals.train.pairs.space import fit_lexicon, gram_weights
from tests.unit.evals.judging import subset, write


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


def test_merge_lets_the_later_judgement_win(folder):
    judged = read_judged(folder)
    first = judged.pairs[0]
    changed = subset(judged, [0])
    changed.pairs[0] = type(first)(first.rid, first.aid, 3)
    assert merge(judged, changed).pairs[0].level == 3


TITLES = ["锂电池隔膜涂覆装置", "水稻抗倒伏栽培方法", "工业废水脱氮系统", "锂电池回收工艺", "锂离子电池 18650 电池"]


def test_a_gram_is_rare_when_few_titles_hold_it():
    lexicon = fit_lexicon(TITLES, ["需要锂电池隔膜", "需要水稻品种"])
    assert lexicon.idf.min() >= 0 and lexicon.idf.max() == 1
    assert lexicon.idf[read("锂").keys[0]] < lexicon.idf[read("稻").keys[0]] < 1
    assert lexicon.profile[read("锂").keys[0]] > 0 == lexicon.profile[read("废").keys[0]]


def test_the_product_weighs_grams_as_scikit_learn_does():
    lexicon = fit_lexicon(TITLES)
    ours = [lexicon.dense(read(title)) for title in TITLES]
    assert gram_weights(lexicon.idf, TITLES).toarray() == pytest.approx(np.stack(ours), abs=1e-6)


def test_a_text_without_letters_has_no_weights():
    lexicon = fit_lexicon([*TITLES, "！？"])
    assert gram_weights(lexicon.idf, ["！？"]).nnz == 0
