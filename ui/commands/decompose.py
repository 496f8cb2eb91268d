"""``queqiao decompose``: texts to requirement cards, one JSON line each."""

from __future__ import annotations

import argparse
from pathlib import Path

import agent
import knowledge
from ui.commands.base import CommandError, Commands, progress_bar


def add_commands(commands: Commands) -> None:
    """Register ``decompose``."""
    parser = commands.add_parser(
        "decompose",
        help="把需求文本解构成结构化结果",
        description="把 JSONL、CSV、XLSX 或 TXT 里的需求逐条解构，每条输出一行 JSON。",
    )
    parser.add_argument("input", metavar="输入", type=Path, help="含 rid/id、title/标题、content/内容 列的文件")
    parser.add_argument("-o", "--output", metavar="输出.jsonl", type=Path, required=True, help="结果文件")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write one line per input, in the order of the input."""
    import json

    try:
        needs = knowledge.read_needs(options.input)
    except knowledge.ImportProblem as error:
        raise CommandError(str(error), 2) from error
    with options.output.open("w", encoding="utf-8") as out, progress_bar() as progress:
        for place, need in enumerate(needs, 1):
            row = agent.decompose_row(need.id, need.title, need.text)
            print(json.dumps(row, ensure_ascii=False), file=out)
            progress("正在解构", place, len(needs))
    print(f"已解构 {len(needs)} 条，写入 {options.output.name}。")
    for issue in (*needs.errors, *needs.notices):
        print(issue.text())
    return 0
