"""Resources: stage gap, tier, status, and the clause with its date."""

import pytest

from agent.match.around.resources import gap_findings, rank_resources, stage_gap, varied
from agent.schema import Candidate, RequirementCard
from knowledge.records import Achievement, Provision, Resource, ResourceKind, Source, TechnicalField
from tests.unit.match.hits import retrieved

CARD = RequirementCard(
    object="铝合金压铸件", problem="气孔", tier="专精特新企业", text="铝合金压铸件气孔多，想找中试平台，也想了解贷款"
)


def achievement(trl: int | None) -> Achievement:
    return Achievement(
        id="A-1", title="真空压铸", trl=trl, field=TechnicalField.MANUFACTURING, source=Source(title="示例")
    )


def resource(record_id: str, kind: str, **fields: object) -> Resource:
    base: dict[str, object] = {
        "id": record_id,
        "title": f"{kind}{record_id}",
        "kind": kind,
        "summary": "压铸件试制与检测",
        "source": Source(title="示例通知", date="2025-03"),
    }
    return Resource.model_validate(base | fields)


def rank(card: RequirementCard, trl: int | None, *found: Resource) -> list[Candidate]:
    records = {one.id: one for one in found}
    best = achievement(trl)
    hits = retrieved(found)
    return varied(rank_resources(card, hits, stage_gap(card, best), best, list(records)), hits)


@pytest.mark.parametrize(
    ("trl", "expected"),
    [
        (3, {ResourceKind.PROOF}),
        (4, {ResourceKind.PROOF, ResourceKind.PILOT}),
        (6, {ResourceKind.PILOT}),
        (8, set()),
    ],
)
def test_stage_gap_by_trl(trl: int, expected: set[ResourceKind]) -> None:
    assert stage_gap(CARD, achievement(trl)).kinds - {ResourceKind.LAB} == expected


def test_without_an_achievement_the_stage_of_the_card_decides() -> None:
    assert ResourceKind.PILOT in stage_gap(RequirementCard(stage="中试"), None).kinds


def test_pilot_platforms_of_another_field_or_stage_are_left_out() -> None:
    fit = resource("R-1", "中试平台", fields=["先进制造"], trl_min=4, trl_max=7)
    other_field = resource("R-2", "中试平台", fields=["农业"], trl_min=4, trl_max=7)
    quiet = CARD.model_copy(update={"text": "铝合金压铸件气孔多"})
    late = resource("R-3", "中试平台", fields=["先进制造"], trl_min=7, trl_max=9)
    assert [one.record_id for one in rank(quiet, 5, fit, other_field, late)] == ["R-1"]


def test_a_tier_that_does_not_fit_is_left_out() -> None:
    mine = resource("R-1", "金融工具", tiers=["专精特新企业"], summary="贷款")
    other = resource("R-2", "金融工具", tiers=["科技型中小企业"], summary="贷款")
    assert [one.record_id for one in rank(CARD, 6, mine, other)] == ["R-1"]


def test_clauses_are_quoted_with_their_own_date_and_basis() -> None:
    clause = Provision(text="贷款额度最高 1000 万元", as_of="2025-02", basis="目标")
    loan = resource("R-1", "金融工具", clauses=[clause])
    reasons = rank(CARD, 6, loan)[0].reasons
    told = next(one for one in reasons if one.criterion == "资金与周期")
    assert told.text == "贷款额度最高 1000 万元（2025-02，目标口径）"
    assert (told.citations[0].quote, told.citations[0].as_of) == ("贷款额度最高 1000 万元", "2025-02")


@pytest.mark.parametrize("status", ["探索", "规划", "历史"])
def test_what_is_not_in_use_is_never_shown_as_available(status: str) -> None:
    active = resource("R-1", "金融工具", summary="贷款")
    other = resource("R-2", "金融工具", summary="贷款", status=status, aliases=["研发贷"])
    assert [one.record_id for one in rank(CARD, 6, active, other)] == ["R-1"]
    named = CARD.model_copy(update={"text": f"{CARD.text}，比如研发贷"})
    found = {one.record_id: one for one in rank(named, 6, active, other)}
    assert found["R-2"].level == "弱"
    assert found["R-2"].score < found["R-1"].score
    assert found["R-2"].reasons[0].risk
    assert status in found["R-2"].reasons[0].text


def test_no_suitable_pilot_platform_is_a_finding() -> None:
    gap = stage_gap(CARD, achievement(6))
    findings = gap_findings(gap, [], {})
    assert [one.name for one in findings] == ["中试平台"]
    assert findings[0].status == "缺口"
    planned = resource("R-1", "中试平台", fields=["先进制造"], status="规划")
    found = rank(CARD, 6, planned)
    assert [one.name for one in gap_findings(gap, found, {"R-1": planned})] == ["中试平台"]
    ready = resource("R-2", "中试平台", fields=["先进制造"])
    assert gap_findings(gap, rank(CARD, 6, ready), {"R-2": ready}) == []
