"""Experts: evidence first, then load, conflicts, willingness; namesakes stay apart."""

from agent.match.around.experts import rank_experts
from agent.match.cover.coverage import assess
from agent.schema import Candidate, RequirementCard, SubRequirement
from knowledge.records import Evidence, Expert, Source
from tests.unit.match.hits import retrieved

CARD = RequirementCard(
    object="注塑件",
    problem="表面银纹",
    sub_requirements=[SubRequirement(id="S1", text="原料含水在线监测")],
    enterprise="川南星瀚模塑有限公司",
    regions=["省内"],
)
ACHIEVEMENT = Candidate(
    record_id="A-1", kind="achievement", title="粒料含水监测", level="强", probability=0.9, score=0.9
)


def expert(record_id: str, name: str = "何雨樵", **fields: object) -> Expert:
    base: dict[str, object] = {
        "id": record_id,
        "title": f"{name} 教授",
        "name": name,
        "institution": "川西理工大学",
        "region": "四川成都",
        "source": Source(title="示例"),
    }
    return Expert.model_validate(base | fields)


def rank(*people: Expert, achievements: tuple[Candidate, ...] = (ACHIEVEMENT,)) -> list[Candidate]:
    records = {one.id: one for one in people}
    hits = retrieved(people)
    table = assess(CARD, hits, list(records))
    return [one for one in rank_experts(CARD, hits, table, achievements, list(records)) if one.level != "无"]


MAKER = {"evidence": [Evidence(kind="成果", title="粒料含水监测", ref="A-1")], "directions": ["原料含水在线监测"]}
KNOWER = {"directions": ["原料含水在线监测"]}


def test_no_expert_without_evidence() -> None:
    assert rank(expert("E-1", directions=["水稻育种"])) == []


def test_the_maker_of_a_recommended_achievement_comes_first_and_every_reason_can_be_checked() -> None:
    people = [expert("E-1", "甲", **KNOWER), expert("E-2", "乙", **MAKER)]
    found = rank(*people)
    assert [one.record_id for one in found] == ["E-2", "E-1"]
    assert found[0].level in ("强", "较强") and found[1].level in ("较强", "弱")
    assert found[0].covers == ["S1"]
    fields = people[1].citable_fields()
    quotes = [citation for reason in found[0].reasons for citation in reason.citations]
    assert quotes
    assert all(citation.quote in fields[citation.field] for citation in quotes)


def test_a_weak_achievement_is_no_evidence_for_its_maker() -> None:
    weak = ACHIEVEMENT.model_copy(update={"level": "弱"})
    only = {"evidence": [Evidence(kind="成果", title="无关", ref="A-1")]}
    assert rank(expert("E-1", **only), achievements=(weak,)) == []


def test_full_load_is_a_stated_risk_and_costs_places() -> None:
    free, full = expert("E-1", "甲", **KNOWER), expert("E-2", "乙", load=3, capacity=3, **KNOWER)
    found = rank(full, free)
    assert [one.record_id for one in found] == ["E-1", "E-2"]
    assert any(reason.risk and "已达上限 3 项" in reason.text for reason in found[1].reasons)


def test_a_conflict_with_the_enterprise_is_a_stated_risk_and_costs_places() -> None:
    clean, bound = expert("E-1", "甲", **KNOWER), expert("E-2", "乙", conflicts=["川南星瀚模塑"], **KNOWER)
    found = rank(bound, clean)
    assert [one.record_id for one in found] == ["E-1", "E-2"]
    assert any(reason.risk and "回避" in reason.text for reason in found[1].reasons)
    assert not any("回避" in reason.text for reason in found[0].reasons)


def test_unavailable_experts_say_so() -> None:
    found = rank(expert("E-1", availability="今年在外访学，暂不接新项目", **KNOWER))
    assert any(reason.risk and "访学" in reason.text for reason in found[0].reasons)


def test_willingness_to_be_seconded_is_a_reason() -> None:
    found = rank(expert("E-1", roles=["可任科技副总"], **KNOWER))
    assert any("科技副总" in reason.text and reason.criterion == "合作方式" for reason in found[0].reasons)


def test_namesakes_stay_two_people() -> None:
    found = rank(expert("E-1", **KNOWER), expert("E-2", institution="沱江能源研究院", **KNOWER))
    assert {one.record_id for one in found} == {"E-1", "E-2"}
    assert {one.subtitle.split(" · ")[0] for one in found} == {"川西理工大学", "沱江能源研究院"}
    assert all(any("同名专家" in reason.text for reason in one.reasons) for one in found)
