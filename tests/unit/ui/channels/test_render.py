"""Answers for other programs: nothing that a record or a person wrote is a link, an image or a tag."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

import pytest
from markdown_it import MarkdownIt

from agent import Reply
from agent.schema import Citation
from ui.channels.render import defused, render

TARGETS = ("javascript:alert(1)", "https://evil.example/x", "data:text/html,<script>1</script>", "//evil.example")
SHAPES = (
    "[x]({})",
    "![x]({})",
    "<a href={}>x</a>",
    "<img src={} onerror=alert(1)>",
    "<{}>",
    "[x][y]\n\n[y]: {}",
    "<script src={}></script>",
    "[a](<{}>)",
    "![x][y]\n\n[y]: <{}>",
    "<svg/onload=fetch('{}')>",
    "[x\\]({})",
    "![x\\]({})",
    "\\[x\\\\]({})",
    "\\<img src={}>",
    "[x]({} 'title')",
    "[[x]]({})",
    "[x\n]({})",
    "<a\nhref={}>x</a>",
    "<iframe src={}></iframe>",
    "<!-- {} --><img src=x>",
    "[x]:{}\n\n[x]",
    "[![x]({0})]({0})",
)
AROUND = ("{}", "〔A-1〕{}", "**{}**", "- {}\n- {}", "> {}", "前〔A-1〕{}〔A-1〕后")
READER = MarkdownIt("commonmark", {"html": True})
HOSTILE = [shape.format(target) for shape, target in itertools.product(SHAPES, TARGETS)]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    for around in AROUND:
        html = READER.render(defused(around.format(text, text)))
        assert not any(sign in html for sign in ("<a", "<img", "<script", "<svg", "<iframe", "<!--"))


def test_signs_of_comparison_stay_as_they_are() -> None:
    assert defused("<5% 且 a<3，[1] 见表") == "<5% 且 a<3，[1] 见表"


def test_records_become_links_at_the_places_that_are_told() -> None:
    record: Any = SimpleNamespace(title="一项成果")
    agent: Any = SimpleNamespace(
        knowledge=SimpleNamespace(catalogue=SimpleNamespace(get_many=lambda ids: {"A-1": record}))
    )
    citations = [Citation(record_id="A-1", field="title", quote="一项成果")]
    reply = Reply(kind="answer", text="见〔A-1〕，又见〔A-1〕，不见〔B-9〕。", citations=citations)
    rendered = render(agent, reply, "https://q.example/p")
    assert [rendered.text[one.start : one.end] for one in rendered.mentions] == [
        "[〔A-1〕](https://q.example/p/api/v1/records/A-1)"
    ] * 2
    assert rendered.sources[0].title == "一项成果" and rendered.text.endswith(f"*{reply.label}*")
    assert "〔B-9〕" in rendered.text and "](" not in rendered.text.partition("不见")[2]
