"""What of a candidate's reasons the chat answer tells."""

from agent.draft.answer import draft_answer
from agent.draft.formats.markdown import to_markdown
from agent.draft.moved import moved
from agent.schema import Candidate, CoverageMatrix, Level, Reason, Recommendation, RequirementCard, Statement
from agent.verify.citing import cite
from knowledge.records import Achievement, AnyRecord, Parameter, Source


def test_every_criterion_is_told_before_a_third_technical_reason() -> None:
    record = Achievement(id="A-1", title="银纹抑制", source=Source(title="示例"))
    reasons = [Reason(criterion="技术契合", text=f"覆盖第{n}点") for n in "一二三"]
    reasons += [Reason(criterion="地域", text="不在省内", risk=True), Reason(criterion="指标", text="良率达到")]
    reasons += [Reason(criterion="成熟度", text="可直接应用")]
    candidate = Candidate(
        record_id="A-1", kind="achievement", title="银纹抑制", level="强", probability=0.9, score=0.9, reasons=reasons
    )
    found = Recommendation(achievements=[candidate], coverage=CoverageMatrix())
    told = draft_answer(RequirementCard(text="银纹", object="保险杠"), found, {"A-1": record})
    assert [one.text for one in told if one.folded and one.section == "achievement"] == [
        "为什么合适：覆盖第一点",
        "为什么合适：覆盖第二点",
        "指标：良率达到",
        "到什么阶段：可直接应用",
        "在哪里：风险：不在省内",
    ]


RECORD = Achievement(
    id="A-1",
    title="银纹抑制",
    problem="保险杠银纹。",
    parameters=[Parameter(name="良率", op=">=", value=98.6, unit="%")],
    price="设备 36 万元/套",
    institution="某大学",
    source=Source(title="示例"),
)


def candidate(record_id: str, level: Level) -> Candidate:
    quoted = [cite(RECORD, "problem")]
    reasons = [
        Reason(criterion="技术契合", text="覆盖“银纹”：保险杠银纹。", citations=quoted),
        Reason(criterion="指标", text="良率 98.6% ≥ 98%，达到（记录条件：PP）", citations=[cite(RECORD, "parameters")]),
        Reason(criterion="资金与周期", text="报价：设备 36 万元/套；您的预算 20 万元，超出预算", risk=True),
    ]
    return Candidate(
        record_id=record_id,
        kind="achievement",
        title="银纹抑制",
        level=level,
        probability=0.9,
        score=0.9,
        reasons=reasons,
    )


def answer(*levels: Level, card: RequirementCard | None = None, abstained: bool = False) -> list[Statement]:
    ids = [f"A-{place}" for place, _ in enumerate(levels, 1)]
    records: dict[str, AnyRecord] = {one: RECORD.model_copy(update={"id": one}) for one in ids}
    found = Recommendation(
        achievements=[candidate(one, level) for one, level in zip(ids, levels, strict=True)],
        abstained=abstained,
        abstain_reason="这次没有找到达到“较强”的成果。" if abstained else "",
        next_steps=["一", "二"],
    )
    return draft_answer(card or RequirementCard(object="保险杠", problem="银纹"), found, records)


def test_the_verdict_says_how_many_which_first_what_it_reaches_and_what_it_costs() -> None:
    first = answer("强", "较强")[0]
    assert first.section == "verdict"
    assert first.text == (
        "**找到 2 项可用的成果，首选某大学的《银纹抑制》**〔A-1〕："
        "良率 98.6% ≥ 98%，达到；报价 设备 36 万元/套，超出预算。"
    )


def test_two_cards_of_two_lines_are_open_and_one_next_step() -> None:
    told = answer("强", "强", "较强", "弱")
    shown = [one for one in told if not one.folded]
    assert [one.record_id for one in shown if one.section == "achievement"] == ["A-1", "A-1", "A-2", "A-2"]
    assert [one.text for one in shown if one.section == "next"] == ["一"]
    assert {one.record_id for one in told if one.section == "nearest"} == {"A-4"}
    text = to_markdown(told)
    assert "另外 1 项成果" in text and "最接近的 1 项（不作推荐）" in text
    assert "《银纹抑制》〔A-3〕" not in text


def test_nothing_stands_under_a_recommendation_in_an_answer_that_abstains() -> None:
    told = answer("弱", "弱", abstained=True)
    assert [one.section for one in told if one.record_id] and {one.section for one in told if one.record_id} == {
        "nearest"
    }
    assert "推荐成果" not in to_markdown(told)


def test_a_change_says_what_moved() -> None:
    records: dict[str, AnyRecord] = {one: RECORD.model_copy(update={"id": one}) for one in ("A-1", "A-2", "A-3")}
    one, two, three = (
        candidate(name, "强").model_copy(update={"title": title})
        for name, title in (("A-1", "甲"), ("A-2", "乙"), ("A-3", "丙"))
    )
    same = moved(Recommendation(achievements=[one, two]), Recommendation(achievements=[one, two]), records)
    assert [line.text for line in same] == ["首选不变：《甲》〔A-1〕。"]
    other = moved(Recommendation(achievements=[one, two]), Recommendation(achievements=[two, three]), records)
    assert [line.text for line in other] == [
        "首选改为《乙》〔A-2〕，原来是《甲》。",
        "不再推荐：《甲》。",
        "新列入：《丙》。",
    ]
    none = moved(Recommendation(achievements=[one]), Recommendation(abstained=True), records)
    assert "没有找到够强的成果" in none[0].text


def test_a_list_without_a_good_record_has_a_verdict_too() -> None:
    assert answer("弱")[0].text == "这次没有找到达到“较强”的成果，不勉强推荐。"
