from __future__ import annotations

from datetime import date

import pytest

from agent.draft.diff import text_diff
from agent.draft.report import Report, build_report, check_edited, report_html, report_markdown, report_problems
from agent.draft.report.model import Paragraph, Section, Table
from agent.schema import (
    Candidate,
    Cell,
    Citation,
    Comparison,
    CoverageMatrix,
    CoverageRow,
    Indicator,
    PathAdvice,
    Reason,
    Recommendation,
    RequirementCard,
    Statement,
    SubRequirement,
)
from knowledge.records import (
    Achievement,
    AnyRecord,
    Clause,
    Expert,
    Parameter,
    Resource,
    ResourceKind,
    ResourceStatus,
    Source,
    TransferMode,
)

TODAY = date(2026, 11, 22)
SOURCE = Source(title="测试成果库", date="2026-11")
TEXT = "成都云杉精密有限公司的轴承磨削振纹多，圆度 1.2 μm，要做到 0.5 μm 以下，预算 60 万元，联系人周工 13900001111"
ACHIEVEMENT = Achievement(
    id="A-9001",
    title="轴承套圈磨削颤振在线抑制",
    problem="磨削时出现振纹，圆度不稳定",
    approach="用主动阻尼器压低主轴系统的颤振",
    parameters=[Parameter(name="圆度", op="<=", value=0.4, unit="μm", condition="内圈")],
    trl=7,
    transfer_modes=[TransferMode.LICENSE],
    pay_later=True,
    price="许可费 20 万元",
    institution="青石大学",
    contact="示例联系人 13800002222",
    internal="团队急于转让",
    source=SOURCE,
    as_of=date(2026, 6, 1),
)
EXPERT = Expert(
    id="E-9001", title="周牧之 教授", name="周牧之", institution="青石大学", directions=["磨削颤振抑制"], source=SOURCE
)
EXPLORED = Resource(
    id="R-9001",
    title="先投后股",
    kind=ResourceKind.FINANCE,
    status=ResourceStatus.EXPLORING,
    clauses=[Clause(text="正在研究试点办法。", as_of="2026年")],
    source=SOURCE,
)
RECORDS: dict[str, AnyRecord] = {one.id: one for one in (ACHIEVEMENT, EXPERT, EXPLORED)}


def cite(record: str, field: str, quote: str) -> Citation:
    return Citation(record_id=record, field=field, quote=quote, as_of="2026-06-01")


def card(**changes: object) -> RequirementCard:
    values: dict[str, object] = {
        "object": "轴承",
        "problem": "磨削振纹多",
        "sub_requirements": [SubRequirement(id="S1", text="轴承磨削振纹多", quote="轴承磨削振纹多")],
        "indicators": [Indicator(name="圆度", op="<=", value=0.5, unit="μm", quote="要做到 0.5 μm 以下")],
        "baselines": [Indicator(name="圆度", op="=", value=1.2, unit="μm", quote="圆度 1.2 μm")],
        "budget_cny": 600000.0,
        "enterprise": "成都云杉精密有限公司",
        "missing": ["期限", "合作方式"],
        "text": TEXT,
    }
    return RequirementCard.model_validate(values | changes)


def reason(text: str, *citations: Citation, risk: bool = False) -> Reason:
    return Reason(criterion="技术契合", text=text, citations=list(citations), risk=risk)


def found(*reasons: Reason, level: str = "强") -> Recommendation:
    met = cite("A-9001", "parameters", ACHIEVEMENT.parameters[0].text())
    candidate = Candidate.model_validate(
        {
            "record_id": "A-9001",
            "kind": "achievement",
            "title": ACHIEVEMENT.title,
            "level": level,
            "probability": 0.9,
            "score": 1.0,
            "reasons": list(reasons),
            "comparisons": [Comparison(indicator=0, verdict="met", text="0.4 μm ≤ 0.5 μm，达到", citation=met)],
            "covers": ["S1"],
        }
    )
    person = Candidate(
        record_id="E-9001",
        kind="expert",
        title=EXPERT.title,
        level="较强",
        probability=0.7,
        score=1.0,
        reasons=[reason("能回答“轴承磨削振纹多”：磨削颤振抑制", cite("E-9001", "directions", "磨削颤振抑制"))],
    )
    money = Candidate(record_id="R-9001", kind="resource", title="先投后股", level="弱", probability=0.2, score=0.2)
    rows = [
        CoverageRow(
            id="S1",
            kind="sub_requirement",
            text="轴承磨削振纹多",
            cells={
                "A-9001": Cell(verdict="covered", text="覆盖", citation=cite("A-9001", "problem", "磨削时出现振纹"))
            },
        ),
        CoverageRow(
            id="I1",
            kind="indicator",
            text="要做到 0.5 μm 以下",
            cells={"A-9001": Cell(verdict="met", text="达到", citation=met)},
        ),
    ]
    return Recommendation(
        achievements=[candidate],
        experts=[person],
        resources=[money],
        coverage=CoverageMatrix(columns=["A-9001", "E-9001"], rows=rows),
        paths=[
            PathAdvice(
                name="先投后股", reason="可了解先投后股。", citations=[], status="探索中，尚未正式推出，不作承诺"
            )
        ],
    )


