"""Abstention by level, and the way forward."""

from agent.match.pick.abstain import abstain_reason, next_steps
from agent.schema import Candidate, CoverageMatrix, CoverageRow, Level, RequirementCard


def candidate(level: Level) -> Candidate:
    return Candidate(record_id="A-1", kind="achievement", title="粒料干燥", level=level, probability=0.99, score=0.99)


def test_a_high_score_without_a_level_does_not_recommend() -> None:
    reason = abstain_reason([candidate("弱")], [], [])
    assert "没有找到达到“较强”" in reason
    assert "粒料干燥" in reason


def test_a_good_achievement_or_expert_recommends() -> None:
    assert abstain_reason([candidate("较强")], [], []) == ""
    assert abstain_reason([], [candidate("强")], []) == ""


def test_nothing_found_says_so() -> None:
    assert abstain_reason([], [], []).startswith("这次没有检索到")


def test_the_way_forward_has_three_steps() -> None:
    steps = next_steps(RequirementCard(), CoverageMatrix(), [], abstained=True)
    assert [step.split("：")[0] for step in steps] == ["发布揭榜需求", "专家会诊", "市外检索"]


def test_open_rows_and_missing_facts_become_steps() -> None:
    rows = [
        CoverageRow(id="S1", kind="sub_requirement", text="模具排气"),
        CoverageRow(id="I1", kind="indicator", text="良率 98% 以上"),
    ]
    grid = CoverageMatrix(rows=rows, uncovered=["S1", "I1"])
    steps = "".join(next_steps(RequirementCard(missing=["预算"]), grid, ["S1"], abstained=False))
    assert "模具排气" in steps
    assert "良率 98% 以上" in steps
    assert "补充预算" in steps
