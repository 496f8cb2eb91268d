"""Conversion paths: each with its condition, its candidate and its clause."""

import pytest

from agent.match.around.paths import advise, find_resource, situation
from agent.match.around.resources import StageGap
from agent.schema import Candidate, Level, PathAdvice, RequirementCard
from knowledge.records import Achievement, Expert, Record, Resource, Source

SOURCE = Source(title="示例", date="2025-03")


def achievement(record_id: str = "A-1", **fields: object) -> Achievement:
    base: dict[str, object] = {"id": record_id, "title": f"成果{record_id}", "trl": 8, "source": SOURCE}
    return Achievement.model_validate(base | fields)


def resource(record_id: str, title: str, **fields: object) -> Resource:
    base: dict[str, object] = {"id": record_id, "title": title, "kind": "政策", "source": SOURCE}
    return Resource.model_validate(base | fields)


def run(
    card: RequirementCard,
    *records: Record,
    level: Level = "强",
    needs: int = 1,
    uncovered: int = 0,
    abstained: bool = False,
) -> dict[str, PathAdvice]:
    by_id = {one.id: one for one in records}
    people = [one.id for one in records if isinstance(one, Expert)]
    own = [one.id for one in records if isinstance(one, Achievement)]
    candidates = {
        one: Candidate(
            record_id=one,
            kind="expert" if one in people else "achievement",
            title=one,
            level=level,
            probability=0.9,
            score=0.9,
        )
        for one in own + people
    }
    now = situation(
        card,
        [candidates[one] for one in own],
        [candidates[one] for one in people],
        by_id,
        StageGap(None, frozenset()),
        uncovered=uncovered,
        needs=needs,
        abstained=abstained,
    )
    return {one.name: one for one in advise(now, by_id)}


def test_pay_later_names_its_candidate_and_quotes_the_policy() -> None:
    policy = resource("R-1", "先用后付", clauses=[{"text": "先试用，见效后付费。", "as_of": "2025-12"}])
    advice = run(RequirementCard(text="想先试用再付钱"), achievement(pay_later=True), policy)["先用后付"]
    assert advice.candidate == "A-1"
    assert [(one.record_id, one.quote) for one in advice.citations] == [
        ("A-1", "可先用后付"),
        ("R-1", "先试用，见效后付费。"),
    ]
    assert "2025-12" in advice.reason


def test_weak_candidates_open_no_path() -> None:
    assert "先用后付" not in run(RequirementCard(), achievement(pay_later=True), level="弱")


def test_an_exploratory_instrument_is_marked() -> None:
    fund = resource("R-2", "先投后股", kind="金融工具", status="探索")
    card = RequirementCard(tier="科技型中小企业")
    advice = run(card, achievement(trl=5), fund)["先投后股"]
    assert advice.status == "探索中，尚未正式推出，不作承诺"
    assert "先投后股" not in run(card, achievement(trl=8), fund)


@pytest.mark.parametrize(
    ("name", "card", "fields"),
    [
        (
            "技术许可或转让",
            RequirementCard(deadline_months=6, deadline="半年内"),
            {"transfer_modes": ["技术许可"], "trl": 8},
        ),
        ("订单式研发", RequirementCard(cooperation=["委托开发"]), {"transfer_modes": ["委托开发"]}),
        ("产学研联合实验室", RequirementCard(text="想长期合作"), {"transfer_modes": ["联合研发"]}),
        ("作价入股", RequirementCard(cooperation=["作价入股"]), {"transfer_modes": ["作价入股"]}),
        ("双导师制", RequirementCard(text="也想培养在职硕士"), {}),
    ],
)
def test_a_path_needs_its_wish_and_its_offer(name: str, card: RequirementCard, fields: dict[str, object]) -> None:
    assert name in run(card, achievement(**fields))
    assert name not in run(RequirementCard(), achievement(trl=3))


def test_open_bid_when_nothing_is_good_enough_or_half_is_open() -> None:
    told = RequirementCard(object="钨靶", problem="开裂", budget_cny=3_000_000)
    assert list(run(told, abstained=True)) == ["揭榜挂帅"]
    assert "预算300 万元" in run(told, abstained=True)["揭榜挂帅"].reason
    assert run(RequirementCard(object="钨靶", problem="开裂"), abstained=True) == {}
    assert run(RequirementCard(budget_cny=3_000_000), abstained=True) == {}
    assert "揭榜挂帅" in run(RequirementCard(), achievement(), needs=4, uncovered=2)
    assert "揭榜挂帅" not in run(RequirementCard(), achievement(), needs=4, uncovered=1)


def test_a_race_needs_two_institutions_and_the_money() -> None:
    rivals = (achievement("A-1", institution="甲大学"), achievement("A-2", institution="乙研究院"))
    assert "赛马制" in run(RequirementCard(budget_cny=3_000_000), *rivals)
    assert "赛马制" not in run(RequirementCard(budget_cny=500_000), *rivals)
    same = (achievement("A-1", institution="甲大学"), achievement("A-2", institution="甲大学"))
    assert "赛马制" not in run(RequirementCard(budget_cny=3_000_000), *same)


def test_a_consortium_needs_several_needs_and_a_leader() -> None:
    rivals = (achievement("A-1", institution="甲大学"), achievement("A-2", institution="乙研究院"))
    assert "创新联合体" in run(RequirementCard(tier="链主企业"), *rivals, needs=3)
    assert "创新联合体" not in run(RequirementCard(tier="初创企业"), *rivals, needs=3)


def test_secondment_quotes_the_role() -> None:
    person = Expert(
        id="E-1", title="甲 教授", name="甲", institution="川西理工大学", roles=["可任科技副总"], source=SOURCE
    )
    advice = run(RequirementCard(cooperation=["人才引进"]), achievement(), person)["科技副总"]
    assert (advice.candidate, advice.citations[0].quote) == ("E-1", "可任科技副总")


def test_resources_are_found_by_title_then_alias_then_part() -> None:
    found = [
        resource("R-1", "揭榜挂帅项目管理办法"),
        resource("R-2", "揭榜挂帅"),
        resource("R-3", "张榜", aliases=["揭榜"]),
    ]
    assert find_resource(["揭榜挂帅"], found) is found[1]
    assert find_resource(["揭榜"], found) is found[2]
    assert find_resource(["赛马"], found) is None


@pytest.mark.parametrize(
    ("card", "fact"),
    [
        (RequirementCard(text="接受先用后付"), "您提出了先用后付"),
        (RequirementCard(text="怕没效果，想先试"), "您想先看到效果"),
        (RequirementCard(budget_cny=200_000), "您的预算是20 万元"),
        (RequirementCard(tier="初创企业"), "贵公司是初创企业"),
    ],
)
def test_pay_later_states_the_fact_that_calls_for_it(card: RequirementCard, fact: str) -> None:
    assert fact in run(card, achievement(pay_later=True))["先用后付"].reason
    assert "先用后付" not in run(RequirementCard(budget_cny=9_000_000), achievement(pay_later=True))
