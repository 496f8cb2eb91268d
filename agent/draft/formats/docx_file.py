"""A Markdown report as a Word file: real styles, tables with repeated headers, page header, page numbers, AI label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from math import sqrt
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from agent.draft.formats.blocks import Piece, plain, read_blocks, spans
from agent.draft.formats.docx_label import label_document
from agent.draft.formats.docx_styles import ACCENT, WIDTH_CM, around, dress, edge, page_field, shade
from agent.draft.formats.outlet import word_text
from knowledge.text import shorten

_HALF_CM, _PAD_CM, _NARROW_CM = 0.165, 0.45, 2.9
HEADER_CHARS = 26
_HEAD_FILL = "E8EEF5"
_SMALL = re.compile("^(?:引用|AI 生成标识|AI label)$|AI 生成标识", re.I)


def markdown_docx(markdown: str, *, label: str, day: date, compact: bool = False, english: bool = False) -> bytes:
    """Convert a Markdown report to .docx; the first heading is the title, the bold line under it the subject."""
    markdown = word_text(markdown)
    pieces = read_blocks(markdown)
    title, subject, pieces = _front(pieces)
    document = Document()
    dress(document, compact=compact)
    document.add_paragraph(title, style="Title")
    if subject:
        document.add_paragraph(subject, style="Report Subject")
    _body(document, pieces)
    _header(document, f"{'Queqiao' if english else '鹊桥'} · {title}", subject)
    _footer(document, label, english=english)
    label_document(document, markdown, title=title, subject=subject, label=label, day=day)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _front(pieces: list[Piece]) -> tuple[str, str, list[Piece]]:
    title, subject = "对接推荐报告", ""
    if pieces and pieces[0].kind == "heading":
        title, pieces = plain(pieces[0].text), pieces[1:]
    if pieces and pieces[0].kind == "paragraph" and re.fullmatch(r"\*\*.+\*\*", pieces[0].text):
        subject, pieces = plain(pieces[0].text), pieces[1:]
    return title, subject, pieces


def _body(document: Any, pieces: Sequence[Piece]) -> None:
    meta, small = True, False
    for piece in pieces:
        if piece.kind == "heading":
            small = bool(_SMALL.search(piece.text))
            _heading(document, piece)
        elif piece.kind == "table":
            _table(document, piece.rows)
        elif piece.kind == "list":
            for depth, text in piece.items:
                style = "AI Label" if small else "List Bullet 2" if depth else "List Bullet"
                write(document.add_paragraph(style=style), text)
        else:
            style = "Report Meta" if meta and piece.kind == "paragraph" else "AI Label" if small else "Normal"
            write(document.add_paragraph(style=style), piece.text)
            if style == "Report Meta":
                edge(document.paragraphs[-1], "bottom")
        meta = False


def _heading(document: Any, piece: Piece) -> None:
    level = min(max(piece.level - 1, 1), 3)
    write(document.add_paragraph(style=f"Heading {level}"), piece.text)


def write(paragraph: Any, text: str, *, marks: bool = True) -> None:
    """Fill a paragraph with the spans of a Markdown line; citation marks stand raised."""
    for span in spans(text):
        run = paragraph.add_run(span.text)
        if span.kind == "bold":
            run.bold = True
        elif span.kind == "mark" and marks:
            run.font.superscript, run.font.color.rgb = True, ACCENT


def _table(document: Any, rows: list[list[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    widths = column_widths(rows)
    _grid(table, widths)
    names = [document.styles[name].style_id for name in ("Table Head", "Table Text")]
    for place, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        _keep(row, header=place == 0)
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.element.style = names[min(place, 1)]
            write(paragraph, text)
            if place == 0:
                shade(cell, _HEAD_FILL)
    after = document.add_paragraph()
    after.paragraph_format.space_after = after.paragraph_format.space_before = Pt(0)
    after.paragraph_format.line_spacing = Pt(6)


def _grid(table: Any, widths: Sequence[float]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    properties = around(table.cell(0, 0), "w:tbl").tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "B8C4D3")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", "40"), ("left", "85"), ("bottom", "40"), ("right", "85")):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), twips)
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    look = properties.find(qn("w:tblLook"))
    for element in (borders, margins):
        look.addprevious(element) if look is not None else properties.append(element)


def _keep(row: Any, *, header: bool) -> None:
    properties = around(row.cells[0], "w:tr").get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if header else [])):
        properties.append(OxmlElement(name))


def column_widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Column widths in cm that fill the page: narrow columns keep their natural width, wide ones share the rest."""
    columns = list(zip(*rows, strict=True))
    natural = [_PAD_CM + _HALF_CM * max(map(_units, column)) for column in columns]
    narrow = min(_NARROW_CM, WIDTH_CM / len(natural))
    kept = [width if width <= narrow else 0.0 for width in natural]
    if all(kept):
        return [width * WIDTH_CM / sum(natural) for width in natural]
    wide = [0.0 if own else sqrt(sum(map(_units, column))) for own, column in zip(kept, columns, strict=True)]
    rest = WIDTH_CM - sum(kept)
    return [own or rest * share / sum(wide) for own, share in zip(kept, wide, strict=True)]


def _units(text: str) -> int:
    lines = "".join(span.text for span in spans(text) if span.kind != "mark").split("\n")
    marks = sum(len(span.text) for span in spans(text) if span.kind == "mark")
    return max(sum(2 if ord(char) > 0x2E7F else 1 for char in line) for line in lines) + marks // 2


def _header(document: Any, left: str, right: str) -> None:
    paragraph = document.sections[0].header.paragraphs[0]
    _tab(document, paragraph)
    paragraph.add_run(f"{left}\t{shorten(right, HEADER_CHARS)}")
    edge(paragraph, "bottom")


def _footer(document: Any, label: str, *, english: bool) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    _tab(document, paragraph)
    edge(paragraph, "top")
    before, between, after = ("Page ", " of ", "") if english else ("第 ", " 页 / 共 ", " 页")
    paragraph.add_run(f"{label}\t{before}")
    page_field(paragraph, "PAGE")
    paragraph.add_run(between)
    page_field(paragraph, "NUMPAGES")
    paragraph.add_run(after)


def _tab(document: Any, paragraph: Any) -> None:
    stops = paragraph.paragraph_format.tab_stops
    stops.clear_all()
    for name in ("Header", "Footer"):
        document.styles[name].paragraph_format.tab_stops.clear_all()
    stops.add_tab_stop(Cm(WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT)
