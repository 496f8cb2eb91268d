from __future__ import annotations

import pytest

from agent.read.sections import clauses, heading


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("一、需求内容", "need"),
        ("需求内容：提高齿轮寿命", "need"),
        ("2.预期目标：", "goal"),
        ("三、现有工作基础：", "existing"),
        ("主要研究内容如下：", "content"),
        ("希望解决的技术难题：", "problem"),
        ("项目预算：", "budget"),
    ],
)
def test_headings_are_recognised(line: str, section: str) -> None:
    found = heading(line)
    assert found is not None and found[0] == section


@pytest.mark.parametrize("line", ["目标市场在西南地区", "提高轴承的寿命", "需求量逐年增长，市场广阔"])
def test_running_text_is_no_heading(line: str) -> None:
    assert heading(line) is None


def test_clauses_keep_exact_offsets_and_sections() -> None:
    text = "需求内容：\\n1、提高镀层结合力；2、降低孔隙率。\\n现有工作基础：\\n公司有电镀线两条。"
    cut = clauses(text)
    assert all(text[c.start : c.end] == c.text for c in cut)
    assert [c.text for c in cut if c.section == "need"] == ["提高镀层结合力", "降低孔隙率"]
    assert [c.text for c in cut if c.section == "existing"] == ["公司有电镀线两条"]


def test_list_numbers_are_not_part_of_the_clause() -> None:
    cut = clauses("（1）研究浆料分散；（2）研究烧结曲线；①控制晶粒")
    assert [c.text for c in cut] == ["研究浆料分散", "研究烧结曲线", "控制晶粒"]
    assert [c.marker for c in cut] == ["round", "round", "circle"]
    assert [c.item for c in cut] == [0, 1, 2]


def test_decimals_are_no_list_numbers() -> None:
    assert [c.text for c in clauses("蒸汽压力达到0.5MPa，温度3.2度")] == ["蒸汽压力达到0.5MPa", "温度3.2度"]


def test_real_and_literal_line_breaks_are_equal() -> None:
    assert [c.text for c in clauses("甲乙丙\\n丁戊己")] == [c.text for c in clauses("甲乙丙\n丁戊己")]


def test_empty_text_has_no_clauses() -> None:
    assert clauses("") == []
    assert clauses(" \\n 。；") == []
