"""``queqiao ask``: one problem, or a file of many, answered in the terminal."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import knowledge
from agent import AgentError
from ui.commands.base import CommandError, Commands, add_data_option, opened, progress_bar

if TYPE_CHECKING:
    from agent import Agent, Reply
    from knowledge import NeedRow

SHOWN = 200


def add_commands(commands: Commands) -> None:
    """Register ``ask``."""
    parser = commands.add_parser(
        "ask",
        help="提出一个技术难题，得到推荐",
        description="提出一个技术难题（或用 --file 一次处理许多条），得到需求卡和推荐。",
    )
    parser.add_argument("text", metavar="文字", nargs="?", help="技术难题，用自己的话写；写 - 则从标准输入读取")
    parser.add_argument("--file", metavar="文件", type=Path, help="批量处理：CSV、XLSX、JSONL 或 TXT")
    parser.add_argument("--json", action="store_true", help="输出 JSON（批量时每行一条）")
    parser.add_argument("-o", "--output", metavar="文件", type=Path, help="把结果写入文件")
    add_data_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Answer; 1 when any of a file's texts could not be answered."""
    if (options.text is None) == (options.file is None):
        raise CommandError("请给出一段文字，或用 --file 指定文件（二选一）。", 2)
    with opened(options) as agent:
        if options.output is None:
            return _answer(agent, options, sys.stdout)
        with options.output.open("w", encoding="utf-8") as out:
            return _answer(agent, options, out)


def _answer(agent: Agent, options: argparse.Namespace, out: TextIO) -> int:
    return _many(agent, options, out) if options.file else _one(agent, options, out)


def _one(agent: Agent, options: argparse.Namespace, out: TextIO) -> int:
    text = sys.stdin.read() if options.text == "-" else options.text
    try:
        reply = agent.ask(text)
    except AgentError as error:
        raise CommandError(f"{error}{error.advice}", 2) from error
    told = "\n\n".join(filter(None, (reply.text, reply.degraded, f"（{reply.label}）")))
    print(_json(reply.model_dump(mode="json"), indent=2) if options.json else told, file=out)
    return 0


def _many(agent: Agent, options: argparse.Namespace, out: TextIO) -> int:
    try:
        needs = knowledge.read_needs(options.file)
    except knowledge.ImportProblem as error:
        raise CommandError(str(error), 2) from error
    times: list[float] = []
    failed: list[str] = []
    matched = citations = removed = 0
    with progress_bar() as progress:
        for place, need in enumerate(needs, 1):
            begun = time.perf_counter()
            try:
                reply = agent.ask(need.text, title=need.title)
            except AgentError as error:
                failed.append(f"{need.id}：{error}")
                continue
            finally:
                times.append(time.perf_counter() - begun)
                progress("正在逐条回答", place, len(needs))
            found = reply.recommendation
            matched += bool(found and not found.abstained)
            citations += len(reply.citations)
            removed += len(reply.removed)
            _write(need, reply, options.json, out)
    _summary(times, failed, matched, citations, removed)
    return 1 if failed else 0


def _write(need: NeedRow, reply: Reply, as_json: bool, out: TextIO) -> None:
    if as_json:
        print(_json({"id": need.id, **reply.model_dump(mode="json")}), file=out)
    else:
        asked = " ".join(need.text.split())[:SHOWN]
        print(f"## {need.id} {need.title}".rstrip() + f"\n\n> {asked}\n\n{reply.text}\n", file=out)


def _summary(times: list[float], failed: list[str], matched: int, citations: int, removed: int) -> None:
    from statistics import median

    for line in failed:
        print(f"失败 {line}", file=sys.stderr)
    middle = median(times) * 1000 if times else 0.0
    slow = sorted(times)[int(0.95 * (len(times) - 1))] * 1000 if times else 0.0
    print(
        f"共 {len(times)} 条，失败 {len(failed)} 条，有推荐 {matched} 条；引用 {citations} 处全部核对通过，"
        f"未通过核对而删去的语句 {removed} 条；每条用时中位数 {middle:.0f} 毫秒，95 分位 {slow:.0f} 毫秒。",
        file=sys.stderr,
    )


def _json(data: dict[str, Any], indent: int | None = None) -> str:
    import json

    return json.dumps(data, ensure_ascii=False, indent=indent)
