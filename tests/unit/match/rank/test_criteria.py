"""The criteria beside technical fit: their features, their weights, and what they do to the order."""

from pathlib import Path

import pytest

from agent.match import matcher
from agent.match.rank.blend import EVIDENCE, LEGS, Blend, Blends, evidence_names, shipped
from agent.match.rank.criteria import CRITERIA, criteria, needed_trl
from agent.match.rank.ranker import ModelError
from agent.match.rank.scoring import Scored, score_achievements
from agent.schema import Indicator, Level, RequirementCard
from knowledge.records import Achievement, Parameter, Source, TechnicalField, TransferMode
from tests.unit.match.hits import retrieved

CARD = RequirementCard(object="保险杠", problem="表面银纹", text="保险杠表面银纹")
FULL = Achievement(
    id="A-1",
    title="保险杠银纹抑制",
    summary="针对保险杠表面银纹的成套工艺",
    field=TechnicalField.MANUFACTURING,
    parameters=[Parameter(name="良率", op=">=", value=98, unit="%")],
    trl=7,
    transfer_modes=[TransferMode.LICENSE],
    region="四川成都",
    source=Source(title="测试"),
)


def card(**changes: object) -> RequirementCard:
    return CARD.model_copy(update=changes)


def wanted(value: float) -> Indicator:
    return Indicator(name="良率", op=">=", value=value, unit="%", quote=f"良率≥{value:g}%")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"indicators": [wanted(97)]}, {"indicator_fit": 1.0}),
        ({"indicators": [wanted(97), Indicator(name="节拍", op="<=", value=40, unit="s")]}, {"indicator_fit": 0.5}),
        ({"stage": "中试"}, {"stage_fit": 1.0}),
        ({"stage": "产业化"}, {"stage_fit": -0.125}),
        ({"deadline_months": 6.0}, {"stage_fit": 1.0}),
        ({"deadline_months": 24.0}, {}),
        ({"regions": ["省内"]}, {"region_fit": 1.0}),
        ({"regions": ["长三角"]}, {"region_fit": -1.0}),
        ({"regions": ["不限"]}, {}),
        ({"cooperation": ["技术许可"]}, {"mode_fit": 1.0}),
        ({"cooperation": ["技术转让"]}, {"mode_fit": -1.0}),
        ({"cooperation": ["技术许可"], "text": "保险杠银纹，希望先用后付"}, {"mode_fit": 0.0}),
    ],
)
def test_each_criterion_speaks_only_where_both_sides_do(changes: dict[str, object], expected: dict[str, float]) -> None:
    assert criteria(card(**changes), FULL) == expected


def test_an_indicator_that_is_missed_counts_against() -> None:
    stated = Parameter(name="良率", op="<=", value=95, unit="%")
    record = FULL.model_copy(update={"parameters": [stated]})
    assert criteria(card(indicators=[wanted(98)]), record) == {"indicator_fit": -1.0}


def test_a_record_of_a_title_says_nothing() -> None:
    bare = Achievement(id="A-2", title="保险杠银纹抑制", source=Source(title="测试"))
    asked = card(
        field=TechnicalField.ENERGY, stage="中试", regions=["省内"], cooperation=["技术许可"], indicators=[wanted(98)]
    )
    assert criteria(asked, bare) == {}


@pytest.mark.parametrize(("months", "trl"), [(3.0, 6), (6.0, 6), (9.0, 4), (12.0, 4), (18.0, None), (None, None)])
def test_a_near_deadline_asks_for_readiness(months: float | None, trl: int | None) -> None:
    assert needed_trl(card(deadline_months=months)) == trl
    assert needed_trl(card(deadline_months=months, stage="实验室")) == 1


def scored(asked: RequirementCard, *records: Achievement) -> dict[str, Scored]:
    held = {one.id: one for one in records}
    return score_achievements(asked, list(records), retrieved(held.values()))


@pytest.mark.parametrize(
    ("changes", "better", "worse"),
    [
        ({"regions": ["省内"]}, {"region": "四川绵阳"}, {"region": "江苏苏州"}),
        ({"cooperation": ["技术转让"]}, {"transfer_modes": [TransferMode.TRANSFER]}, {}),
        ({"stage": "产业化"}, {"trl": 9}, {"trl": 4}),
        ({"indicators": [wanted(98)]}, {}, {"parameters": [Parameter(name="良率", op="<=", value=95, unit="%")]}),
    ],
)
def test_of_two_equal_records_the_one_that_heeds_the_wish_comes_first(
    changes: dict[str, object], better: dict[str, object], worse: dict[str, object]
) -> None:
    found = scored(
        card(**changes),
        FULL.model_copy(update={"id": "A-8", **worse}),
        FULL.model_copy(update={"id": "A-9", **better}),
    )
    assert found["A-9"].score > found["A-8"].score


