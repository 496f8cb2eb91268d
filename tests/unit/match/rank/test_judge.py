"""Object, problem and direction from aligned spans; what they and the coverage carry at most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.match.cover.coverage import ceiling as carried
from agent.match.cover.coverage import evidence
from agent.match.rank.directions import direction_words, rows
from agent.match.rank.judge import ceiling, direction_of, judge
from agent.match.rank.terms import passages, record_text, want
from agent.schema import LEVELS, Comparison, RequirementCard, SubRequirement
from knowledge.records import Achievement, Source


def achievement(title: str, problem: str = "", approach: str = "", **more: object) -> Achievement:
    base: dict[str, object] = {"id": "A-1", "title": title, "problem": problem, "approach": approach}
    return Achievement.model_validate(base | {"source": Source(title="示例")} | more)


GRINDER = achievement("轨道车辆铝合金车体焊缝磨抛机器人", "车体焊缝余高靠人工打磨，粉尘大。", "力控磨抛。")
KEEPER = achievement("鲜食猕猴桃冷链保鲜", "猕猴桃采后软腐，货架期短。", "分段降温与乙烯调控。")
TUNER = achievement("注塑件银纹抑制工艺", "注塑件表面银纹。", "整治排气与干燥。")


@pytest.mark.parametrize(
    ("thing", "trouble", "record", "level"),
    [
        ("车体焊缝", "裂纹漏检", GRINDER, "较强"),
        ("猕猴桃", "溃疡病死树", KEEPER, "较强"),
        ("铝合金车体焊缝", "余高打磨粉尘大", GRINDER, "强"),
        ("猕猴桃", "采后软腐", KEEPER, "强"),
        ("燃气管道", "燃气泄漏", TUNER, "弱"),
    ],
)
def test_the_same_object_with_another_problem_is_never_strong(
    thing: str, trouble: str, record: Achievement, level: str
) -> None:
    texts = [record_text(one) for one in (GRINDER, KEEPER, TUNER)]
    card = RequirementCard(object=thing, problem=trouble, text=f"{thing}{trouble}")
    assert ceiling(judge(card, record, texts)) == level


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["kind"])
def test_directions(row: dict[str, str]) -> None:
    assert direction_words(row["kind"]).search(row["example"])
    assert not direction_words(row["kind"]).search(row["counter"])


def test_what_a_record_does_is_read_from_its_title() -> None:
    assert direction_of(TUNER) == "solves"
    assert direction_of(achievement("焊缝裂纹超声检测")) == "detects"
    assert direction_of(achievement("货箱三维尺寸测量仪")) == "measures"


def level(clauses: list[str], met: bool = False) -> int:
    subs = [SubRequirement(id=f"S{place}", text=text) for place, text in enumerate(clauses, 1)]
    card = RequirementCard(object="钨偏滤器", problem="裂", sub_requirements=subs)
    own, everything = passages(TUNER), record_text(TUNER)
    table = {sub.id: {"A-1": evidence(want(sub.text), own, everything)} for sub in subs}
    judged = [Comparison(indicator=0, verdict="met" if met else "not_met", text="")]
    return LEVELS.index(carried(card, table, TUNER, judged))


def test_coverage_carries_the_level() -> None:
    assert level(["注塑件表面银纹"]) == 3
    assert level(["托卡马克热负荷"]) == 1
    assert level(["托卡马克热负荷"], met=True) == 2


def test_suggested_points_carry_nothing() -> None:
    subs = [
        SubRequirement(id="S1", text="托卡马克热负荷"),
        SubRequirement(id="P1", text="注塑件表面银纹", origin="catalogue", suggestion=True),
    ]
    card = RequirementCard(object="钨偏滤器", problem="裂", sub_requirements=subs)
    own, everything = passages(TUNER), record_text(TUNER)
    table = {sub.id: {"A-1": evidence(want(sub.text), own, everything)} for sub in subs}
    assert carried(card, table, TUNER, []) == "弱"


@given(st.lists(st.sampled_from(["托卡马克热负荷", "注塑件表面银纹", "整治排气与干燥", "低温放电"]), max_size=4))
def test_a_covered_clause_more_never_lowers_what_the_coverage_carries(clauses: list[str]) -> None:
    assert level([*clauses, "注塑件表面银纹"]) >= level(clauses)
