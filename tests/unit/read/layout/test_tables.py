"""Tables pasted as text, and headings by the words of the lexicon."""

from __future__ import annotations

import pytest

from agent.read.layout import heading, read_layout
from agent.read.layout.words import column_of
from agent.read.lexicon import Term, terms
from tests.timing import grows_evenly

HEADINGS = [term for term in terms("headings").values() if term.term != "plain"]
COLUMNS = list(terms("columns").values())


def said(text: str) -> str:
    """The text of an example, without what is expected of it."""
    return text.partition("=>")[0].strip()


@pytest.mark.parametrize("term", HEADINGS, ids=lambda term: term.term)
def test_headings_of_the_lexicon(term: Term) -> None:
    found = heading(said(term.example))
    assert found is not None and found[0] == term.term
    assert heading(said(term.counter)) is None


@pytest.mark.parametrize("term", COLUMNS, ids=lambda term: term.term)
def test_columns_of_the_lexicon(term: Term) -> None:
    assert column_of(said(term.example)) == term.term
    assert said(term.counter) not in term.words


@pytest.mark.parametrize("parting", ["\t", " | ", "  ", ",", " "])
def test_a_table_is_read_by_row_and_column(parting: str) -> None:
    rows = [["检测项目", "现状", "目标"], ["剥离力", "3.1", "≥5"], ["色差", "1.8", "≤1"]]
    text = "\\n".join(["胶带的指标", *(parting.join(row) for row in rows), "本厂两条线。"])
    layout = read_layout(text)
    (table,) = layout.tables
    assert table.headed and len(table.body) == 2
    assert [(c.text, c.row, c.column, c.holds) for c in table.body[0][1:]] == [
        ("3.1", "剥离力", "现状", "present"),
        ("≥5", "剥离力", "目标", "target"),
    ]
    assert all(text[c.start : c.end] == c.text for row in table.rows for c in row)
    assert [c.row for c in layout.clauses] == [-1, 0, 1, 2, -1]


def test_a_number_in_front_is_not_the_name_of_a_row() -> None:
    table = read_layout("序号\t参数\t目标值\n1\t漏率\t≤1E-9\n2\t寿命\t5年").tables[0]
    assert [row[2].row for row in table.body] == ["漏率", "寿命"]


@pytest.mark.parametrize(
    "text",
    [
        "我们做阀门，密封面漏，想换涂层\n预算三十万，年底前做完，最好找省内的",
        "大拉机断线太影响了 一吨铜断一点二次 零点三次以下我就满意",
        "要求：耐磨\n目标：便宜",
    ],
)
def test_running_text_is_no_table(text: str) -> None:
    assert read_layout(text).tables == []


def test_bracketed_headings_in_one_line_open_sections() -> None:
    cut = read_layout("【现状】气孔多，废品率高。【要求】气孔率1%以下。【预算】30万元").clauses
    assert [(c.section, c.text) for c in cut] == [
        ("existing", "气孔多"),
        ("existing", "废品率高"),
        ("goal", "气孔率1%以下"),
        ("budget", "30万元"),
    ]
    assert cut[2].heading == "要求"


def test_speech_without_punctuation_is_cut_at_gaps() -> None:
    cut = read_layout("做登山绳的 静力绳延伸率四点八 这个太大了 要百分之三点五以下").clauses
    assert [c.text for c in cut] == ["做登山绳的", "静力绳延伸率四点八", "这个太大了", "要百分之三点五以下"]


@pytest.mark.parametrize(
    "unit", ["1", "1、", "，", "【", "a\tb\tc\n", "需求", "\\n", "一、", "目标 ", "项目 现状 目标\n"]
)
def test_a_long_text_of_anything_is_cut_in_linear_time(unit: str) -> None:
    assert grows_evenly(read_layout, unit)
