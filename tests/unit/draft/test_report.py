from __future__ import annotations

import pytest

from agent.draft.report import build_report, report_html, report_markdown, report_problems
from agent.draft.report.model import Table
from agent.schema import Indicator, Reason, Recommendation
from tests.unit.draft.reporting import ACHIEVEMENT, RECORDS, TEXT, TODAY, build, card, cite, found, reason, texts


def test_a_full_report_has_its_sections_in_order() -> None:
    names = [section.heading.split("、", 1)[1] for section in build().sections if section.level == 1]
    assert names == [
        "结论",
        "需求摘要",
        "指标表",
        "需求解构与覆盖矩阵",
        "推荐成果",
        "推荐专家",
        "转化路径（建议）",
        "中试与概念验证",
        "政策与金融",
        "风险与待核实",
        "未覆盖部分",
        "下一步与分工",
        "引用清单",
        "AI 生成标识",
    ]


@pytest.mark.parametrize(
    ("lie", "problem"),
    [
        (reason("覆盖“振纹”：用超声抑制颤振", cite("A-9001", "approach", "用超声抑制颤振")), "找不到"),
        (reason("圆度可到 0.1 μm", cite("A-9001", "title", ACHIEVEMENT.title)), "数字 0.1"),
        (reason("另见 A-4444 的做法", cite("A-9001", "title", ACHIEVEMENT.title)), "A-4444"),
        (reason("已在两家厂使用", cite("A-7777", "summary", "两家厂")), "A-7777"),
        (reason("电话 13800002222 可直接联系", cite("A-9001", "title", ACHIEVEMENT.title)), "联系方式"),
        (reason("团队急于转让", cite("A-9001", "title", ACHIEVEMENT.title)), "内部信息"),
        (reason("保证达到要求", cite("A-9001", "title", ACHIEVEMENT.title)), "承诺"),
        (reason("与周牧之 教授合作过", cite("A-9001", "title", ACHIEVEMENT.title)), "周牧之"),
    ],
)
def test_a_statement_that_the_records_do_not_carry_is_removed_and_listed(lie: Reason, problem: str) -> None:
    report = build(lie)
    assert any(problem in one.problem for one in report.removed)
    assert lie.text not in texts(report)
    assert report_problems(report, RECORDS, TEXT) == []


def test_a_supported_report_loses_nothing_and_numbers_its_citations() -> None:
    report = build(
        reason("覆盖“振纹”：用主动阻尼器压低主轴系统的颤振", cite("A-9001", "approach", ACHIEVEMENT.approach))
    )
    assert report.removed == []
    assert [one.number for one in report.citations] == list(range(1, len(report.citations) + 1))
    assert all(one.quote in RECORDS[one.record_id].citable_fields()[one.field] for one in report.citations)
    number = next(one.number for one in report.citations if one.field == "approach")
    assert f"颤振[{number}]" in texts(report)


def test_what_no_field_carries_stays_marked_and_listed() -> None:
    report = build(reason("目前可以接洽"))
    assert [one.text for one in report.unverified] == ["技术契合：目前可以接洽"]
    assert "技术契合：目前可以接洽〔待核实〕" in texts(report)


def test_contact_data_never_stands_in_a_report() -> None:
    for variant in ("full", "brief", "bounty", "invitation", "roadshow", "english"):
        text = texts(build(variant=variant))
        assert "13900001111" not in text and "周工" not in text and "13800002222" not in text


@pytest.mark.parametrize("variant", ["bounty", "invitation", "roadshow", "english"])
def test_the_enterprise_is_not_named_to_outsiders(variant: str) -> None:
    assert "云杉" not in texts(build(variant=variant))


def test_a_wish_for_secrecy_hides_the_name_everywhere() -> None:
    secret = card(secrecy="不公开企业名称")
    report = build_report(secret, found(), RECORDS, today=TODAY)
    assert "云杉" not in texts(report)


