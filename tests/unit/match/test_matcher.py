"""The match as a whole, on a small invented catalogue."""

import pytest

from agent.match import Retrieved, add_suggestions, match
from agent.match.rank.scoring import score_achievements
from agent.schema import Indicator, Recommendation, RequirementCard, SubRequirement
from knowledge import Hit
from knowledge.records import Achievement, Expert, Record, Resource, Source
from tests.unit.match.hits import retrieved

SOURCE = {"title": "示例"}
SILVER = {
    "id": "A-1",
    "title": "汽车外饰注塑件银纹抑制成套工艺",
    "summary": "面向保险杠等大型注塑件，先测原料含水与模腔压力定位成因，再整治模具排气。",
    "problem": "保险杠注塑件表面出现银纹，返工多。",
    "approach": "把原料干燥、模具排气与模腔压力监测一起整治。",
    "keywords": ["注塑", "银纹", "模具排气", "模腔压力监测"],
    "field": "先进制造",
    "parameters": [{"name": "良率", "op": ">=", "value": 98.4, "unit": "%", "condition": "保险杠"}],
    "trl": 7,
    "transfer_modes": ["技术许可"],
    "pay_later": True,
    "institution": "川西理工大学",
    "region": "四川成都",
    "source": SOURCE,
}
TOPICS = [
    ("水稻抗倒伏育种", "高秆品种遇风倒伏。", "用分子标记聚合矮秆基因。"),
    ("隧道喷射混凝土速凝体系", "喷射回弹率高。", "以铝系组分代替碱性速凝剂。"),
    ("锂电池低温电解液", "低温放电容量低。", "调整溶剂与成膜添加剂。"),
    ("猪场粪污堆肥", "露天堆肥氨味重。", "微孔膜覆盖好氧发酵。"),
    ("钢轨波磨识别", "地铁尖啸噪声。", "车载轮轨声学测量。"),
    ("供水管网漏损定位", "暗漏难找。", "水听器阵列互相关。"),
    ("肺结节随访配准", "前后片对不上。", "弹性配准与体积测量。"),
    ("柑橘黄龙病筛查", "看出症状已传开。", "叶片光谱分级。"),
]
CARD = RequirementCard(
    text="汽车保险杠注塑件表面银纹多，良率要到98%以上，最好省内，先试用再付",
    title="注塑件银纹",
    object="保险杠注塑件",
    problem="表面银纹",
    field="先进制造",  # type: ignore[arg-type]
    indicators=[Indicator(name="良率", op=">=", value=98, unit="%", quote="良率要到98%以上")],
    regions=["省内"],
)


def catalogue() -> dict[str, Record]:
    records: list[Record] = [Achievement.model_validate(SILVER)]
    for number, (title, problem, approach) in enumerate(TOPICS, 2):
        records.append(
            Achievement(
                id=f"A-{number}",
                title=title,
                problem=problem,
                approach=approach,
                institution=f"示例单位{number}",
                source=Source(title="示例"),
            )
        )
    records.append(
        Expert.model_validate(
            {
                "id": "E-1",
                "title": "何雨樵 教授",
                "name": "何雨樵",
                "institution": "川西理工大学",
                "directions": ["注塑件银纹治理"],
                "evidence": [{"kind": "成果", "title": SILVER["title"], "ref": "A-1"}],
                "source": SOURCE,
            }
        )
    )
    records.append(
        Resource.model_validate(
            {
                "id": "R-1",
                "title": "先用后付",
                "kind": "政策",
                "clauses": [{"text": "先试用，见效后付费。", "as_of": "2025-12"}],
                "source": SOURCE,
            }
        )
    )
    return {one.id: one for one in records}


def near(records: dict[str, Record], first: str = "A-1") -> Retrieved:
    order = sorted(records, key=lambda one: one != first)
    hits = [
        Hit(one, "achievement", 1.0, 0.92 if one == first else 0.86 + 0.001 * place) for place, one in enumerate(order)
    ]
    return Retrieved(whole=hits, records=records)


def run(card: RequirementCard = CARD, records: dict[str, Record] | None = None, **options: object) -> Recommendation:
    return match(card, near(records or catalogue()), **options)  # type: ignore[arg-type]


def test_the_fitting_achievement_is_recommended_with_its_maker_and_its_path() -> None:
    found = run()
    assert not found.abstained
    best = found.achievements[0]
    assert (best.record_id, best.level) == ("A-1", "强")
    assert [one.verdict for one in best.comparisons] == ["met"]
    assert [one.record_id for one in found.experts] == ["E-1"]
    assert found.portfolio[0] == "A-1"
    path = next(one for one in found.paths if one.name == "先用后付")
    assert [citation.record_id for citation in path.citations] == ["A-1", "R-1"]


def test_every_citation_is_a_quote_of_its_field() -> None:
    records = catalogue()
    found = run(records=records)
    candidates = [*found.achievements, *found.experts, *found.resources]
    citations = [one for candidate in candidates for reason in candidate.reasons for one in reason.citations]
    citations += [one for path in found.paths for one in path.citations]
    citations += [cell.citation for row in found.coverage.rows for cell in row.cells.values() if cell.citation]
    assert len(citations) > 8
    assert all(one.quote in records[one.record_id].citable_fields()[one.field] for one in citations)


