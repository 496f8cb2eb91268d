"""Importing files: what is taken, what is reported and how, and files made to do harm."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from knowledge.catalogue import Catalogue
from knowledge.importing import ImportProblem, ImportReport, import_files, limits, read_needs, sheets, workbook
from knowledge.records import Achievement, Expert, Resource, TechnicalField

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return put


def save(path: Path, tables: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def errors(report: ImportReport) -> list[str]:
    return [issue.text() for issue in report.errors]


FULL = (
    "某市科技成果汇总表,,,,,,,,,,,,\n"
    "成果名称,成果简介,技术成熟度,技术领域,转化方式,先用后付,主要指标,专利,完成单位,更新日期,有效期至,联系人,联系电话\n"
    "银纹抑制,减少银纹,中试,新材料,许可、面议,是,良率≥98%；外形美观,"
    "发明专利 ZL202010123456.7（授权）,甲大学,2024年5月,2026年,张三,138\n"
)


def test_a_chinese_csv_becomes_a_full_record(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "成果.csv"
    path.write_bytes(FULL.encode("gb18030"))
    report = import_files([path], catalogue)
    assert (report.rows, report.added, report.errors, report.unknown_columns) == (1, 1, [], [])
    record = next(catalogue.iter())
    assert isinstance(record, Achievement)
    assert (record.title, record.trl, record.pay_later, record.institution) == ("银纹抑制", 6, True, "甲大学")
    assert record.field == TechnicalField.MATERIALS and record.transfer_modes == ["技术许可"]
    assert [parameter.text() for parameter in record.parameters] == ["良率 ≥ 98 %"]
    assert "外形美观" in record.approach and record.internal == "转化方式：面议" and record.contact == "张三；138"
    assert (str(record.as_of), str(record.expires), record.source.title) == ("2024-05-01", "2026-12-31", "成果.csv")
    assert [issue.column for issue in report.notices] == ["主要指标", "转化方式"]


def test_importing_again_changes_nothing(catalogue: Catalogue, write: Write) -> None:
    path = write("a.csv", FULL)
    import_files([path], catalogue)
    revision = catalogue.revision()
    assert import_files([path], catalogue).unchanged == 1
    assert catalogue.revision() == revision


def test_a_bad_line_is_named_and_the_others_are_taken(catalogue: Catalogue, write: Write) -> None:
    rows = [f"成果{number},{'中试后期' if number == 17 else '中试'}" for number in range(2, 21)]
    report = import_files([write("a.csv", "\n".join(["名称,成熟度", *rows]))], catalogue)
    assert errors(report) == ["第 17 行「成熟度」写了“中试后期”，请改为 1–9 的数字，或 小试/中试/产业化。"]
    assert "其余 18 行已导入。" in report.text() and len(catalogue.ids()) == 18
    assert report.rows == report.imported + len(report.errors)


def test_line_numbers_hold_behind_cells_of_several_lines(catalogue: Catalogue, write: Write) -> None:
    report = import_files([write("a.csv", '名称,简介,成熟度\r\n甲,"一\r\n二\r\n三",4\r\n\r\n乙,,很好\r\n')], catalogue)
    assert errors(report)[0].startswith("第 6 行「成熟度」写了“很好”")
    record = next(catalogue.iter())
    assert record.summary == "一\n二\n三"


@pytest.mark.parametrize("head", ["aid,title", "id,title", "编号,成果名称"])
def test_title_only_files(catalogue: Catalogue, write: Write, head: str) -> None:
    import_files([write("a.csv", f"{head}\nx-1,激光测速\nx-2,水质净化\n")], catalogue)
    assert [record.title for record in catalogue.get_many(["x-1", "x-2"]).values()] == ["激光测速", "水质净化"]


def test_duplicates_keep_the_first_and_name_both_lines(catalogue: Catalogue, write: Write) -> None:
    report = import_files(
        [write("a.csv", "id,title\n1,甲\n2,乙\n1,丙\n"), write("b.csv", "id,title\n2,丁\n")], catalogue
    )
    assert errors(report) == [
        "《a.csv》第 4 行：与《a.csv》第 2 行重复（编号 1），保留先出现的一行。",
        "《b.csv》第 2 行：与《a.csv》第 3 行重复（编号 2），保留先出现的一行。",
    ]
    assert [record.title for record in catalogue.iter()] == ["甲", "乙"]


def test_an_id_of_another_type_is_not_overwritten(catalogue: Catalogue, write: Write) -> None:
    import_files([write("a.csv", "编号,成果名称\n1,甲\n")], catalogue)
    report = import_files([write("b.csv", "编号,姓名\n1,王明\n")], catalogue)
    assert errors(report) == ["第 2 行：编号 1 已是另一类记录《甲》，请换一个编号。"]


def test_missing_ids_are_stable_and_running_numbers_are_no_ids(catalogue: Catalogue, write: Write) -> None:
    import_files([write("a.csv", "序号,名称,单位\n1,甲,大学\n2,乙,大学\n")], catalogue)
    before = catalogue.ids()
    report = import_files([write("b.csv", "序号,名称,单位,地区\n1,乙,大学,江苏\n")], catalogue)
    assert report.updated == 1 and catalogue.ids() == before and report.unknown_columns == []


def test_unknown_columns_are_reported_with_the_nearest_header(catalogue: Catalogue, write: Write) -> None:
    report = import_files([write("a.csv", "成果名称,技术领城,颜色\n甲,农业,红\n")], catalogue)
    assert [(column.name, column.suggestion) for column in report.unknown_columns] == [
        ("技术领城", "技术领域"),
        ("颜色", ""),
    ]
    assert "「技术领城」（是不是「技术领域」？）、「颜色」" in report.text()


def test_experts_and_resources(catalogue: Catalogue, tmp_path: Path) -> None:
    tables = {
        "专家": [["姓名", "职称", "研究方向", "单位", "电话"], ["王明", "教授", "注塑、干燥", "甲大学", 13800000000.0]],
        "资源": [
            ["资源名称", "资源类型", "依托单位", "技术领域"],
            ["甲基地", "中试平台", "甲院", "新材料、机械"],
            ["乙", "宾馆", "", ""],
        ],
        "说明": [["请按模板填写"]],
    }
    report = import_files([save(tmp_path / "a.xlsx", tables)], catalogue)
    records = {record.type: record for record in catalogue.iter()}
    expert, resource = records["expert"], records["resource"]
    assert isinstance(expert, Expert) and isinstance(resource, Resource)
    assert (expert.title, expert.directions, expert.contact) == ("王明 教授", ["注塑", "干燥"], "13800000000")
    assert (resource.operator, resource.fields) == ("甲院", ["新材料及其应用", "先进制造"])
    assert errors(report)[0].startswith("工作表「资源」第 3 行「资源类型」写了“宾馆”，请改为 中试平台/")
    assert [issue.text() for issue in report.notices] == ["工作表「说明」：没有找到表头，未读取。"]


def test_xlsx_with_title_rows_dates_and_formulas(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = [
        ["某高校科技成果目录"],
        ["填报日期：2024 年"],
        ["成果名称", "技术成熟度", "更新日期", "价格"],
        ["甲", 6, datetime(2024, 5, 3), 50.0],
        ["乙", "=1+2", None, None],
    ]
    report = import_files([save(tmp_path / "a.xlsx", {"目录": rows})], catalogue)
    record = next(catalogue.iter())
    assert isinstance(record, Achievement)
    assert (record.title, record.trl, str(record.as_of), record.price) == ("甲", 6, "2024-05-03", "50")
    assert errors(report) == [
        "工作表「目录」第 5 行「技术成熟度」是没有计算结果的公式，请在 Excel 中保存一次，或改为数值。"
    ]


def test_jsonl_takes_records_as_they_are_and_chinese_keys(catalogue: Catalogue, write: Write) -> None:
    ready = Achievement.model_validate({"id": "A-1", "title": "甲", "source": {"title": "原件"}, "trl": 5})
    lines = [
        ready.model_dump_json(),
        json.dumps({"成果名称": "乙", "成熟度": 7, "关键词": ["一", "二"], "颜色": "红"}, ensure_ascii=False),
        '{"title": "断开',
        "[1, 2]",
        json.dumps({"type": "figure", "id": "F-1", "title": "额"}),
        json.dumps({"id": "A-2", "type": "achievement", "title": "丙", "parameters": [{"name": "x"}]}),
        "[" * 100_000,
    ]
    report = import_files([write("a.jsonl", "\n".join(lines))], catalogue)
    assert catalogue.get("A-1") == ready
    assert sorted(record.title for record in catalogue.iter()) == ["乙", "甲"]
    assert [issue.line for issue in report.errors] == [3, 4, 5, 6, 7]
    assert "不是完整的 JSON 对象" in errors(report)[0] and "不是完整的记录" in errors(report)[2]
    assert errors(report)[3] == "第 6 行「parameters」缺少，请补上。"
    assert [column.name for column in report.unknown_columns] == ["颜色"]


def test_control_characters_are_stripped(catalogue: Catalogue, write: Write) -> None:
    import_files([write("a.csv", "名称,简介\n激\x00光\u202e测\u200b速,一\x07二\n")], catalogue)
    record = next(catalogue.iter())
    assert (record.title, record.summary) == ("激光测速", "一二")


def test_a_cell_of_a_megabyte_is_cut_and_a_long_title_refused(catalogue: Catalogue, write: Write) -> None:
    report = import_files([write("a.csv", f"名称,简介\n甲,{'长' * 1_100_000}\n乙,短\n{'题' * 301},\n")], catalogue)
    assert errors(report) == ["第 4 行「名称」太长，上限 300 字，请缩短。"]
    assert [issue.text() for issue in report.notices] == [
        f"第 2 行「简介」有 1100000 字，只保留前 100000 字（从“{'长' * 12}”起截断），请缩短或拆开。"
    ]
    assert {record.title: len(record.summary) for record in catalogue.iter()} == {"甲": 100_000, "乙": 1}


def broken_files(folder: Path) -> dict[str, str]:
    (folder / "empty.csv").write_bytes(b"")
    (folder / "blank.csv").write_text("\n \n")
    (folder / "head.csv").write_text("红,绿\n1,2\n", encoding="utf-8")
    (folder / "empty.jsonl").write_text("\n\n")
    (folder / "text.xlsx").write_text("这不是工作簿", encoding="utf-8")
    with zipfile.ZipFile(folder / "zip.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    whole = save(folder / "whole.xlsx", {"表": [["名称"], ["甲"]]}).read_bytes()
    (folder / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    save(folder / "bare.xlsx", {"表": [["红", "绿"]], "空": []})
    (folder / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "a.docm").write_bytes(b"x")
    return {
        "empty.csv": "文件是空的",
        "blank.csv": "文件是空的",
        "head.csv": "没有找到表头",
        "empty.jsonl": "文件是空的",
        "text.xlsx": "不是完整的 Excel 文件",
        "zip.xlsx": "不是完整的 Excel 文件",
        "cut.xlsx": "不是完整的 Excel 文件",
        "bare.xlsx": "没有找到表头",
        "a.xls": "另存为 .xlsx",
        "a.docm": "不支持“.docm”文件",
        "missing.csv": "找不到这个文件",
    }


def test_every_broken_file_gets_its_message_and_the_good_one_is_taken(catalogue: Catalogue, tmp_path: Path) -> None:
    expected = broken_files(tmp_path)
    report = import_files([*(tmp_path / name for name in expected), tmp_path / "whole.xlsx"], catalogue)
    assert [issue.file for issue in report.errors] == list(expected)
    for issue, part in zip(report.errors, expected.values(), strict=True):
        assert part in issue.message
    assert [record.title for record in catalogue.iter()] == ["甲"]


def test_limits(catalogue: Catalogue, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = write("many.csv", "名称\n" + "甲\n" * 11)
    book = save(tmp_path / "a.xlsx", {"表": [["名称"], ["甲" * 5000]]})
    monkeypatch.setattr(sheets, "MAX_ROWS", 10)
    monkeypatch.setattr(workbook, "MAX_UNPACKED_BYTES", 2**10)
    report = import_files([many, book], catalogue)
    assert "数据超过 10 行" in report.errors[0].message and "解压后有" in report.errors[1].message
    monkeypatch.setattr(sheets, "MAX_FILE_BYTES", 5)
    assert "上限" in import_files([many], catalogue).errors[0].message
    assert catalogue.ids() == [] and limits.MAX_ROWS == 100_000


def test_zip_bomb_is_refused_before_it_unpacks(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry,
    ):
        for _ in range(310):
            entry.write(bytes(2**20))
    assert path.stat().st_size < 2**20
    assert "解压后有 310 MB，上限 300 MB" in import_files([path], catalogue).text()


def test_progress_and_report_text(catalogue: Catalogue, write: Write) -> None:
    seen: list[tuple[str, int, int]] = []
    path = write("a.csv", "名称\n" + "".join(f"成果{number}\n" for number in range(450)))
    report = import_files([path], catalogue, progress=lambda *step: seen.append(step))
    assert seen == [("正在读取", 200, 450), ("正在读取", 400, 450), ("正在读取", 450, 450)]
    assert report.text() == "读了 1 个文件、450 行：新增 450，更新 0，未变 0，未导入 0。"


def test_a_long_list_of_errors_is_cut_in_the_text_only(catalogue: Catalogue, write: Write) -> None:
    report = import_files([write("a.csv", "名称,成熟度\n" + "甲,很好\n" * 60)], catalogue)
    assert len(report.errors) == 60 and "…… 还有 10 处。" in report.text()


def test_needs_of_every_kind(write: Write, tmp_path: Path) -> None:
    csv = write("n.csv", 'rid,title,content\n1,甲,"一\\n二"\n2,乙,\n3,,\n1,丙,三\n')
    needs = read_needs(csv)
    assert [(need.id, need.title, need.text) for need in needs] == [("1", "甲", "一\n二"), ("2", "乙", "乙")]
    assert [issue.text() for issue in needs.errors] == [
        "第 4 行：没有需求内容，请补上。",
        "第 5 行：编号 1 与前面重复，保留先出现的一行。",
    ]
    assert [need.text for need in read_needs(write("n.txt", "第一条\n续行\n\n\n第二条\n"))] == [
        "第一条\n续行",
        "第二条",
    ]
    assert [need.text for need in read_needs(write("n.jsonl", '{"需求内容": "三"}\nx\n'))] == ["三"]
    book = save(tmp_path / "n.xlsx", {"表": [["需求名称", "需求内容"], ["甲", "四"]]})
    assert [(need.title, need.text) for need in read_needs(book)] == [("甲", "四")]


@pytest.mark.parametrize("text", ["", "\n\n", "a,b\n1,2\n", "标题,内容\n"])
def test_needs_without_a_need(write: Write, text: str) -> None:
    with pytest.raises(ImportProblem):
        read_needs(write("n.csv", text))


def test_needs_of_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="找不到这个文件"):
        read_needs(tmp_path / "n.csv")
