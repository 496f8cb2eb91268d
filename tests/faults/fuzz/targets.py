"""What is fuzzed: a function of bytes for each reader, and the seeds that its corpus begins with."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

Target = Callable[[bytes], object]
NEED = "我们做汽车保险杠注塑件，表面总有银纹，良率92%，想提高到98%以上，预算50万元，半年内完成，不要北京的"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "ignore")


def _importing() -> Target:
    from knowledge.importing.headers import known_headers, nearest_header
    from knowledge.importing.hostile import suspicions
    from knowledge.importing.limits import ImportProblem
    from knowledge.importing.rows import RowError, build
    from knowledge.importing.sheets import BROKEN, read_sheets

    folder = Path(tempfile.mkdtemp())

    def run(data: bytes) -> None:
        path = folder / ("a.jsonl" if data[:1] in (b"{", b"[") else "a.tsv" if data[:1] == b"\t" else "a.csv")
        path.write_bytes(data)
        try:
            sheets = read_sheets(path, known_headers)
        except ImportProblem:
            return
        for sheet in sheets:
            for _, cells in sheet.rows:
                if BROKEN in cells:
                    continue
                try:
                    record, row = build(cells, None, sheet.headers, sheet.name, "a")
                except RowError:
                    continue
                list(suspicions(record))
                [nearest_header(header, row.type) for header in row.unknown]

    return run


def _needs() -> Target:
    from knowledge.importing import ImportProblem, read_needs

    folder = Path(tempfile.mkdtemp())

    def run(data: bytes) -> None:
        path = folder / ("a.txt" if data[:1] == b"#" else "a.csv")
        path.write_bytes(data)
        try:
            read_needs(path)
        except ImportProblem:
            return

    return run


def _quantities() -> Target:
    from knowledge.importing.parameters import parse_parameters
    from knowledge.quantities import find_quantities

    def run(data: bytes) -> None:
        text = _text(data)
        for one in find_quantities(text):
            assert 0 <= one.start <= one.end <= len(text)
        parse_parameters(text)

    return run


def _read() -> Target:
    from agent.read import apply_words, understand
    from agent.read.several import needs_of
    from knowledge.text import clean

    card = understand(NEED)

    def run(data: bytes) -> None:
        text = clean(_text(data)).strip()
        understand(text)
        apply_words(card, text)
        needs_of(text)

    return run


def _markdown() -> Target:
    from agent import defused, messenger_text
    from agent.draft.formats.html_page import markdown_html
    from agent.draft.report.markdown import plain_lines

    def run(data: bytes) -> None:
        text = _text(data)
        markdown_html(text, label="标识")
        plain_lines(text)
        assert defused(defused(text)) == defused(text)
        messenger_text(text)

    return run


TARGETS: dict[str, tuple[Callable[[], Target], list[str]]] = {
    "import": (
        _importing,
        [
            "编号,成果名称,技术指标,成熟度,领域,转化方式,知识产权,入库日期\n"
            "A-1,银纹,良率≥98%；周期 ≤ 30 s,中试,新材料,许可,ZL202010123456.7,2025年6月\n",
            '{"id":"A-1","type":"achievement","title":"甲","source":{"title":"s"},"parameters":[{"name":"良率","value":98}]}\n',
            '{"成果名称":"乙","成熟度":7,"关键词":["一","二"]}\n[1]\n{',
            "\t姓名\t职称\t研究方向\n\t王某\t教授\t注塑；银纹\n",
            "资源名称;资源类型;状态\n中试线;中试平台;在用\n",
        ],
    ),
    "needs": (_needs, [f"编号,标题,需求内容\nn1,银纹,{NEED}\n", f"#{NEED}\n\n{NEED}\n"]),
    "quantities": (
        _quantities,
        [
            "良率≥98.4%，周期 3±0.5 s",
            "二三十万元到一百二十万",
            "1E-9Pa·m3/s",
            "0.01mm/300mm，φ20+0.05/-0.02",
            "￥1,200,000",
            "-40~150℃",
        ],
    ),
    "read": (
        _read,
        [
            NEED,
            "预算不是80万，是30万",
            "问题\t目前\t要求\n结合力\t3B\t5B\n",
            "一、窑车变形；二、釉浆沉得快。",
            "We make bumpers, yield 92%",
        ],
    ),
    "markdown": (
        _markdown,
        [
            "# 题\n\n**需求**\n\n- 甲[1]\n  - 乙\n\n|a|b|\n|--|--|\n|c|d|\n\n> 注\\*",
            "1. **甲\\**乙** [x](http://a)<br>`c`",
        ],
    ),
}
"""Name to maker (imports stand inside, so that they are instrumented) and seeds."""