def test_parts_of_a_hidden_name_are_hidden_in_reasons_too() -> None:
    careless = reason(
        "未见云杉精密有限公司的应用，云杉精密需提供样品", cite("A-9001", "title", ACHIEVEMENT.title), risk=True
    )
    report = build_report(card(secrecy="保密", object="云杉精密有限公司轴承"), found(careless), RECORDS, today=TODAY)
    assert "云杉" not in texts(report) and "未见某企业的应用" in texts(report)


def test_an_instrument_being_explored_always_shows_its_status() -> None:
    for variant in ("full", "brief"):
        lines = [line for line in texts(build(variant=variant)).splitlines() if "先投后股" in line]
        assert lines
        assert all("探索" in line or "状态" in line for line in lines)


def test_without_a_good_achievement_nothing_is_recommended() -> None:
    weak = found(level="弱")
    weak.experts = []
    report = build_report(card(), weak, RECORDS, today=TODAY)
    headings = "".join(section.heading for section in report.sections)
    assert "推荐成果" not in headings and "最接近的成果" in headings
    assert "不勉强推荐" in texts(report)


def test_a_bounty_takes_goals_from_the_card_and_leaves_the_rest_to_the_enterprise() -> None:
    text = texts(build(variant="bounty"))
    assert "| 圆度 | 1.2 | ≤ 0.5 | μm | 待企业确认 |" in text
    assert "企业预算 60 万元" in text
    assert "## 六、完成期限\n\n待企业确认" in text


def test_a_present_value_read_as_a_target_is_put_in_doubt() -> None:
    targets = [
        Indicator(name="内圈圆度", op=">=", value=1.2, unit="μm", quote="内圈圆度 1.2 μm"),
        Indicator(name="圆度", op="<=", value=0.5, unit="μm", quote="要做到 0.5 μm 以下"),
    ]
    unclear = card(indicators=targets, baselines=[])
    text = texts(build_report(unclear, found(), RECORDS, today=TODAY))
    assert "| 内圈圆度 | 未说明 | ≥ 1.2 | μm | 内圈圆度 1.2 μm（待核实：可能是现状） |" in text
    assert "内圈圆度 ≥ 1.2 μm：同一指标读出两个值" in text
    bounty = texts(build_report(unclear, found(), RECORDS, "bounty", today=TODAY))
    assert "≥ 1.2" not in bounty and "哪一个是现状" in bounty


def test_an_invitation_needs_an_expert_and_a_roadshow_an_achievement() -> None:
    with pytest.raises(ValueError, match="还没有匹配到专家"):
        build_report(card(), Recommendation(), RECORDS, "invitation", today=TODAY)
    assert "周牧之 教授：您好。" in texts(build(variant="invitation"))
    assert "圆度 ≤ 0.4 μm（内圈）" in texts(build(variant="roadshow"))


def test_english_keeps_free_text_in_chinese_and_says_so() -> None:
    text = texts(build(variant="english"))
    assert "original text in Chinese" in text
    assert "| Budget | CNY 600,000 |" in text
    assert "青石大学 (zh)" in text
    assert "technology licence" in text


def test_record_text_cannot_become_markup() -> None:
    nasty = ACHIEVEMENT.model_copy(
        update={"summary": "<script>alert(1)</script> **粗** | [x](javascript:1)", "price": "a | b"}
    )
    records = RECORDS | {"A-9001": nasty}
    report = build_report(card(), found(), records, "roadshow", today=TODAY)
    page, text = report_html(report_markdown(report)), report_markdown(report)
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "<strong>粗" not in page and "<script>" not in text.replace("\\<script>", "")
    assert "a \\| b" in text and "<td>a | b" in page


def test_html_stands_alone() -> None:
    page = report_html(report_markdown(build()))
    assert "http" not in page and "src=" not in page and "<sup>[1]</sup>" in page
    assert page.count("<table>") == report_markdown(build()).count("| --- |\n")


def test_tables_keep_one_statement_a_cell() -> None:
    tables = [block for section in build().sections for block in section.blocks if isinstance(block, Table)]
    assert tables
    assert all(len(row) == len(table.header) for table in tables for row in table.rows)