def test_region_stage_and_mode_change_no_level() -> None:
    near = scored(card(regions=["省内"], stage="中试", cooperation=["技术许可"]), FULL)["A-1"]
    far = scored(card(regions=["长三角"], stage="产业化", cooperation=["技术转让"]), FULL)["A-1"]
    assert near.level == far.level and near.probability == far.probability
    assert near.score > far.score


def test_a_title_with_a_region_is_ordered_by_it_too() -> None:
    titles = [
        Achievement(id=f"A-{n}", title=t, source=Source(title="测试")) for n, t in enumerate(["焊接", "保险杠银纹"])
    ]
    inside = titles[1].model_copy(update={"id": "A-8", "region": "四川绵阳"})
    outside = titles[1].model_copy(update={"id": "A-9", "region": "江苏苏州"})
    found = scored(card(regions=["省内"]), *titles, inside, outside)
    assert found["A-8"].score > found["A-1"].score > found["A-9"].score


def test_a_weak_record_in_the_region_stays_behind_a_strong_one_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    levels = {"A-1": Scored(0.6, "强", 0.9), "A-2": Scored(0.9, "弱", 0.2)}
    records = {
        one: FULL.model_copy(update={"id": one, "title": f"{one}{FULL.title}", "summary": one * 9}) for one in levels
    }
    hits = retrieved(records.values())
    monkeypatch.setattr(matcher, "score_achievements", lambda *_: levels)
    found = matcher.match(CARD, hits)
    assert [one.record_id for one in found.achievements] == ["A-1", "A-2"]


@pytest.mark.parametrize(("first", "level"), [("强", "弱"), ("弱", "较强")])
def test_a_doubtful_record_is_no_recommendation_behind_one(
    first: Level, level: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {"A-1": Scored(0.6, first, 0.9), "A-2": Scored(0.5, "较强", 0.3), "A-3": Scored(0.4, "较强", 0.5)}
    records = {
        one: FULL.model_copy(update={"id": one, "title": f"{one * 5}{FULL.title}", "summary": one * 9}) for one in held
    }
    hits = retrieved(records.values())
    monkeypatch.setattr(matcher, "score_achievements", lambda *_: held)
    found = {one.record_id: one.level for one in matcher.match(CARD, hits).achievements}
    assert found["A-2"] == level and found["A-3"] == "较强"


def test_the_shipped_weights_never_punish_evidence() -> None:
    assert set(shipped().criteria) == set(CRITERIA) and min(shipped().criteria.values()) >= 0
    for kind, legs in ((kind, legs) for kind in EVIDENCE for legs in LEGS):
        blend = shipped().kinds[kind][legs]
        assert set(blend.weights) == set(evidence_names(kind, legs)) and min(blend.weights.values()) >= 0
        assert list(blend.cuts) == sorted(blend.cuts) and list(blend.accept[1:]) == sorted(blend.accept[1:])


@pytest.mark.parametrize("kind", EVIDENCE)
def test_chances_and_gain_grow_with_the_evidence(kind: str) -> None:
    blend = shipped().of(kind, {"dense": 1.0})
    logits = [-5.0, 5.0, 9.0, 10.0, 11.0, 12.0, 40.0]
    gains = [blend.gain(one) for one in logits]
    assert gains == sorted(gains) and gains[0] >= 0 and gains[-1] <= 1
    assert all(first >= second >= third for first, second, third in map(blend.chances, logits))
    assert [blend.level(blend.chances(one)) for one in (-5.0, 40.0)] == [0, 3 if blend.accept[2] < 1 else 2]


def test_a_search_by_words_alone_has_weights_of_its_own() -> None:
    found = shipped().kinds["expert"]
    assert shipped().of("expert", {"found": 0.4}) is found["words"]
    assert shipped().of("expert", {"found": 0.4, "dense": 1.0}) is found["hybrid"]


def test_what_is_not_known_counts_as_usual() -> None:
    blend = Blend({"found": 2.0, "dense": 1.0}, {"found": 0.5, "dense": 1.0}, (1.0, 2.0, 3.0), (0.25, 0.5, 0.9))
    assert blend.logit({"found": 0.75}) == pytest.approx(0.5)
    assert blend.logit({"found": 0.75, "dense": 2.0}) == pytest.approx(1.5)


@pytest.mark.parametrize("content", ["nonsense", "[]", "{}", '{"kinds": {}, "criteria": {}}'])
def test_broken_weights_are_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "blend.json").write_text(content, "utf-8")
    with pytest.raises(ModelError, match="queqiao train records"):
        Blends.load(tmp_path / "blend.json")
