"""What an officer made of a report is checked again, line by line."""

from __future__ import annotations

import pytest

from agent.draft.diff import text_diff
from agent.draft.report import check_edited, report_problems
from agent.draft.report.model import Paragraph, Section
from agent.schema import Statement
from tests.unit.draft.reporting import ACHIEVEMENT, RECORDS, TEXT, build, cite, texts


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


def test_text_diff_tells_what_was_changed() -> None:
    lines = text_diff("甲\n乙\n丙", "甲\n乙二\n丙\n丁")
    assert [(one.kind, one.text) for one in lines] == [
        ("same", "甲"),
        ("removed", "乙"),
        ("added", "乙二"),
        ("same", "丙"),
        ("added", "丁"),
    ]
