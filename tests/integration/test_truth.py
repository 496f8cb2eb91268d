"""Truth on the example catalogue: comparisons, absences, levels and lengths, each case with two siblings."""

from __future__ import annotations

import statistics

import pytest

from agent import Agent, Reply
from agent.schema import Candidate, Recommendation
from agent.verify.absences import census
from agent.verify.words import lexicon


def found(reply: Reply) -> Recommendation:
    assert reply.recommendation is not None
    return reply.recommendation


def good(reply: Reply) -> list[Candidate]:
    return [one for one in found(reply).achievements if one.level in ("强", "较强")]


MET = [
    ("火锅底料灌装挂壁，灌装精度要求±5 g", "A-0029"),
    ("火锅底料灌装挂壁，灌装误差不超过8克", "A-0029"),
    ("火锅底料灌装封口漏油，封口泄漏率不高于0.1%", "A-0029"),
    ("电泳涂装线磷化镍锌废水，出水总镍不高于0.1 mg/L", "A-0229"),
    ("电泳涂装线磷化镍锌废水，出水镍≤0.2mg/L", "A-0229"),
    ("泡菜亚硝酸盐超标，亚硝酸盐低于10mg/kg", "A-0273"),
    ("泡菜亚硝峰高，亚硝酸盐不超过20 mg/kg", "A-0273"),
]
SHORT = [
    ("甲乙流和合胞病毒快检，甲流灵敏度不低于95%", "A-0201"),
    ("甲乙流和合胞病毒快检，甲流灵敏度不低于97%", "A-0201"),
    ("地下车库电动自行车锂电火灾早期预警，预警提前时间不少于10分钟", "A-0280"),
    ("地下车库电动自行车锂电火灾早期预警，预警提前时间不少于8分钟", "A-0280"),
]


@pytest.mark.parametrize(
    ("message", "record_id", "verdict"), [(*one, "met") for one in MET] + [(*one, "not_met") for one in SHORT]
)
def test_what_is_met_is_said_and_a_shortfall_is_not_hidden(
    agent: Agent, message: str, record_id: str, verdict: str
) -> None:
    shown = {one.record_id: one for one in found(agent.ask(message)).achievements}
    assert verdict in {one.verdict for one in shown[record_id].comparisons}


NONSENSE = ["我们的东西卖不出去", "我们厂废品率太高", "厂里老出毛病"]


@pytest.mark.parametrize("message", NONSENSE)
def test_nothing_is_strong_for_a_need_that_names_nothing(agent: Agent, message: str) -> None:
    assert good(agent.ask(message)) == []


OTHER = [
    ("轨道车辆车体焊缝裂纹要检出来，不能漏检", "A-0105"),
    ("车体焊缝里的气孔怎么探", "A-0105"),
    ("钢轨裂纹探伤，核伤要测准", "A-0106"),
    ("猕猴桃溃疡病死树，求防治", "A-0267"),
    ("猕猴桃授粉期遇雨，坐果差", "A-0267"),
    ("白菜软腐病烂心", "A-0254"),
    ("燃气管道阀门泄漏，怕爆炸", "A-0043"),
    ("液化气站漏气要报警", "A-0043"),
    ("航空叶片薄壁件加工变形大", "A-0064"),
    ("整体叶盘铣削让刀变形", "A-0064"),
]


@pytest.mark.parametrize(("message", "record_id"), OTHER)
def test_another_problem_or_another_sense_is_not_strong(agent: Agent, message: str, record_id: str) -> None:
    levels = {one.record_id: one.level for one in found(agent.ask(message)).achievements}
    assert levels.get(record_id) != "强"


NEEDS = [
    "汽车保险杠注塑件表面有银纹，良率92%，想提高到98%以上，预算50万",
    "喷漆循环水发臭，15天换一次，想3个月换一次",
    "托卡马克钨偏滤器开裂",
    "磷酸铁锂电池低温放电差，-20℃容量保持率要到75%",
    "无溶剂复合胶黏剂剥离强度不够",
    "丘陵茶园采摘机器人识别嫩芽",
]


def test_levels_absences_and_lengths_hold_over_first_answers(agent: Agent) -> None:
    count = census(agent.knowledge.catalogue)
    replies = [agent.ask(need) for need in NEEDS]
    for reply in replies:
        for one in good(reply):
            assert one.level != "强" or one.covers or any(c.verdict == "met" for c in one.comparisons)
        for statement in reply.statements:
            if lexicon("absences").search(statement.text):
                assert statement.absence is not None and not count(statement.absence)
        if found(reply).abstained:
            assert not [one for one in reply.statements if one.section == "achievement"]
        assert "已备草稿" not in reply.text
    assert statistics.median(len(reply.text) for reply in replies) <= 500


@pytest.mark.parametrize("wish", ["不要省外的", "不考虑外省单位", "省外的不要"])
def test_excluded_regions_are_out(agent: Agent, wish: str) -> None:
    reply = agent.ask(f"喷漆循环水漆渣多，换水太勤，{wish}")
    assert {one.record_id: one for one in found(reply).achievements}
    catalogue = agent.knowledge.catalogue
    regions = [record.region for one in found(reply).achievements if (record := catalogue.get(one.record_id))]
    assert all(region.startswith("四川") for region in regions)


@pytest.mark.parametrize(("budget", "said"), [("20万", "超出预算"), ("10万", "超出预算"), ("60万", "在预算内")])
def test_the_budget_is_held_against_the_price(agent: Agent, budget: str, said: str) -> None:
    reply = agent.ask(f"汽车保险杠注塑件表面有银纹，良率要98%以上，预算{budget}")
    lead = next(one for one in found(reply).achievements if one.record_id == "A-0001")
    assert any(said in reason.text for reason in lead.reasons if reason.criterion == "资金与周期")