def test_an_unanswerable_need_abstains_with_a_way_forward() -> None:
    card = RequirementCard(text="托卡马克第一壁钨偏滤器抗热负荷", object="钨偏滤器", problem="抗热负荷")
    found = match(card, near(catalogue(), first="A-9"))
    assert found.abstained
    assert found.abstain_reason
    assert len(found.next_steps) == 3
    assert found.paths == []


def test_a_vague_word_is_no_match() -> None:
    assert match(RequirementCard(text="水稻老是不行", problem="水稻"), near(catalogue(), first="A-2")).abstained


@pytest.mark.parametrize("exclude", [["A-1"], ["川西理工大学"]])
def test_exclusions_hold(exclude: list[str]) -> None:
    assert "A-1" not in [one.record_id for one in run(exclude=exclude).achievements]
    card = CARD.model_copy(update={"exclude": exclude})
    assert "A-1" not in [one.record_id for one in run(card).achievements]


def test_a_region_that_must_be_filters_and_a_wished_one_does_not() -> None:
    records = catalogue()
    records["A-1"] = Achievement.model_validate(SILVER | {"region": "广东佛山"})
    wished = run(records=records)
    assert wished.achievements[0].record_id == "A-1"
    assert any(one.risk and one.criterion == "地域" for one in wished.achievements[0].reasons)
    must = CARD.model_copy(update={"text": "保险杠注塑件表面银纹，必须省内高校"})
    assert "A-1" not in [one.record_id for one in run(must, records).achievements]


def test_pay_later_only_filters() -> None:
    card = CARD.model_copy(update={"text": "保险杠注塑件表面银纹，只接受先用后付"})
    assert run(card).achievements[0].record_id == "A-1"
    records = catalogue()
    records["A-1"] = Achievement.model_validate(SILVER | {"pay_later": False})
    assert "A-1" not in [one.record_id for one in run(card, records).achievements]


def test_near_duplicates_take_one_place() -> None:
    records = catalogue()
    records["A-99"] = Achievement.model_validate(SILVER | {"id": "A-99"})
    best = run(records=records).achievements[0]
    assert {best.record_id, *best.duplicates} == {"A-1", "A-99"}


def test_a_stuffed_record_gains_nothing() -> None:
    records = catalogue()
    stuffed = {"title": "保险杠注塑件银纹", "summary": "保险杠注塑件表面银纹解决，" * 15, "institution": "某公司"}
    records["A-99"] = Achievement.model_validate({"id": "A-99", "source": SOURCE, **stuffed})
    found = run(records=records)
    assert found.achievements[0].record_id == "A-1"
    assert all(one.level in {"弱", "无"} for one in found.achievements if one.record_id == "A-99")


def test_a_symptom_gets_points_grounded_in_records_and_none_twice() -> None:
    records = catalogue()
    hits = near(records)
    found = match(CARD, hits)
    card = add_suggestions(CARD, hits, found)
    points = [sub for sub in card.sub_requirements if sub.suggestion]
    assert {point.text for point in points} == {"模具排气", "模腔压力监测"}
    for ground in (one for point in points for one in point.grounds):
        assert ground.quote in records[ground.record_id].citable_fields()[ground.field]
    assert {row.id for row in found.coverage.rows} == {"S0", "I1", "P1", "P2"}
    again = add_suggestions(card, hits, match(card, hits))
    assert [sub.text for sub in again.sub_requirements] == [sub.text for sub in card.sub_requirements]


def test_a_decomposed_card_gets_no_points() -> None:
    subs = [SubRequirement(id="S1", text="模具排气"), SubRequirement(id="S2", text="原料干燥")]
    card = CARD.model_copy(update={"sub_requirements": subs})
    hits = near(catalogue())
    assert add_suggestions(card, hits, match(card, hits)).sub_requirements == subs


def test_exposure_is_reported() -> None:
    assert run().exposure["川西理工大学"] == 1


def test_levels_hold_without_the_dense_leg() -> None:
    records = catalogue()
    hits = retrieved(records.values())
    people = [one for one in records.values() if isinstance(one, Achievement)]
    scored = score_achievements(CARD, people, hits)
    assert scored["A-1"].level in {"强", "较强"}
    assert max(one.score for key, one in scored.items() if key != "A-1") < scored["A-1"].score


def test_nothing_retrieved_is_an_honest_answer() -> None:
    found = match(CARD, Retrieved(whole=[], records={}))
    assert found.abstained
    assert found.achievements == []


def test_titles_alone_are_judged_by_the_ranker() -> None:
    titles = ["注塑件银纹抑制", *(title for title, _, _ in TOPICS)]
    records: dict[str, Record] = {
        f"A-{n}": Achievement(id=f"A-{n}", title=title, source=Source(title="示例")) for n, title in enumerate(titles)
    }
    hits = retrieved(records.values())
    scored = score_achievements(CARD, [one for one in records.values() if isinstance(one, Achievement)], hits)
    best = scored["A-0"]
    assert best.score == max(one.score for one in scored.values())
    assert best.score == best.features["learned"]
