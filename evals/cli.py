"""``queqiao eval`` and ``queqiao train``: they join the command line by entry point, since ui may not import evals."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

from evals.errors import told
from evals.train.commands import add_train


def add_commands(commands: Any) -> None:
    """Register ``eval`` and ``train`` with the subparsers of the command line."""
    _add_eval(commands)
    add_train(commands)


def _add_eval(commands: Any) -> None:
    parser = commands.add_parser(
        "eval",
        help="评测匹配、解构、引用与拒答",
        description=(
            "不带子命令：在示例成果库上运行随产品提交的评测集，未达门槛时退出码为 1。子命令在外部标注数据上评测。"
        ),
    )
    _add_suite_options(parser)
    parser.add_argument("--cassette", metavar="文件", type=Path, help="不跑评测集，重放录下的模型回答，与规则对照")
    parser.add_argument("--dialogues", metavar="文件", type=Path, help="录音用的对话文件，不写则用随产品提交的")
    parser.add_argument("--misses", metavar="条数", type=int, default=0, help="重放时每项列出多少条差错")
    parser.set_defaults(run=told(run_suite))
    parts = parser.add_subparsers(title="子命令", metavar="子命令", parser_class=type(parser))

    bench = parts.add_parser(
        "bench", help="在人工判定的需求—成果对上评测排序与级别", description="在人工判定的需求—成果对上评测。"
    )
    bench.add_argument("directory", metavar="目录", type=Path, help="含 requirements.csv、achievements.csv、pairs.csv")
    bench.add_argument("--train", metavar="目录", type=Path, help="先用这个目录的判定训练，再评测")
    bench.add_argument("-o", "--output", metavar="scores.csv", type=Path, help="写出每一对的分数和级别")
    bench.set_defaults(run=told(run_bench))

    experts = parts.add_parser("experts", help="评测专家与需求的匹配", description="按专家自评的契合度评测专家匹配。")
    experts.add_argument("directory", metavar="目录", type=Path, help="含 experts.jsonl、needs.jsonl、ratings.csv")
    experts.add_argument("-o", "--output", metavar="scores.csv", type=Path, help="写出每一对的分数")
    experts.set_defaults(run=told(run_experts))

    decompose = parts.add_parser(
        "decompose", help="评测技术需求解构", description="在人工标注的需求上评测解构的各部分。"
    )
    decompose.add_argument("--gold", metavar="目录", type=Path, required=True, help="含 texts.jsonl 和 gold.jsonl")
    decompose.add_argument("--misses", metavar="条数", type=int, default=20, help="每部分列出多少条不一致（默认 20）")
    decompose.add_argument("--split", metavar="名称", default="", help="只评测这一份（train、gate、test）")
    decompose.set_defaults(run=told(run_decompose))

    terms = parts.add_parser(
        "terms", help="评测预算、期限、约束、排除和服务", description="在人工标注的需求上评测条款的读取，只给数字。"
    )
    terms.add_argument("--gold", metavar="目录", type=Path, required=True, help="含 texts.jsonl 和 gold.jsonl")
    terms.add_argument("--split", metavar="名称", default="", help="只评测这一份（train、gate、test）")
    terms.set_defaults(run=told(run_terms))

    dialogues = parts.add_parser(
        "dialogues", help="评测多轮对话", description="逐轮走完写好期望的对话，报告答对的轮数和各项检查。"
    )
    dialogues.add_argument("file", metavar="文件", type=Path, help="每行一段对话：id、turns（say、expect）")
    dialogues.add_argument("--misses", metavar="条数", type=int, default=8, help="每类检查列出多少条差错（默认 8）")
    dialogues.add_argument("--goal", metavar="比例", type=float, default=0.0, help="答对的轮数低于这个比例时退出码为 1")
    dialogues.set_defaults(run=told(run_dialogues))

    truth = parts.add_parser(
        "truth",
        help="评测首轮答复：排序、级别、拒答，与简单检索对照",
        description="把没见过成果库的人写的需求交给系统，按逐条判定评测答复，并列出字二元 BM25、BM25 与向量的数字。",
    )
    truth.add_argument("--pool", metavar="文件", type=Path, help="只写出要请人判定的记录，不评测")
    truth.add_argument("--misses", metavar="条数", type=int, default=5, help="每项列出多少条差错（默认 5）")
    truth.set_defaults(run=told(run_truth))

    comparison = parts.add_parser(
        "comparison",
        help="评测指标与参数的对照",
        description="在人工核对的指标—参数对上，给出达到、未达到、未说明各自的查准和查全；有一项低于目标时退出码为 1。",
    )
    comparison.add_argument("--misses", metavar="条数", type=int, default=20, help="列出多少对不一致（默认 20）")
    comparison.set_defaults(run=told(run_comparison))

    record = parts.add_parser(
        "record",
        help="由人扮演模型，录下回答",
        description=(
            "把案例同时走起来，每个还没有回答的请求写成 requests/NNNN.json，等 answers/NNNN.json，录进 cassette.jsonl。"
        ),
    )
    record.add_argument("folder", metavar="目录", type=Path, help="请求、回答和录音所在的目录；再次运行会接着录")
    record.add_argument("--talks", metavar="文件", type=Path, help="改走这个文件里的全部对话")
    record.add_argument("--only", metavar="提示词", nargs="*", default=[], help="只录这几种请求，例如 read；其余不作答")
    record.add_argument("--at-once", metavar="个数", type=_positive, default=64, help="同时走多少个案例（默认 64）")
    record.set_defaults(run=told(run_record))

    ceiling = parts.add_parser(
        "ceiling",
        help="标注本身当作模型的读法，看核对会误删多少",
        description="把标注好的文本的标注当作模型的回答，经过逐项核对，与自带的读法对照。",
    )
    ceiling.add_argument("--split", metavar="名称", default="train", help="哪一份文本（train、gate；默认 train）")
    ceiling.set_defaults(run=told(run_ceiling))

    walk = parts.add_parser(
        "walk",
        help="用配置的模型走完对话、追问和报告，并与规则对照",
        description="十项需求逐一走完对话、追问和报告，写出每一步的工具调用、被删的语句和用时。",
    )
    walk.add_argument("-o", "--output", metavar="文件", type=Path, help="把 Markdown 写到这个文件，不写则输出到终端")
    walk.add_argument("names", metavar="名称", nargs="*", help="只走这几项需求")
    walk.set_defaults(run=told(run_walk))


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


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def run_suite(options: argparse.Namespace) -> int:
    """The committed questions against the example catalogue, with the gate."""
    from evals.suite import run

    if options.cassette:
        from evals.cassette.run import replay

        return replay(options.cassette, options.dialogues, options.misses)
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

    print(render(evaluate(options.gold, split=options.split), options.misses))
    return 0


def run_terms(options: argparse.Namespace) -> int:
    """Terms of labelled needs, figures only."""
    from evals.labelled.terms import measure, render

    print(render(measure(options.gold, options.split)))
    return 0


def run_dialogues(options: argparse.Namespace) -> int:
    """Dialogues with expectations."""
    from evals.labelled.dialogues import run

    return run(options.file, misses=options.misses, goal=options.goal)


def run_truth(options: argparse.Namespace) -> int:
    """The honest set."""
    from evals.truth.run import run

    return run(options.pool, options.misses)


def run_comparison(options: argparse.Namespace) -> int:
    """Indicators against parameters."""
    from evals.labelled.comparison import run

    return run(options.misses)


def run_record(options: argparse.Namespace) -> int:
    """A cassette with a player."""
    from evals.cassette.run import record

    return record(options.folder, options.talks, options.only, options.at_once)


def run_ceiling(options: argparse.Namespace) -> int:
    """Labels as the model."""
    from evals.cassette.labels import run

    return run(options.split)


def run_walk(options: argparse.Namespace) -> int:
    """Needs with the configured model."""
    from evals.walks.walk import run

    return run(options.output, options.names)
