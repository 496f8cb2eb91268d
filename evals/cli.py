"""``queqiao eval`` and ``queqiao train``: they join the command line by entry point, since ui may not import evals."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Command = Callable[[argparse.Namespace], int]


def add_commands(commands: Any) -> None:
    """Register ``eval`` and ``train`` with the subparsers of the command line."""
    _add_eval(commands)
    _add_train(commands)


def _add_eval(commands: Any) -> None:
    parser = commands.add_parser(
        "eval",
        help="评测匹配、解构、引用与拒答",
        description=(
            "不带子命令：在示例成果库上运行随产品提交的评测集，未达门槛时退出码为 1。子命令在外部标注数据上评测。"
        ),
    )
    _add_suite_options(parser)
    parser.set_defaults(run=_told(run_suite))
    parts = parser.add_subparsers(title="子命令", metavar="子命令", parser_class=type(parser))

    bench = parts.add_parser(
        "bench", help="在人工判定的需求—成果对上评测排序与级别", description="在人工判定的需求—成果对上评测。"
    )
    bench.add_argument("directory", metavar="目录", type=Path, help="含 requirements.csv、achievements.csv、pairs.csv")
    bench.add_argument("--train", metavar="目录", type=Path, help="先用这个目录的判定训练，再评测")
    bench.add_argument("-o", "--output", metavar="scores.csv", type=Path, help="写出每一对的分数和级别")
    bench.set_defaults(run=_told(run_bench))

    experts = parts.add_parser("experts", help="评测专家与需求的匹配", description="按专家自评的契合度评测专家匹配。")
    experts.add_argument("directory", metavar="目录", type=Path, help="含 experts.jsonl、needs.jsonl、ratings.csv")
    experts.add_argument("-o", "--output", metavar="scores.csv", type=Path, help="写出每一对的分数")
    experts.set_defaults(run=_told(run_experts))

    decompose = parts.add_parser(
        "decompose", help="评测技术需求解构", description="在人工标注的需求上评测解构的各部分。"
    )
    decompose.add_argument("--gold", metavar="目录", type=Path, required=True, help="含 texts.jsonl 和 gold.jsonl")
    decompose.add_argument("--misses", metavar="条数", type=int, default=20, help="每部分列出多少条不一致（默认 20）")
    decompose.set_defaults(run=_told(run_decompose))

    dialogues = parts.add_parser(
        "dialogues", help="评测多轮对话", description="逐轮走完写好期望的对话，报告答对的轮数和各项检查。"
    )
    dialogues.add_argument("file", metavar="文件", type=Path, help="每行一段对话：id、turns（say、expect）")
    dialogues.add_argument("--misses", metavar="条数", type=int, default=8, help="每类检查列出多少条差错（默认 8）")
    dialogues.add_argument("--goal", metavar="比例", type=float, default=0.0, help="答对的轮数低于这个比例时退出码为 1")
    dialogues.set_defaults(run=_told(run_dialogues))

    walk = parts.add_parser(
        "walk",
        help="用配置的模型走完对话、追问和报告，并与规则对照",
        description="十项需求逐一走完对话、追问和报告，写出每一步的工具调用、被删的语句和用时。",
    )
    walk.add_argument("-o", "--output", metavar="文件", type=Path, help="把 Markdown 写到这个文件，不写则输出到终端")
    walk.add_argument("names", metavar="名称", nargs="*", help="只走这几项需求")
    walk.set_defaults(run=_told(run_walk))


def _add_suite_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--report", metavar="目录", type=Path, help="把 JSON、Markdown 和 HTML 报告写到这个目录")
    parser.add_argument("--lexical", action="store_true", help="只用词汇检索，不算向量")
    parser.add_argument("--judge", action="store_true", help="配置了模型时，请模型按评分标准抽样打分")
    parser.add_argument(
        "--sample", metavar="N", type=_positive, default=0, help="配置了模型时，有模型的一行只跑约 N 个用例，不判门槛"
    )
    parser.add_argument(
        "--minutes", metavar="分钟", type=float, default=math.inf, help="有模型的一行到时不再开始新用例"
    )


def _add_train(commands: Any) -> None:
    parser = commands.add_parser("train", help="训练模型", description="训练随产品使用的小模型。")
    parts = parser.add_actions("子命令")
    match = parts.add_parser(
        "match", help="训练匹配排序模型", description="用判定过的需求—成果对训练；比现有模型差时拒绝写出，退出码为 1。"
    )
    match.add_argument(
        "--bench", metavar="目录", type=Path, required=True, help="含 requirements.csv、achievements.csv、pairs.csv"
    )
    match.add_argument("--decisions", metavar="文件", type=Path, help="专员决定导出的训练对（JSONL 或 CSV）")
    match.add_argument("--force", action="store_true", help="不与现有模型比较，直接写出")
    match.add_argument("-o", "--output", metavar="模型文件", type=Path, required=True)
    match.set_defaults(run=_told(run_train_match))

    records = parts.add_parser(
        "records",
        help="训练完整记录的证据权重",
        description=(
            "用随产品提交的评测问题（留出题除外）和专员决定训练各项证据的权重；比现有权重差时拒绝写出，退出码为 1。"
        ),
    )
    records.add_argument("--decisions", metavar="文件", type=Path, help="专员决定导出的训练对（JSONL 或 CSV）")
    records.add_argument("--force", action="store_true", help="不与现有权重比较，直接写出")
    records.add_argument("-o", "--output", metavar="权重文件", type=Path, required=True)
    records.set_defaults(run=_told(run_train_records))

    asks = parts.add_parser(
        "asks",
        help="训练对象与子需求的读取模型",
        description="用标注文本训练；第一个目录计入指标，其余加权较轻；比现有模型差时拒绝写出，退出码为 1。",
    )
    asks.add_argument(
        "--gold", metavar="目录", type=Path, action="append", required=True, help="含 texts.jsonl、gold.jsonl，可重复"
    )
    asks.add_argument("--force", action="store_true", help="不与现有模型比较，直接写出")
    asks.add_argument("-o", "--output", metavar="模型文件", type=Path, required=True)
    asks.set_defaults(run=_told(run_train_asks))


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _told(run: Command) -> Command:
    """The command, with an unreadable input told in a line; exit code 2."""

    def command(options: argparse.Namespace) -> int:
        from agent.match.rank.ranker import ModelError
        from evals.dataset import CaseError
        from evals.labelled.decompose import GoldError
        from evals.labelled.dialogues import DialogueError
        from evals.labelled.experts import ExpertsError
        from evals.train.judged import JudgedError

        try:
            return run(options)
        except (JudgedError, ModelError, CaseError, ExpertsError, GoldError, DialogueError) as error:
            print(f"错误：{error}", file=sys.stderr)
            return 2

    return command


def run_suite(options: argparse.Namespace) -> int:
    """The committed questions against the example catalogue, with the gate."""
    from evals.suite import run

    return run(
        options.report,
        lexical=options.lexical,
        rubric=options.judge,
        sampled=options.sample,
        minutes=options.minutes,
    )


def run_bench(options: argparse.Namespace) -> int:
    """Judged pairs."""
    from evals.labelled import bench

    print(bench.run(options.directory, train_dir=options.train, out_csv=options.output))
    return 0


def run_experts(options: argparse.Namespace) -> int:
    """Rated needs."""
    from evals.labelled import experts

    print(experts.run(options.directory, options.output))
    return 0


def run_decompose(options: argparse.Namespace) -> int:
    """Labelled decompositions."""
    from evals.labelled.decompose import evaluate, render

    print(render(evaluate(options.gold), options.misses))
    return 0


def run_dialogues(options: argparse.Namespace) -> int:
    """Dialogues with expectations."""
    from evals.labelled.dialogues import run

    return run(options.file, misses=options.misses, goal=options.goal)


def run_walk(options: argparse.Namespace) -> int:
    """Needs with the configured model."""
    from evals.walks.walk import run

    return run(options.output, options.names)


def run_train_match(options: argparse.Namespace) -> int:
    """Train the ranker; 1 when the gate refuses the new model."""
    from evals.train.match import train

    return _trained(
        lambda: train(options.bench, options.output, _tell, decisions=options.decisions, force=options.force),
        options.output,
    )


def run_train_records(options: argparse.Namespace) -> int:
    """Learn how a full record's evidence adds up; 1 when the gate refuses the new weights."""
    from evals.train.blend import train

    return _trained(
        lambda: train(options.output, _tell, decisions=options.decisions, force=options.force), options.output
    )


def run_train_asks(options: argparse.Namespace) -> int:
    """Learn the reader of object and sub-requirements; 1 when the gate refuses the new model."""
    from evals.train.asks import train

    return _trained(lambda: train(options.gold, options.output, _tell, options.force), options.output)


def _trained(work: Callable[[], object], output: Path) -> int:
    from evals.train.match import TrainingRefused

    try:
        work()
    except TrainingRefused as refused:
        print(refused)
        return 1
    print(f"已写出 {output.name}。")
    return 0


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