def build(*reasons: Reason, variant: str = "full", **options: object) -> Report:
    return build_report(card(), found(*reasons), RECORDS, variant, today=TODAY, officer="李敏", **options)  # type: ignore[arg-type]


def texts(report: Report) -> str:
    return report_markdown(report)


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
def test_the_enterprise_is_named_to_outsiders_only_when_allowed(variant: str) -> None:
    assert "云杉" not in texts(build(variant=variant))
    assert "云杉" in texts(build(variant="bounty", named=True))


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
    with pytest.raises(ValueError, match="A-9001 不是专家记录"):
        build(variant="invitation", subject="A-9001")
    with pytest.raises(ValueError, match="E-9001 不是成果记录"):
        build(variant="roadshow", subject="E-9001")
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


def test_a_tampered_report_is_caught() -> None:
    report = build()
    wrong = Statement(section="结论", text="圆度可到 0.02 μm", citations=[cite("A-9001", "title", ACHIEVEMENT.title)])
    report.sections.append(Section(heading="补充", blocks=[Paragraph(statements=[wrong])]))
    report.citations[0] = report.citations[0].model_copy(update={"quote": "从未写过"})
    problems = [one.problem for one in report_problems(report, RECORDS, TEXT)]
    assert any("0.02" in one for one in problems) and any("找不到" in one for one in problems)


def test_an_unchanged_draft_has_no_doubtful_line() -> None:
    report = build()
    assert check_edited(texts(report), report, RECORDS, TEXT) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("- 圆度可以做到 0.2 μm。", "数字 0.2"),
        ("- 另可联系 A-5555 的团队。", "A-5555"),
        ("- 联系电话：13700003333", "联系方式"),
        ("- 我们保证三个月内完成。", "承诺"),
        ("- 圆度达到要求[77]", "[77]"),
        ("- 可以直接申请先投后股。", "先投后股"),
    ],
)
def test_a_doubtful_edit_is_flagged_with_its_line(line: str, problem: str) -> None:
    report = build()
    text = texts(report) + line + "\n"
    flagged = check_edited(text, report, RECORDS, TEXT)
    assert [one.section for one in flagged] == [f"第 {len(text.splitlines())} 行"]
    assert problem in flagged[0].problem


def test_an_edit_that_the_records_carry_is_not_flagged() -> None:
    report = build()
    text = texts(report) + "- 〔A-9001〕的圆度为 0.4 μm，预算 60 万元够用。\n专员已与企业通话，约定先看样品。\n"
    assert check_edited(text, report, RECORDS, TEXT) == []


def test_an_altered_number_in_a_draft_line_is_flagged() -> None:
    report = build()
    text = texts(report).replace("许可费 20 万元", "许可费 12 万元")
    assert any("数字 12" in one.problem for one in check_edited(text, report, RECORDS, TEXT))


def test_a_lost_label_is_flagged() -> None:
    report = build()
    text = texts(report).replace(report.label, "")
    assert any("AI 生成标识不见了" in one.problem for one in check_edited(text, report, RECORDS, TEXT))


def test_record_text_cannot_become_markup() -> None:
    nasty = ACHIEVEMENT.model_copy(
        update={"summary": "<script>alert(1)</script> **粗** | [x](javascript:1)", "price": "a | b"}
    )
    records = RECORDS | {"A-9001": nasty}
    report = build_report(card(), found(), records, "roadshow", today=TODAY)
    page, text = report_html(report), report_markdown(report)
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "<strong>粗" not in page and "<script>" not in text.replace("\\<script>", "")
    assert "a \\| b" in text and "<td>a | b" in page


def test_html_stands_alone() -> None:
    page = report_html(build())
    assert "http" not in page and "src=" not in page and "<sup>[1]</sup>" in page
    assert page.count("<table>") == report_markdown(build()).count("| --- |\n")


def test_tables_keep_one_statement_a_cell() -> None:
    tables = [block for section in build().sections for block in section.blocks if isinstance(block, Table)]
    assert tables
    assert all(len(row) == len(table.header) for table in tables for row in table.rows)


def test_text_diff_tells_what_was_changed() -> None:
    lines = text_diff("甲\n乙\n丙", "甲\n乙二\n丙\n丁")
    assert [(one.kind, one.text) for one in lines] == [
        ("same", "甲"),
        ("removed", "乙"),
        ("added", "乙二"),
        ("same", "丙"),
        ("added", "丁"),
    ]
