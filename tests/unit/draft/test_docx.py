from __future__ import annotations

import json
import zipfile
from datetime import date
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from docx import Document
from docx.oxml.ns import qn

from agent.draft.formats.blocks import plain, read_blocks
from agent.draft.formats.docx_file import column_widths
from agent.draft.report import report_docx, report_markdown
from agent.draft.report.model import Paragraph, Report, Section, Table
from agent.schema import Statement

DAY = date(2026, 11, 22)
EDITED = """# 对接推荐报告

**轴承磨削振纹**

日期：2026-11-22　编制：鹊桥

## 一、结论

首选成果**达到**要求[1]，专员已与企业通话
并约定看样品。

- 第一项
  - 其中一点
1. 编号一项

| 指标 | 目标 |
| --- | --- |
| 圆度 \\| 内圈 | ≤ 0.5 μm |
| 少一格 |
| 多 | 一 | 格 |

> 附注一行

## 二、AI 生成标识

本内容由人工智能辅助生成，请以原始记录为准。
"""


def opened(data: bytes) -> Any:
    return Document(BytesIO(data))


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name).decode()


def report() -> Report:
    table = Table(
        header=["项目", "内容"], rows=[[Statement(section="", text="预算"), Statement(section="", text="60 万元")]]
    )
    blocks = [Paragraph(statements=[Statement(section="", text="首选〔A-9001〕。")]), table]
    return Report(
        variant="full",
        title="对接推荐报告",
        need="轴承磨削振纹",
        date=DAY,
        sections=[Section(heading="一、结论", blocks=blocks)],
    )


def test_a_report_becomes_a_document_with_real_styles() -> None:
    document = opened(report_docx(report_markdown(report()), day=DAY))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.text]
    assert styles == ["Title", "Report Subject", "Report Meta", "Heading 1", "Normal"]
    fonts = document.styles["Heading 1"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "黑体"
    assert document.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"


def test_the_page_is_a4_with_header_and_numbered_footer() -> None:
    data = report_docx(report_markdown(report()), day=DAY)
    section = opened(data).sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert section.header.paragraphs[0].text == "鹊桥 · 对接推荐报告\t轴承磨削振纹"
    footer = section.footer.paragraphs[0]
    assert "人工智能辅助生成" in footer.text and "第 " in footer.text
    assert [one.text for one in footer._p.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]


def test_a_table_repeats_its_header_and_fills_the_page() -> None:
    table = opened(report_docx(report_markdown(report()), day=DAY)).tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert abs(sum(cell.width.cm for cell in table.rows[0].cells) - 16.0) < 0.01


def test_the_ai_label_is_embedded_as_metadata() -> None:
    data = report_docx(report_markdown(report()), day=DAY)
    properties = ElementTree.fromstring(part(data, "docProps/custom.xml"))  # noqa: S314
    values = {one.get("name"): "".join(one.itertext()) for one in properties}
    told = json.loads(values["AIGC"])
    assert told["Label"] == "1" and told["ContentProducer"] == "鹊桥" and told["ProduceID"]
    assert set(told) == {
        "Label",
        "ContentProducer",
        "ProduceID",
        "ReservedCode1",
        "ContentPropagator",
        "PropagateID",
        "ReservedCode2",
    }
    core = opened(data).core_properties
    assert core.author == "鹊桥" and core.title == "对接推荐报告" and core.subject == "轴承磨削振纹"
    assert core.created.date() == DAY


def test_the_content_number_follows_the_text() -> None:
    first, second = report_docx(EDITED, day=DAY), report_docx(EDITED + "\n补一句。\n", day=DAY)
    assert part(first, "docProps/custom.xml") == part(report_docx(EDITED, day=DAY), "docProps/custom.xml")
    assert part(first, "docProps/custom.xml") != part(second, "docProps/custom.xml")


def test_an_edited_text_converts_with_bold_lists_tables_and_marks() -> None:
    document = opened(report_docx(EDITED, day=DAY))
    body = next(one for one in document.paragraphs if "达到" in one.text)
    assert [run.text for run in body.runs if run.bold] == ["达到"]
    assert [run.text for run in body.runs if run.font.superscript] == ["[1]"]
    assert "约定看样品" in body.text
    lists = [(one.style.name, one.text) for one in document.paragraphs if one.style.name.startswith("List")]
    assert lists == [("List Bullet", "第一项"), ("List Bullet 2", "其中一点"), ("List Bullet", "编号一项")]
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[1][:2] == ["圆度 | 内圈", "≤ 0.5 μm"]
    assert rows[2][0] == "少一格" and rows[3] == ["多", "一", "格"]
    assert "附注一行" in [one.text for one in document.paragraphs]


def test_no_word_of_an_edited_text_is_lost() -> None:
    document = opened(report_docx(EDITED, day=DAY))
    shown = "".join(one.text for one in document.paragraphs)
    shown += "".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    for words in ("轴承磨削振纹", "编号一项", "少一格", "附注一行", "约定看样品", "请以原始记录为准"):
        assert words in shown


def test_a_text_without_heading_or_with_control_characters_still_converts() -> None:
    document = opened(report_docx("只有一句话\x0b，没有标题。", day=DAY))
    assert [one.text for one in document.paragraphs if one.text] == ["对接推荐报告", "只有一句话，没有标题。"]
    assert opened(report_docx("", day=DAY)).paragraphs[0].text == "对接推荐报告"


def test_no_page_is_forced() -> None:
    data = report_docx(EDITED, day=DAY)
    assert "w:br " not in part(data, "word/document.xml") and "pageBreakBefore w:val=" not in part(
        data, "word/document.xml"
    )


def test_one_page_documents_are_set_tighter() -> None:
    full, brief = opened(report_docx(EDITED, day=DAY)), opened(report_docx(EDITED, variant="brief", day=DAY))
    assert brief.sections[0].top_margin < full.sections[0].top_margin
    assert brief.styles["Normal"].font.size < full.styles["Normal"].font.size


def test_the_english_document_has_an_english_frame() -> None:
    text = EDITED.replace("对接推荐报告", "Matchmaking report")
    section = opened(report_docx(text, variant="english", day=DAY)).sections[0]
    assert section.header.paragraphs[0].text.startswith("Queqiao · Matchmaking report")
    assert "artificial intelligence" in section.footer.paragraphs[0].text
    assert "Page " in section.footer.paragraphs[0].text


def test_narrow_columns_keep_their_width_and_wide_ones_share_the_rest() -> None:
    rows = [["编号", "原文", "来源"], ["[1]", "很长的原文" * 20, "测试成果库"], ["[2]", "很长的原文" * 20, "同上"]]
    number, quote, source = column_widths(rows)
    assert number < 2.0 and quote > source and abs(number + quote + source - 16.0) < 0.01
    assert sum(column_widths([["甲", "乙"], ["一", "二"]])) == 16.0


def test_blocks_keep_escaped_characters() -> None:
    pieces = read_blocks("甲 \\*乙\\* \\[1\\] \\<b\\>\n\n---\n\n* 一项")
    assert [one.kind for one in pieces] == ["paragraph", "list"]
    assert plain(pieces[0].text) == "甲 *乙* [1] <b>"
