"""Expert affinity: stems, pieces, and an order that follows the subject in English and Chinese."""

import csv
import json

import numpy as np
import pytest

from evals.errors import EvalError
from evals.labelled.affinity import Work, measure_affinity, pieces
from evals.labelled.experts import run
from evals.labelled.stems import stem, tokens

EXPERTS = {
    "optics": [
        Work("Femtosecond laser writing of waveguides", "We inscribe optical waveguides in glass with laser pulses."),
        Work("Low loss photonic waveguide couplers", "Couplers between fibre and waveguide with low optical loss."),
    ],
    "soil": [
        Work("Nitrogen cycling in paddy soils", "Microbes drive nitrogen losses from flooded soils."),
        Work("Biochar and soil carbon", "Biochar amendments change soil carbon and microbial communities."),
    ],
}
NEEDS = {
    "w": Work("Laser inscribed waveguide arrays", "Arrays of waveguides in glass for photonics."),
    "s": Work("Microbial nitrogen in soils", "How soil microbes transform nitrogen."),
    "x": Work("A history of medieval trade", "Merchants and markets."),
}


class TopicEmbedder:
    """Two topics as two axes, plus an axis that every text shares."""

    name = "topics"
    dimensions = 3

    def passages(self, texts):
        light = [sum(word in text.lower() for word in ("laser", "waveguide", "optic")) for text in texts]
        earth = [sum(word in text.lower() for word in ("soil", "nitrogen", "biochar")) for text in texts]
        rows = np.array([[9.0, a, b] for a, b in zip(light, earth, strict=True)], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def query(self, text):
        return self.passages([text])[0]


@pytest.mark.parametrize("embedder", [None, TopicEmbedder()])
def test_each_expert_prefers_the_need_of_the_own_subject(embedder):
    affinity = measure_affinity(EXPERTS, NEEDS, embedder)
    for expert, best in (("optics", "w"), ("soil", "s")):
        scores = affinity.score(expert, list(NEEDS))
        assert max(scores, key=scores.get) == best
    ranked = affinity.rank("s", list(EXPERTS))
    assert ranked["soil"] > ranked["optics"]


def test_chinese_works_too():
    experts = {"a": [Work("永磁同步电机弱磁控制")], "b": [Work("水稻抗倒伏品种选育")]}
    needs = {"m": Work("高速永磁电机控制器"), "r": Work("抗倒伏水稻新品种")}
    affinity = measure_affinity(experts, needs)
    assert affinity.score("a", ["m", "r"])["m"] > 0 > affinity.score("b", ["m", "r"])["m"]


def test_an_expert_without_papers_has_no_preference():
    affinity = measure_affinity(EXPERTS | {"new": []}, NEEDS)
    terms = affinity.terms[affinity.experts["new"]]
    assert terms.tolist() == [0, 0, 0]


def test_stems_join_forms_of_one_word():
    assert stem("optimization") == stem("optimizing") == stem("optimize")
    assert stem("networks") == stem("network")
    assert stem("studies") != stem("student")
    assert "graph_network" in tokens("Graph networks")


def test_texts_without_a_term_are_like_nothing():
    affinity = measure_affinity({"a": [Work("the")]}, {"n": Work("of"), "m": Work("and")})
    assert affinity.terms.tolist() == [[0, 0]]


def test_pieces_are_bounded():
    found = pieces(Work("t" * 500, "a" * 5000))
    assert len(found) == 4
    assert max(map(len, found)) == 120


def folder(tmp_path, ratings):
    experts = [{"id": key, "papers": [vars(work) for work in works]} for key, works in EXPERTS.items()]
    needs = [{"id": key, **vars(work)} for key, work in NEEDS.items()]
    for name, rows in (("experts", experts), ("needs", needs)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "ratings.csv").write_text("expert,need,rating\n" + "\n".join(ratings), encoding="utf-8")
    return tmp_path


def test_run_scores_every_listed_pair_and_measures(tmp_path):
    where = folder(tmp_path, ["optics,w,5", "optics,s,2", "soil,s,5", "soil,x,1", "soil,w,"])
    report = run(where, tmp_path / "out" / "scores.csv", embedder=TopicEmbedder())
    assert report.loss == 0
    assert "加权错序率" in report.text()
    with (tmp_path / "out" / "scores.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {(row["expert"], row["need"]) for row in rows} >= {("soil", "w"), ("optics", "w")}
    assert len(rows) == 5


def test_run_names_the_line_of_a_bad_row(tmp_path):
    with pytest.raises(EvalError, match="第 3 行"):
        run(folder(tmp_path, ["optics,w,5", "nobody,w,5"]), embedder=TopicEmbedder())
    with pytest.raises(EvalError, match="应为数字"):
        run(folder(tmp_path, ["optics,w,good"]), embedder=TopicEmbedder())
