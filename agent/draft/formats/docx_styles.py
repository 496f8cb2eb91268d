"""Page, fonts and styles of a Word report: A4, Song and Fangsong with open fallbacks, calm headings."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

SONG, HEI, FANGSONG, LATIN = "宋体", "黑体", "仿宋", "Times New Roman"
FALLBACKS = {SONG: "Noto Serif CJK SC", FANGSONG: "Noto Serif CJK SC", HEI: "Noto Sans CJK SC"}
INK, ACCENT, GREY = RGBColor(0x1F, 0x23, 0x28), RGBColor(0x1F, 0x4E, 0x8C), RGBColor(0x5A, 0x62, 0x6B)
WIDTH_CM = 16.0
_EM = 1.2


def dress(document: Any, *, compact: bool) -> None:
    """Set page size, margins and styles of an empty document; ``compact`` is for one-page documents."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - WIDTH_CM) / 2)
    section.top_margin, section.bottom_margin = Cm(1.9 if compact else 2.6), Cm(1.7 if compact else 2.4)
    section.header_distance, section.footer_distance = Cm(1.3), Cm(1.0)
    body, gap = (10, 1.2) if compact else (11.5, 1.4)
    styles = document.styles
    _style(styles["Normal"], FANGSONG, body, after=2 if compact else 6, lines=gap)
    _style(styles["Title"], SONG, 18 if compact else 22, bold=True, centre=True, after=6, lines=1.2)
    _style(
        styles["Heading 1"],
        HEI,
        13 if compact else 14,
        colour=ACCENT,
        before=6 if compact else 14,
        after=2 if compact else 4,
    )
    _style(styles["Heading 2"], HEI, 11.5 if compact else 12, before=8, after=4)
    _style(styles["Heading 3"], HEI, 11, before=6, after=3)
    for level in (1, 2, 3):
        styles[f"Heading {level}"].paragraph_format.keep_with_next = True
    for name, indent in (("List Bullet", 0.6), ("List Bullet 2", 1.2)):
        _style(styles[name], FANGSONG, body, after=2, lines=1.25 if compact else 1.35)
        styles[name].paragraph_format.left_indent = Cm(indent)
        styles[name].paragraph_format.first_line_indent = Cm(-0.5)
        for spacing in styles[name].element.findall(".//" + qn("w:contextualSpacing")):
            spacing.getparent().remove(spacing)
    _style(_new(styles, "Report Subject"), HEI, 13, centre=True, after=4, lines=1.25)
    _style(_new(styles, "Report Meta"), SONG, 9.5, colour=GREY, centre=True, after=10, lines=1.2)
    _style(_new(styles, "Table Text"), SONG, 9.5, after=0, lines=1.2)
    _style(_new(styles, "Table Head"), HEI, 9.5, after=0, lines=1.2)
    _style(_new(styles, "AI Label"), SONG, 8.5, colour=GREY, after=0, lines=1.2)
    _style(styles["Header"], SONG, 8.5, colour=GREY, after=0, lines=1.0)
    _style(styles["Footer"], SONG, 8.5, colour=GREY, after=0, lines=1.0)
    _fallbacks(document)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _new(styles: Any, name: str) -> Any:
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    return style


def _style(
    style: Any,
    font: str,
    size: float,
    *,
    bold: bool = False,
    colour: RGBColor = INK,
    centre: bool = False,
    before: float = 0,
    after: float = 4,
    lines: float = 1.25,
) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    latin = "Arial" if font == HEI else LATIN
    for name, value in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", font)):
        fonts.set(qn(f"w:{name}"), value)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(round(size * lines * _EM, 1))
    shape.widow_control = True
    if centre:
        shape.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in style.element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)


def _fallbacks(document: Any) -> None:
    """Name an open font for each Chinese font, for readers that do not have it."""
    main = document.part
    old = next((one for one in main.rels.values() if one.reltype == RELATIONSHIP_TYPE.FONT_TABLE), None)
    if old is None:
        return
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{"swiss" if name == HEI else "roman"}"/><w:pitch w:val="variable"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    table = old.target_part
    named = table.blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")
    main.drop_rel(old.rId)
    main.relate_to(Part(table.partname, table.content_type, named, main.package), RELATIONSHIP_TYPE.FONT_TABLE)


def around(cell: Any, tag: str) -> Any:
    """The XML element of a table cell (``w:tc``), of its row (``w:tr``) or of its table (``w:tbl``)."""
    return next(cell.paragraphs[0].paragraph_format.element.iterancestors(qn(tag)))


def shade(cell: Any, fill: str) -> None:
    """Give a table cell a background colour (six hex digits)."""
    properties = around(cell, "w:tc").get_or_add_tcPr()
    element = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        element.set(qn(f"w:{name}"), value)
    properties.append(element)


def edge(paragraph: Any, side: str, colour: str = "B8C4D3") -> None:
    """Draw a thin line at one side (top or bottom) of a paragraph."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "4"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph.paragraph_format.element.get_or_add_pPr().append(borders)


def page_field(paragraph: Any, instruction: str) -> None:
    """Append a field such as PAGE or NUMPAGES."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run(text if kind == "text" else "")
        if kind == "text":
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = instruction
        run.font.element.append(element)
