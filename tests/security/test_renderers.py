"""Hostile text through every renderer: what comes out holds our own tags only, no link and no command."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import pytest
from defusedxml.ElementTree import fromstring
from docx import Document
from markdown_it import MarkdownIt

from agent import defused, html_text, messenger_text, report_docx, report_html
from agent.draft.formats.html_page import body_html
from agent.draft.formats.markdown import to_markdown
from agent.draft.formats.outlet import HTML_TAGS, LINKS, markdown_text, word_text
from agent.schema import Statement
from tests.hostile_texts import HOSTILE
from ui.auth.pages import _files
from ui.officer import html as desk

CLASSES = {"subject", "meta", "wrap"}
SCHEME = re.compile(r"(?i)(?:https?|ftp|file|javascript|vbscript|data|weixin|mailto|tel)\s*:")
READER = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table"])
IDS = [f"{place}-{text[:16]!r}" for place, text in enumerate(HOSTILE)]


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    handle_startendtag = handle_starttag

    def handle_decl(self, decl: str) -> None:
        self.found.append((decl, {}))

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", {}))

    handle_pi = handle_comment


def check_page(text: str) -> None:
    for tag, attributes in Tags(text).found:
        assert tag in HTML_TAGS
        assert set(attributes) <= {"class"} and set(attributes.values()) <= CLASSES


def report_of(text: str) -> str:
    """A report whose every place holds the text, as an officer may have typed it."""
    cell = markdown_text(" ".join(text.split()))
    table = f"|甲|乙|\n|--|--|\n|{cell}|{cell}|"
    return "\n\n".join([f"# {text}", f"**{text}**", text, f"- {text}", f"> {text}", table, f"## {cell}", f"{cell}[1]"])


@pytest.mark.parametrize("text", HOSTILE, ids=IDS)
def test_no_renderer_lets_it_live(text: str) -> None:
    # Desk and login pages: text only, also within a quoted attribute.
    escaped = html_text(text)
    assert desk.text(text) == escaped == desk.chip(text)[len('<span class="q-chip">') : -len("</span>")]
    tags = Tags(f'<p title="{escaped}">{escaped}</p>').found
    assert [tag for tag, _ in tags if tag != "br"] == ["p"] and set(tags[0][1]) == {"title"}
    # HTML report.
    check_page(body_html(report_of(text), label=text.replace("\n", " ")))
    # Markdown report: our marks only.
    check_page(READER.render(markdown_text(" ".join(text.split()))))
    # Text of a reply, for programs; a door that does it once more changes nothing.
    statements = [Statement(section="record", text=text), Statement(section="achievement", text=text, record_id="A-1")]
    for told in (defused(text), to_markdown(statements)):
        assert defused(told) == told
        tokens = [one for block in READER.parse(told) for one in (block, *(block.children or ()))]
        kinds = {one.type for one in tokens}
        assert not kinds & {"html_block", "html_inline", "link_open", "image"} and not SCHEME.search(told)
    # Messengers: no sign of a tag, no address.
    told = messenger_text(text)
    assert "<" not in told and ">" not in told and "](" not in told
    assert not SCHEME.search(told) and "www." not in told.casefold()


@pytest.mark.parametrize("text", HOSTILE[::3], ids=IDS[::3])
def test_word_holds_it_as_text(text: str) -> None:
    made = report_docx(report_of(text), day=date(2026, 3, 1), variant="brief")
    with ZipFile(BytesIO(made)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                fromstring(archive.read(name), forbid_dtd=True)
        relations = archive.read("word/_rels/document.xml.rels").decode()
        body = archive.read("word/document.xml").decode()
    assert 'TargetMode="External"' not in relations and "w:hyperlink" not in body and "w:instrText" not in body
    number = re.search(r"[pq]\d{3}", text)
    shown = "\n".join(paragraph.text for paragraph in Document(BytesIO(made)).paragraphs)
    assert number is not None and number[0] in shown
    assert word_text(text) == word_text(word_text(text))


def test_the_lists_are_what_is_used() -> None:
    assert len(HOSTILE) >= 300 and len(set(HOSTILE)) == len(HOSTILE)
    assert not LINKS and not HTML_TAGS & {"a", "img", "script", "style", "iframe", "form", "svg"}
    page = report_html("# 题\n\n甲", variant="brief")
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")
    template, _, policy = _files()
    assert "<script" not in template.template and "default-src 'none'" in policy
