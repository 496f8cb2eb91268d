from __future__ import annotations

import pytest

from agent.schema import Citation, Statement
from agent.verify.statements import numbers, verify
from agent.verify.wording import Ground
from knowledge.records import Achievement, Expert, Parameter, Provision, Resource, ResourceKind, ResourceStatus, Source

SOURCE = Source(title="示例", date="2026-11")
DRYER = Achievement(
    id="A-9001",
    title="粒料水分闭环控制",
    summary="在线测水并调节干燥。",
    parameters=[Parameter(name="良率", op=">=", value=98.4, unit="%")],
    institution="某某大学",
    contact="028-0000-9001",
    internal="团队年底搬迁",
    source=SOURCE,
)
LOAN = Resource(
    id="R-9001",
    title="积分保",
    kind=ResourceKind.FINANCE,
    status=ResourceStatus.EXPLORING,
    clauses=[Provision(text="探索推出")],
    source=SOURCE,
)
CHARGER = Achievement(id="A-9002", title="快充手机电芯补锂", summary="用于快充手机与政务热线终端。", source=SOURCE)
HE = Expert(id="E-9001", title="何雨樵 教授", name="何雨樵", directions=["模具排气与温控"], source=SOURCE)
RECORDS = {DRYER.id: DRYER, LOAN.id: LOAN, CHARGER.id: CHARGER, HE.id: HE}


def cite(field: str = "parameters", quote: str = "良率 ≥ 98.4 %", record: str = "A-9001") -> Citation:
    return Citation(record_id=record, field=field, quote=quote)


def problem(text: str, *citations: Citation, spoken: str = "良率要到98%", by_model: bool = False) -> str:
    ground = Ground.over(RECORDS, spoken) if by_model else None
    verdict = verify([Statement(section="x", text=text, citations=list(citations))], RECORDS, spoken, ground=ground)
    return verdict.removed[0].problem if verdict.removed else ""


@pytest.mark.parametrize(
    ("text", "citations"),
    [
        ("良率 98.4% ≥ 98%，达到", [cite()]),
        ("良率９８.４%", [cite()]),
        ("可以先做一次交流", []),
        ("不能保证达到", []),
        ("积分保：仍在探索，不作承诺", [cite("title", "积分保", "R-9001")]),
    ],
)
def test_supported_statements_stand(text: str, citations: list[Citation]) -> None:
    assert problem(text, *citations) == ""


@pytest.mark.parametrize(
    ("text", "citations", "why"),
    [
        ("良率 99.4%", [cite()], "数字"),
        ("良率可达 98.4%", [], "数字"),
        ("见记录", [cite(record="A-7777")], "不在本次检索结果"),
        ("见记录", [cite(quote="良率 ≥ 99 %")], "引文"),
        ("见记录", [cite(field="contact", quote="028-0000-9001")], "引文"),
        ("推荐 A-7777", [], "不存在"),
        ("电话 028-0000-9001", [], "联系方式"),
        ("请加 13800138000", [], "联系方式"),
        ("团队年底搬迁", [], "内部信息"),
        ("保证解决银纹", [], "承诺"),
        ("该项目已获批", [], "承诺"),
        ("可以办理积分保", [cite("title", "积分保", "R-9001")], "探索"),
        ("可以办理积分保", [], "探索"),
    ],
)
def test_unsupported_statements_are_removed_with_the_reason(text: str, citations: list[Citation], why: str) -> None:
    assert why in problem(text, *citations)


def test_the_users_own_words_may_name_what_is_not_in_force() -> None:
    said = Statement(section="understanding", text="问题 我司想用积分保 · 预算 200 万元")
    assert verify([said], RECORDS, "我司想用积分保，预算 200 万元").removed == []
    assert "探索" in problem("问题 我司想用积分保", spoken="我司想用积分保")


def test_a_models_text_must_cite_every_record_that_it_names() -> None:
    assert "没有引用" in problem("A-9001 很合适", by_model=True)
    assert problem("A-9001 很合适", cite("title", "粒料水分闭环控制"), by_model=True) == ""


