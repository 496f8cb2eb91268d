"""A model judges the head of a list: what it may raise, lower and add, and what code holds back."""

from __future__ import annotations

from typing import Any

import pytest

from agent.match import ModelJudge, Retrieved, match
from agent.model import ModelUnavailable
from agent.model.calls import Decision
from agent.schema import Indicator, Recommendation, RequirementCard
from knowledge import Hit
from knowledge.records import Achievement, Parameter, Record, Source
from tests.scripted_model import ScriptedModel

SOURCE = Source(title="示例")
CARD = RequirementCard(
    text="冷库里的草莓放三天就霉，损耗大，想把货架期延到 10 天以上",
    object="冷库草莓",
    problem="贮藏霉变",
    indicators=[Indicator(name="货架期", op=">=", value=10, unit="天", quote="货架期延到 10 天以上")],
)


def achievement(id: str, title: str, problem: str, approach: str, **more: Any) -> Achievement:
    return Achievement(
        id=id, title=title, problem=problem, approach=approach, institution="示例单位", source=SOURCE, **more
    )


RECORDS: dict[str, Record] = {
    one.id: one
    for one in (
        achievement(
            "A-01",
            "浆果贮藏霉变的臭氧雾化抑制",
            "浆果入库后灰霉蔓延，三四天就要倒库。",
            "低浓度臭氧水雾间歇喷放，草莓和蓝莓都做过。",
            parameters=[Parameter(name="草莓保存天数", op=">=", value=12, unit="天")],
            trl=7,
        ),
        achievement("A-02", "草莓高架栽培基质配方", "基质板结，草莓苗期烂根。", "椰糠与珍珠岩分层。", trl=6),
        achievement("A-03", "粮仓霉变的多点测温预警", "粮堆发热霉变发现得晚。", "光纤测温，只报警不处置。", trl=8),
        achievement("A-04", "海参即食加工", "海参自溶。", "低温慢煮。", trl=5),
        *(achievement(f"A-1{i}", f"机床主轴温升补偿之{i}", "主轴热伸长。", "建模补偿。", trl=5) for i in range(9)),
    )
}


def judged(rows: object, card: RequirementCard = CARD) -> tuple[Recommendation, list[Decision], ModelJudge]:
    noted: list[Decision] = []
    model = ScriptedModel(candidates={"judged": rows} if isinstance(rows, list) else rows)
    judge = ModelJudge(model, noted.append)  # type: ignore[arg-type]
    hits = [Hit(one, "achievement", 1.0, 0.9 - 0.005 * place) for place, one in enumerate(RECORDS)]
    return match(card, Retrieved(whole=hits, records=RECORDS), judge=judge), noted, judge


def level(found: Recommendation, record_id: str) -> str:
    return next((one.level for one in found.achievements if one.record_id == record_id), "无")


PLAIN = judged({})[0]
FITS = {
    "id": "A-01",
    "level": "强",
    "fit": 90,
    "covers": [{"row": "S0", "quote": "低浓度臭氧水雾间歇喷放，草莓和蓝莓都做过"}],
    "names": [{"row": "I1", "param": "草莓保存天数"}],
}


def test_a_checked_judgement_leads_and_is_shown_with_its_quote() -> None:
    found, noted, judge = judged([FITS, {"id": "A-04", "level": "无"}])
    best = found.achievements[0]
    assert (best.record_id, best.level, best.covers) == ("A-01", "强", ["S0"])
    assert found.coverage.rows[0].cells["A-01"].verdict == "covered"
    assert judge.changed and any(one.outcome == "taken" and "覆盖" in one.field for one in noted)


def test_a_name_that_the_model_aligns_is_compared_by_code() -> None:
    found, noted, _ = judged([FITS])
    one = found.achievements[0].comparisons[0]
    assert one.citation is not None and one.citation.quote == "草莓保存天数 ≥ 12 天"
    assert one.verdict == "met" or "若是同一指标则达到" in one.text
    assert any("参数 I1" in each.field and each.taken for each in noted)


