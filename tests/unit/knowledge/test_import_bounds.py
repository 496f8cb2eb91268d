"""Files written to take time or memory: every row is bounded, and what was cut is a notice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue
from knowledge.importing import import_files, read_needs
from knowledge.importing.limits import MAX_ITEMS, MAX_LINE_CHARS
from knowledge.importing.parameters import parse_parameters
from knowledge.importing.rows import RowError, build
from knowledge.importing.values import items, rights
from knowledge.text import READ_CHARS
from tests.timing import grows_evenly

Write = Callable[[str, str], Path]
HOSTILE = [
    *(
        "1",
        "a",
        " ",
        "；",
        "、",
        "（",
        "((",
        "1~",
        "≥",
        "98.4%；",
        "良率≥98%，",
        "周期为3秒（",
        "3万元",
        "，1",
        "\n",
        "ZL",
        "\\",
    ),
    *("专利 ZL2020", "1,000,", "由92%提高到", "[{", "±", "一二三", "：", "|"),
]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return put


@pytest.mark.parametrize("unit", HOSTILE)
def test_cells_are_read_in_even_time(unit: str) -> None:
    for work in (parse_parameters, items, rights):
        assert grows_evenly(work, unit, READ_CHARS // 4)


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("column", ["技术指标", "知识产权", "转化方式", "领域", "关键词", "成熟度", "入库日期", "佐证"])
def test_a_long_cell_costs_no_more_than_the_bound(unit: str, column: str) -> None:
    """Beyond the bound four times the text may not take much more time."""
    tries = iter(range(100))

    def work(text: str) -> None:
        try:
            build({"名称": f"阀{next(tries)}", column: text}, None, ["名称", column], "", "a.csv")
        except RowError:
            return

    assert grows_evenly(work, unit, 2 * READ_CHARS)


def test_what_a_parser_did_not_read_is_a_notice(catalogue: Catalogue, write: Write) -> None:
    stated = "；".join(f"指标{n} ≥ {n} %" for n in range(1, 2_000))
    report = import_files([write("a.csv", f"名称,技术指标\n阀,{stated}\n")], catalogue)
    assert report.added == 1 and any("只读前" in issue.message and "截断" in issue.message for issue in report.notices)


def test_json_lines_keys_and_lists_are_bounded(catalogue: Catalogue, write: Write) -> None:
    keys = {f"列{n}": "x" for n in range(5_000)} | {"名称": "丙"}
    lines = [
        json.dumps({"名称": "甲", "简介": "长" * MAX_LINE_CHARS}, ensure_ascii=False),
        json.dumps({"名称": "乙", "关键词": [f"词{n}" for n in range(2 * MAX_ITEMS)]}, ensure_ascii=False),
        json.dumps(keys, ensure_ascii=False),
        json.dumps(
            {"id": "A-1", "type": "achievement", "title": "丁", "summary": "长" * 200_000, "source": {"title": "s"}}
        ),
    ]
    report = import_files([write("a.jsonl", "\n".join(lines))], catalogue)
    told = [issue.text() for issue in report.notices]
    assert any("第 1 行" in one and "未导入" in one for one in told)
    assert any("第 2 行" in one and f"只保留前 {MAX_ITEMS} 项" in one for one in told)
    assert any("第 4 行" in one and "截断" in one for one in told)
    assert {record.title for record in catalogue.iter()} == {"乙", "丁"}


def test_long_needs_are_cut_and_said(write: Write) -> None:
    found = read_needs(write("a.csv", f"编号,需求内容\nn1,{'阀芯卡滞。' * READ_CHARS}\nn2,阀芯卡滞\n"))
    assert [len(one.text) <= READ_CHARS for one in found] == [True, True]
    assert [issue.line for issue in found.notices] == [2] and "只读前" in found.notices[0].text()