@pytest.mark.parametrize(
    ("text", "citations"),
    [
        ("该成果用于快充手机。", [cite("summary", "用于快充手机与政务热线终端", "A-9002")]),
        ("何雨樵教授的方向是模具排气与温控。", [cite("directions", "模具排气与温控", "E-9001")]),
    ],
)
def test_a_models_text_may_use_the_words_of_its_quotes_as_they_are(text: str, citations: list[Citation]) -> None:
    assert problem(text, *citations, by_model=True) == ""


@pytest.mark.parametrize(
    ("text", "citations", "why"),
    [
        ("该成果用于快充，手机见附件。", [cite("summary", "用于快充手机与政务热线终端", "A-9002")], "联系方式"),
        ("该成果用于老人手机。", [cite("summary", "用于快充手机与政务热线终端", "A-9002")], "联系方式"),
        ("快充手机：13800138000。", [cite("summary", "用于快充手机与政务热线终端", "A-9002")], "联系方式"),
        ("何雨樵主任的方向是模具排气与温控。", [cite("directions", "模具排气与温控", "E-9001")], "引文里没有"),
        ("雨樵老师的方向是模具排气与温控。", [cite("directions", "模具排气与温控", "E-9001")], "引文里没有"),
    ],
)
def test_a_models_text_may_not_bend_them(text: str, citations: list[Citation], why: str) -> None:
    assert why in problem(text, *citations, by_model=True)


def test_numbers_are_read_with_scale_and_without_record_ids() -> None:
    assert numbers("A-0137 预算50万，1,200 h") == {50.0, 500000.0, 1200.0}


def test_an_id_that_begins_with_another_leaves_no_number_behind() -> None:
    records = {name: DRYER.model_copy(update={"id": name}) for name in ("dup-143", "dup-1435")}
    statement = Statement(
        section="x", text="《粒料水分闭环控制》〔dup-1435〕", citations=[cite("title", "粒料水分闭环控制", "dup-1435")]
    )
    assert verify([statement], records, "").removed == []


def test_every_stretch_of_a_protected_field_is_protected() -> None:
    title = cite("title", "粒料水分闭环控制")
    for part in ("团队年底", "队年底搬", "年底搬迁"):
        assert "受保护" in problem(f"粒料水分闭环控制{part}", title, by_model=True)


def test_a_rare_character_must_stand_in_the_quote() -> None:
    assert "找不到" in problem("粒料水分闭环控制保𧦅", cite("title", "粒料水分闭环控制"), by_model=True)


@pytest.mark.parametrize(
    "text", ["用于手机：屏幕盖板玻璃", "绝对湿度受控，在一定程度上减少银纹", "没有保证金要求", "本报告不作承诺"]
)
def test_honest_uses_of_the_listed_words_stand(text: str) -> None:
    assert problem(text) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("承诺三个月见效", "承诺"),
        ("绝对可靠，必将解决银纹", "承诺"),
        ("请加 １３８００１３８０００", "联系方式"),
        ("电话 （028）66668888", "联系方式"),
        ("积分保历史上反响很好", "探索"),
        ("规划已完成，可以办理积分保", "探索"),
    ],
)
def test_our_own_sentences_are_held_to_the_same_lists(text: str, why: str) -> None:
    assert why in problem(text)


def test_a_denial_may_not_be_dropped_behind_a_word_that_only_looks_like_one() -> None:
    steel = DRYER.model_copy(update={"id": "A-9003", "applications": ["不锈钢料斗不适用于透明粒料"]})
    quote = Citation(record_id="A-9003", field="applications", quote="不锈钢料斗不适用于透明粒料")
    told = Statement(section="x", text="不锈钢料斗适用于透明粒料", citations=[quote])
    assert "否定" in verify([told], {steel.id: steel}, "", ground=Ground.over({steel.id: steel}, "")).removed[0].problem
