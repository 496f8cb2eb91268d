"""Abstention: whether anything found is good enough to recommend, judged by calibrated levels and coverage."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from agent.schema import Candidate, CoverageMatrix, RecordKind, RequirementCard

GOOD = frozenset({"强", "较强"})
_FIRST_STEPS: dict[RecordKind, str] = {
    "achievement": "先约首选团队交流一次，核对工况和样品。",
    "expert": "这次没有找到够强的成果，先请排在首位的专家到现场判断成因和路线。",
    "resource": "这次没有找到够强的成果，先与推荐的平台约一次技术交流，看能否试做。",
}


def is_good(candidate: Candidate) -> bool:
    """Whether the candidate's calibrated level allows recommending it."""
    return candidate.level in GOOD


def abstain_reason(
    achievements: Sequence[Candidate], experts: Sequence[Candidate], resources: Sequence[Candidate]
) -> str:
    """Why nothing is recommended; "" when at least one achievement, expert or resource is good enough."""
    if any(is_good(one) for one in (*achievements, *experts, *resources)):
        return ""
    if not achievements:
        return "这次没有检索到与这项需求相关的成果，也没有找到有依据的专家。"
    best = achievements[0]
    return (
        f"这次没有找到达到“较强”的成果。最接近的是《{best.title}》，匹配级别为“{best.level}”，"
        "还不足以推荐；有依据的专家也没有找到。"
    )


def next_steps(
    card: RequirementCard,
    coverage: CoverageMatrix,
    asked: Collection[str],
    *,
    abstained: bool,
    first: RecordKind = "achievement",
    aside: bool = False,
) -> list[str]:
    """What can be done now: the way forward when abstaining, the open indicators and ``asked`` needs otherwise.

    ``first`` is the kind of the best candidate, whom the user should talk to. ``aside``: something else than technology
    is asked for, which no announcement and no expert meeting brings.
    """
    if aside:
        return [] if abstained else ["请专员代为联系排在首位的一家，先问清条件、费用和排期。"]
    if abstained:
        return [
            "发布揭榜需求：把目标、指标、期限和经费写成榜单，面向全国征集团队。",
            "专家会诊：请相近领域的专家先判断成因和可行路线，再决定找成果还是委托研发。",
            "市外检索：由专员到外地高校院所和技术市场检索同类成果。",
        ]
    rows = {row.id: row for row in coverage.rows}
    open_needs = [rows[one].text for one in coverage.uncovered if one in asked]
    open_indicators = [rows[one].text for one in coverage.uncovered if rows[one].kind == "indicator"]
    steps = [_FIRST_STEPS[first]]
    if open_needs:
        steps.append(f"还没有覆盖的部分可发布为揭榜需求：{'；'.join(open_needs[:3])}。")
    if open_indicators:
        steps.append(f"向对方索取检测报告，确认这些指标：{'；'.join(open_indicators[:4])}。")
    if card.missing:
        steps.append(f"补充{'、'.join(card.missing[:3])}，可以把范围再缩小。")
    return steps
