"""``queqiao train``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evals.errors import told


def add_train(commands: Any) -> None:
    """Register ``train`` with the subparsers of the command line."""
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
    match.set_defaults(run=told(run_train_match))

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
    records.set_defaults(run=told(run_train_records))

    terms = parts.add_parser(
        "terms",
        help="训练读预算、期限、约束、排除和服务的小模型",
        description="用人工标注的需求训练；比现有模型差时拒绝写出，退出码为 1。",
    )
    terms.add_argument(
        "--gold", metavar="目录", type=Path, action="append", required=True, help="含 texts.jsonl 和 gold.jsonl，可多次"
    )
    terms.add_argument("--force", action="store_true", help="不与现有模型比较，直接写出")
    terms.add_argument("-o", "--output", metavar="目录", type=Path, required=True)
    terms.set_defaults(run=told(run_train_terms))

    reading = parts.add_parser(
        "reading",
        help="训练数量的读法（目标、现状、方向、名称）",
        description="用标注过的文本训练，按文本和按作者交叉验证；比现有模型差时拒绝写出，退出码为 1。",
    )
    reading.add_argument(
        "--gold", metavar="目录", type=Path, action="append", required=True, help="含 texts.jsonl 和 gold.jsonl，可多次"
    )
    reading.add_argument(
        "--networks", metavar="N", type=int, default=0, help="另训练 N 个循环网络（需要自行安装 PyTorch，默认 0）"
    )
    reading.add_argument("--force", action="store_true", help="不与现有模型比较，直接写出")
    reading.add_argument("-o", "--output", metavar="目录", type=Path, required=True)
    reading.set_defaults(run=told(run_train_reading))

    asks = parts.add_parser(
        "asks",
        help="训练对象与子需求的读取模型",
        description="用标注文本训练；第一个目录计入指标，其余加权较轻；比现有模型差时拒绝写出，退出码为 1。",
    )
    asks.add_argument(
        "--gold", metavar="目录", type=Path, action="append", required=True, help="含 texts.jsonl 和 gold.jsonl，可多次"
    )
    asks.add_argument("--force", action="store_true", help="不与现有模型比较，直接写出")
    asks.add_argument("-o", "--output", metavar="模型文件", type=Path, required=True)
    asks.set_defaults(run=told(run_train_asks))

    acts = parts.add_parser(
        "acts",
        help="训练每句话的动作分类",
        description="用随产品提交的对话训练；比现有模型差时拒绝写出，退出码为 1。",
    )
    acts.add_argument("--force", action="store_true", help="不与现有模型比较，直接写出")
    acts.add_argument("-o", "--output", metavar="权重文件", type=Path, required=True)
    acts.set_defaults(run=told(run_train_acts))

    floor = parts.add_parser(
        "floor",
        help="训练事实库作答的下限",
        description="用标注过的提问训练：像到什么程度，库里的记录才可以拿来回答。",
    )
    floor.add_argument("-o", "--output", metavar="下限文件", type=Path, required=True)
    floor.set_defaults(run=told(run_train_floor))


def run_train_match(options: argparse.Namespace) -> int:
    """Train the ranker; 1 when the gate refuses the new model."""
    from evals.train.match.train import train

    return _trained(
        lambda: train(options.bench, options.output, _tell, decisions=options.decisions, force=options.force),
        options.output,
    )


def run_train_records(options: argparse.Namespace) -> int:
    """Learn how a full record's evidence adds up; 1 when the gate refuses the new weights."""
    from evals.train.records.train import train

    return _trained(
        lambda: train(options.output, _tell, decided=options.decisions, force=options.force), options.output
    )


def run_train_reading(options: argparse.Namespace) -> int:
    """Learn how quantities are read; 1 when the gate refuses the new model."""
    from evals.train.reading.train import train

    return _trained(
        lambda: train(options.gold, options.output, _tell, networks=options.networks, force=options.force),
        options.output,
    )


def run_train_asks(options: argparse.Namespace) -> int:
    """Learn the reader of object and sub-requirements; 1 when the gate refuses the new model."""
    from evals.train.asks.train import train

    return _trained(lambda: train(options.gold, options.output, _tell, force=options.force), options.output)


def run_train_acts(options: argparse.Namespace) -> int:
    """Learn what a message is; 1 when the gate refuses the new model."""
    from evals.train.acts.train import train

    return _trained(lambda: train(options.output, _tell, force=options.force), options.output)


def run_train_terms(options: argparse.Namespace) -> int:
    """Train the classifiers of the terms of a need; 1 when the gate refuses one."""
    from evals.train.terms import train

    return _trained(lambda: train(options.gold, options.output, _tell, force=options.force), options.output)


def run_train_floor(options: argparse.Namespace) -> int:
    """Fit the floor of the fact store."""
    from evals.train.acts.floor import train

    return _trained(lambda: train(options.output, _tell), options.output)


def _trained(work: Callable[[], object], output: Path) -> int:
    from evals.train.gate import TrainingRefused

    try:
        work()
    except TrainingRefused as refused:
        print(refused)
        return 1
    print(f"已写出 {output.name}。")
    return 0


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
