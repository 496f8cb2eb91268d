"""Reasons by criterion, why, why not, and side by side."""

from datetime import date

from agent.match.cover.comparison import compare_all
from agent.match.tell.explain import compare, why, why_not
from agent.match.tell.reasons import confidence, reasons
from agent.schema import Candidate, Indicator, Reason, Recommendation, RequirementCard
from knowledge.records import Achievement, Source

CARD = RequirementCard(
    object="汽车保险杠注塑件",
    problem="表面银纹",
    field="先进制造",  # type: ignore[arg-type]
    indicators=[Indicator(name="良率", op=">=", value=98, unit="%")],
    cooperation=["委托开发"],
    regions=["省内"],
    deadline="半年内",
    deadline_months=6,
    budget_quote="预算50万",
    text="保险杠注塑件表面银纹，必须省内，半年内，预算50万",
)


def achievement(**fields: object) -> Achievement:
    base: dict[str, object] = {
        "id": "A-1",
        "title": "粒料干燥闭环",
        "problem": "料湿起银纹。",
        "applications": ["家电外壳"],
        "parameters": [{"name": "良率", "op": "=", "value": 97, "unit": "%"}],
        "trl": 5,
        "region": "四川成都",
        "price": "转让 50 万元",
        "ip": [{"kind": "发明专利", "number": "示例 1", "status": "申请中"}],
        "transfer_modes": ["技术许可"],
        "source": Source(title="示例"),
    }
    return Achievement.model_validate(base | fields)


def told(record: Achievement) -> dict[str, list[Reason]]:
    found: dict[str, list[Reason]] = {}
    for one in reasons(CARD, record, {}, compare_all(CARD, record), date(2026, 1, 1)):
        found.setdefault(one.criterion, []).append(one)
    return found


def test_every_criterion_is_told_and_every_quote_stands() -> None:
    record = achievement()
    found = told(record)
    assert set(found) == {"技术契合", "指标", "成熟度", "合作方式", "地域", "资金与周期", "知识产权"}
    for citation in (one for group in found.values() for reason in group for one in reason.citations):
        assert citation.quote in record.citable_fields()[citation.field]


def test_risks_are_marked() -> None:
    found = told(achievement())
    assert found["指标"][0].risk
    assert "差 1%" in found["指标"][0].text
    assert any(one.risk and "TRL 5" in one.text for one in found["资金与周期"])
    assert found["知识产权"][0].risk
    assert found["合作方式"][0].risk


def test_another_object_is_a_risk() -> None:
    found = told(achievement(problem="料湿起银丝。"))
    assert any(one.risk and "未见汽车保险杠注塑件的应用" in one.text for one in found["技术契合"])


def test_an_expired_record_is_a_risk() -> None:
    assert any(one.risk and "已过期" in one.text for one in told(achievement(expires=date(2025, 12, 31)))["证据"])
    assert "证据" not in told(achievement(expires=date(2026, 1, 1)))


def test_unknown_maturity_is_said() -> None:
    assert told(achievement(trl=None))["成熟度"][0].text == "成熟度未说明，需向团队核实"


def test_why_not_names_the_hard_condition() -> None:
    far = achievement(id="A-9", region="广东佛山")
    lines = why_not(CARD, far, Recommendation())
    assert "必须在省内" in lines[0].text
    assert "广东佛山" in lines[0].text


def test_why_not_names_duplicates_and_what_is_missing() -> None:
    card = CARD.model_copy(update={"text": "表面银纹"})
    first = Candidate(
        record_id="A-2", kind="achievement", title="银纹抑制", level="强", probability=1, score=1, duplicates=["A-1"]
    )
    assert "几乎相同" in why_not(card, achievement(), Recommendation(achievements=[first]))[0].text
    unrelated = achievement(id="A-7", title="水稻育种", problem="倒伏", applications=["制种"], field="农业")
    text = "".join(one.text for one in why_not(card, unrelated, Recommendation()))
    assert "记录里没有说到" in text
    assert "农业" in text


def test_why_repeats_level_and_reasons() -> None:
    one = Candidate(
        record_id="A-1",
        kind="achievement",
        title="粒料干燥闭环",
        level="强",
        probability=1,
        score=1,
        reasons=[Reason(criterion="成熟度", text="TRL 5，小试")],
    )
    lines = why(achievement(), Recommendation(achievements=[one]))
    assert [line.text for line in lines] == ["排在第 1 位，级别为“强”。", "成熟度：TRL 5，小试"]
    assert "不在这次的推荐之列" in why(achievement(id="A-5"), Recommendation())[0].text


def test_compare_sets_records_side_by_side() -> None:
    left = achievement()
    right = achievement(id="A-2", title="银纹抑制", parameters=[], trl=8)
    lines = [(one.section, one.text) for one in compare(CARD, [left, right])]
    assert ("良率", "《粒料干燥闭环》：未达到，97%，低于要求的 98%，差 1%") in lines
    assert ("良率", "《银纹抑制》：未说明") in lines
    assert ("成熟度", "《银纹抑制》：TRL 8") in lines
    assert not any(section == "研究方向" for section, _ in lines)


def test_confidence_falls_with_probability_and_with_thin_records() -> None:
    full = achievement(summary="面向注塑件的在线干燥与排气整治，" * 8)
    sure = Candidate(record_id="A-1", kind="achievement", title="", level="强", probability=0.9, score=0.9)
    assert confidence(full, sure).text == "把握：高"
    assert confidence(full, sure.model_copy(update={"probability": 0.4})).text.startswith("把握：低")
    assert confidence(Achievement(id="A-1", title="短", source=Source(title="示例")), sure).risk
