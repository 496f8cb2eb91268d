"""The preview of a report: what the export shows, every doubt marked in its place, nothing that could run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from agent.draft.report import report_html
from agent.officer.preview import BEGIN, CLOSE, GONE, WHY, preview
from agent.schema import Statement

TEXT = """# 对接推荐报告

**保险杠银纹**

日期：2026-11-22

## 一、结论

良率可达 99.7%。
首选 **A-0001**[1]，周期待定〔待核实〕。

- 第一点
- 第二点 100 个

| 指标 | 值 |
| --- | --- |
| 良率 | 99 |

## 二、下一步

到厂看样件。
"""
TAGS = {
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "ul",
    "li",
    "div",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "blockquote",
    "strong",
}
TAGS |= {"sup", "br", "footer", "mark", "span", "del"}


class Tags(HTMLParser):
    """Which tags and attributes a fragment holds, and whether they nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def doubt(line: int, problem: str = "数字没有出处") -> Statement:
    return Statement(section=f"第 {line} 行", text="", problem=problem)


def test_without_findings_it_is_what_the_export_shows() -> None:
    plain = TEXT.replace("〔待核实〕", "")
    assert preview(plain, "full", [], []) in report_html(plain)


def test_doubtful_lines_are_marked_with_their_reason() -> None:
    html = preview(TEXT, "full", [doubt(9), doubt(13), doubt(13, "含有承诺"), doubt(17), doubt(7, "<b>")], [])
    assert '<mark class="doubt">良率可达 99.7%。</mark><span class="why">待核实：数字没有出处</span>' in html
    assert (
        '<li><mark class="doubt">第二点 100 个</mark><span class="why">待核实：数字没有出处；含有承诺</span></li>'
        in html
    )
    assert '<td>99<span class="why">待核实：数字没有出处</span></td>' in html
    assert '<h2><mark class="doubt">一、结论</mark><span class="why">待核实：&lt;b&gt;</span></h2>' in html
    assert '<mark class="unverified">〔待核实〕</mark>' in html
    assert Tags(html).open == []


def test_what_was_removed_stands_struck_out_in_its_section() -> None:
    removed = [
        Statement(section="一、结论", text="保证 <1> 年回本", problem="承诺性的话"),
        Statement(section="没有这一节", text="另一句", problem="没有依据"),
    ]
    html = preview(TEXT, "full", [], removed)
    first = html.index("<del>保证 &lt;1&gt; 年回本</del>")
    assert html.index("一、结论") < first < html.index("二、下一步") < html.index("<del>另一句</del>")
    assert "起草时删去：承诺性的话" in html and Tags(html).open == []


def test_a_doubt_about_the_whole_text_stands_first() -> None:
    html = preview(TEXT, "full", [Statement(section="全文", text="", problem="AI 生成标识不见了")], [])
    assert html.startswith('<p><span class="why">待核实：AI 生成标识不见了</span></p>')


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "**<svg onload=alert(1)>**",
    "| <iframe src=//evil.example> | b |\n| --- | --- |\n| <style>*{}</style> | [x](javascript:alert(1)) |",
    "> <a href='javascript:alert(1)'>x</a>",
    "# </div><script>alert(1)</script>",
    "![x](http://evil.example/b.png)",
    f"{BEGIN}a{WHY}0{CLOSE}{GONE}0{CLOSE}{GONE}99{CLOSE} {WHY}7{CLOSE}",
    '" onmouseover="alert(1)',
    "a<br onclick=alert(1)>b",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_a_person_writes_becomes_a_tag_or_an_attribute(attack: str) -> None:
    text = f"# 标题\n\n{attack}\n\n## 节\n\n{attack}\n"
    problems = [doubt(line, attack) for line in range(1, len(text.splitlines()) + 1) if text.splitlines()[line - 1]]
    removed = [Statement(section="节", text=attack, problem=attack)]
    html = preview(text, "full", problems, removed)
    tags = Tags(html)
    assert tags.seen <= TAGS and tags.attributes <= {"class"} and tags.open == []
    assert not re.search("[\ue000-\ue004]", html)
