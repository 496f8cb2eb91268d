"""Features: what each says about a pair, and that lists of any size work."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.match.rank.features import FEATURES, Centres, FeatureSpace, Vectors
from agent.match.rank.features.dense import within
from agent.match.rank.features.lexical import Titles, longest_common
from agent.match.rank.features.text import head, opening, read, type_of
from agent.match.rank.ranker import Ranker

TITLES = ["锂电池隔膜涂覆装置", "水稻抗倒伏栽培方法", "工业废水脱氮系统", "锂电池回收工艺"]
LEXICON = Ranker.load().space.lexicon
NOWHERE = Centres(*(np.zeros(4, dtype=np.float32) for _ in range(3)))
SPACE = FeatureSpace(LEXICON, NOWHERE)


def column(rows, name):
    return rows[:, FEATURES.index(name)]


def unit(rows):
    rows = np.asarray(rows, dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def test_lexical_features_prefer_the_title_on_the_subject():
    rows = SPACE.extract("锂电池隔膜耐热涂层", "希望解决锂电池隔膜高温收缩。", TITLES, None)
    for name in ("title_cosine", "text_cosine", "title_bm25", "title_common", "title_words", "text_contrast"):
        assert column(rows, name).argmax() == 0, name
    assert column(rows, "title_cosine")[1] == 0


def test_dense_columns_are_unknown_without_vectors_and_cosines_with_them():
    alone = SPACE.extract("需求", "", TITLES, None)
    assert np.isnan(column(alone, "e5_title")).all()
    docs = unit([[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
    rows = SPACE.extract("需求", "", TITLES, Vectors(docs[0], docs))
    assert column(rows, "e5_title") == pytest.approx([1, np.sqrt(0.5), 0, 0], abs=1e-6)
    assert column(rows, "rank_e5_title")[0] == 0
    assert column(rows, "e5_text") == pytest.approx(column(rows, "e5_title"))


def test_same_title_counts_its_twins():
    docs = unit([[1, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0]])
    rows = SPACE.extract("需求", "", TITLES[:3], Vectors(docs[2], docs))
    assert column(rows, "same_title").tolist() == [1, 1, 0]


def test_facets_agree_disagree_or_stay_neutral():
    rows = SPACE.extract("铝合金焊接", "", ["铝合金搅拌摩擦焊接", "水稻收获机", "评价"], None)
    assert column(rows, "process_title").tolist() == [1, -1, 0]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.text(max_size=200), st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_any_text_gives_finite_rows(title, text, docs):
    rows = SPACE.extract(title, text, docs, None)
    assert rows.shape == (len(docs), len(FEATURES))
    known = [i for i, name in enumerate(FEATURES) if not np.isnan(rows[:, i]).all()]
    assert np.isfinite(rows[:, known]).all()


def test_titles_cosine_equals_the_dot_product_of_dense_weights():
    readings = [read(title) for title in TITLES]
    need = LEXICON.dense(read("锂电池工艺"))
    expected = [float(LEXICON.dense(reading) @ need) for reading in readings]
    assert Titles.of(readings, LEXICON).cosine(need) == pytest.approx(expected, abs=1e-6)


def test_within_gives_zero_mean_and_ranks_from_zero_to_one():
    z, rank = within(np.array([[1.0], [3.0], [2.0]], dtype=np.float32))
    assert z.mean() == pytest.approx(0, abs=1e-6)
    assert rank.ravel().tolist() == [1, 0, 0.5]


def test_reading_a_title():
    assert type_of("一种轴承检测装置") == "device"
    assert type_of("污水处理系统") == "system"
    assert head("高精度激光测速仪的研究") != "研究"
    assert longest_common("锂电池隔膜", "动力锂电池") == 3
    assert opening("一二三四五六七。短。八九十一二三四") == ["一二三四五六七", "八九十一二三四"]