@pytest.mark.parametrize(
    "covers", [[], [{"row": "S0", "quote": "草莓贮藏霉变彻底解决"}], [{"row": "S9", "quote": "低温慢煮"}]]
)
def test_nothing_is_raised_without_a_quote_that_stands(covers: list[dict[str, str]]) -> None:
    found, noted, _ = judged([{"id": "A-04", "level": "强", "fit": 100, "covers": covers}])
    assert level(found, "A-04") == level(PLAIN, "A-04")
    assert [one.reason for one in noted if "级别" in one.field] == ["没有核对得上的覆盖内容"]


def test_a_quote_that_does_not_speak_of_the_row_makes_nothing_strong() -> None:
    found, _, _ = judged([{"id": "A-02", "level": "强", "covers": [{"row": "S0", "quote": "椰糠与珍珠岩分层"}]}])
    assert level(found, "A-02") != "强"


def test_an_objection_lowers_and_is_told() -> None:
    quote = "光纤测温，只报警不处置"
    row = {"id": "A-03", "level": "弱", "fit": 5, "against": [{"kind": "方向", "quote": quote}]}
    found, noted, _ = judged([row, FITS])
    assert level(found, "A-03") in ("弱", "无")
    shown = next((one for one in found.achievements if one.record_id == "A-03"), None)
    assert shown is None or any(one.risk and quote in one.text for one in shown.reasons)
    assert any("不足" in one.field and one.taken for one in noted)


@pytest.mark.parametrize(
    "against",
    [[], [{"kind": "对象", "quote": "浆果用的进口设备"}], [{"kind": "问题", "quote": "浆果贮藏霉变的臭氧雾化抑制"}]],
)
def test_a_good_record_falls_only_for_a_reason_that_checks(against: list[dict[str, str]]) -> None:
    need = CARD.model_copy(update={"object": "浆果", "problem": "贮藏霉变", "text": "浆果贮藏霉变，灰霉蔓延，要抑制"})
    assert level(judged({}, need)[0], "A-01") in ("强", "较强")
    found, _, _ = judged([{"id": "A-01", "level": "无", "against": against}], need)
    assert level(found, "A-01") in ("强", "较强")


def test_ids_that_were_not_sent_and_rows_sent_twice_are_refused() -> None:
    found, noted, judge = judged([{"id": "A-99", "level": "强"}, FITS, {**FITS, "level": "无"}, "?", {"id": None}])
    assert level(found, "A-01") == "强" and set(judge.opinions) == {"A-01"}
    assert [one.reason for one in noted if one.field == "编号"].count("不在这一批候选里") >= 4


@pytest.mark.parametrize(
    "answer", [{}, {"judged": "all"}, {"judged": [1, None]}, {"judged": [{"id": "A-01", "level": "很强"}]}]
)
def test_an_unreadable_answer_changes_nothing(answer: dict[str, Any]) -> None:
    found, _, judge = judged(answer)
    assert found == PLAIN and not judge.changed


def test_a_model_that_fails_changes_nothing_and_says_so() -> None:
    found, noted, judge = judged(ModelUnavailable("timeout"))
    assert found == PLAIN and judge.fault is not None and judge.fault.reason == "timeout"
    assert noted and all(one.outcome == "refused" for one in noted)


def test_batches_of_ten_are_asked_with_the_need_and_records_as_data() -> None:
    model = ScriptedModel(candidates={"judged": []})
    hits = [Hit(one, "achievement", 1.0, 0.9) for one in RECORDS]
    match(CARD, Retrieved(whole=hits, records=RECORDS), judge=ModelJudge(model, lambda one: None))  # type: ignore[arg-type]
    assert [name for name, _ in model.heard] == ["candidates", "candidates"]
    sent = "\n".join(user for _, user in model.heard)
    assert sent.count("=====边界") == 8 and all(id in sent for id in RECORDS) and "货架期 ≥ 10 天" in sent
