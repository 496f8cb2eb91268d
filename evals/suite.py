"""Run the committed cases through the agent, evaluate, compare with the last committed report, write, and gate."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from agent import Agent, get_settings
from evals.dataset import Dataset, load_all, sample
from evals.evaluators import EVALUATORS
from evals.evaluators.judge import EVERY, judge
from evals.example import example_agent, with_model
from evals.gate import misses
from evals.outcomes import first, run_cases
from evals.reports.html import to_html
from evals.reports.markdown import ENGINES, to_markdown, to_text
from evals.reports.report import Report, Row, compare, read, rounded, slices

LAST = Path(__file__).parents[1] / "docs" / "eval-report" / "report.json"
"""The last committed report; an installed copy without docs/ compares with nothing."""


def evaluate(
    agent: Agent, datasets: Sequence[Dataset], *, rubric: int = 0, of: int = 0, seconds_at_most: float = math.inf
) -> Row:
    """One row of the report: the cases through this agent and every evaluator over what came back.

    With ``rubric`` the configured model also scores every so many answers by the named rubrics. ``of`` is the size of
    the whole suite where the datasets are a sample of it.
    """
    outcomes = run_cases(agent, datasets, _progress if sys.stderr.isatty() else None, seconds_at_most)
    records = {record.id: record for record in agent.knowledge.catalogue.iter()}
    measures = [measure for evaluator in EVALUATORS for measure in evaluator(outcomes, records)]
    if rubric:
        measures += judge(outcomes, agent, rubric)
    cases = {case.id: case for dataset in datasets for case in dataset}
    return Row(
        engine="model" if agent.settings.model_enabled else "rules",
        search=agent.knowledge.retriever.mode,
        measures=[one for one in measures if one.n],
        slices=slices(measures, cases),
        ran=len(outcomes),
        of=of or len(cases),
    )


def run(
    report_dir: Path | None = None,
    *,
    lexical: bool = False,
    rubric: bool = False,
    sampled: int = 0,
    minutes: float = math.inf,
) -> int:
    """Evaluate on the example catalogue without a model and, where one is configured, with it; 1 when the gate fails.

    ``lexical`` leaves vectors out. ``report_dir`` receives report.json, report.md and report.html. With ``sampled`` the
    model gets so many cases only, and begins none after ``minutes``; the rules' row of the same cases stands beside it.
    """
    datasets = load_all()
    with example_agent(lexical=lexical, first=True) as rules:
        rows = [evaluate(rules, datasets)]
        if get_settings().model_enabled:
            rows += _with_model(rules, datasets, rubric=rubric, sampled=sampled, minutes=minutes)
        counts = {str(kind): number for kind, number in rules.knowledge.catalogue.count().items()}
    report = build(rows, datasets, counts)
    sys.stdout.write(to_text(report) + "\n")
    if report_dir:
        write(report, report_dir)
    return _gate(rows)


def _with_model(rules: Agent, datasets: Sequence[Dataset], *, rubric: bool, sampled: int, minutes: float) -> list[Row]:
    """The model's row; before it, for a part of the suite, the rules' row of the same part."""
    whole = sum(map(len, datasets))
    chosen = sample(datasets, sampled) if sampled else list(datasets)
    every = 0 if not rubric else 1 if sampled else EVERY
    row = evaluate(with_model(rules), chosen, rubric=every, of=whole, seconds_at_most=minutes * 60)
    if row.complete:
        return [row]
    return [evaluate(rules, first(chosen, row.ran), of=whole), row]


def build(rows: Sequence[Row], datasets: Sequence[Dataset], counts: dict[str, int], last: Path = LAST) -> Report:
    """The report of the rows, compared with the last committed one."""
    return Report(
        date=str(date.today()),
        catalogue=counts,
        datasets={dataset.name: len(dataset) for dataset in datasets},
        rows=list(rows),
        differences=compare(rows, read(last)),
        cases={case.id: case.message for dataset in datasets for case in dataset},
    )


def write(report: Report, folder: Path) -> None:
    """report.json, report.md and the self-contained report.html."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(rounded(report) + "\n", "utf-8")
    (folder / "report.md").write_text(to_markdown(report), "utf-8")
    (folder / "report.html").write_text(to_html(report), "utf-8")


def _gate(rows: Sequence[Row]) -> int:
    failed = [f"{ENGINES[row.engine]}：{miss}" for row in rows if row.complete for miss in misses(row)]
    sys.stdout.write("\n".join(["未达到门槛：", *failed] if failed else ["全部达到门槛。"]) + "\n")
    return 1 if failed else 0


def _progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r用例 {done}/{total}" + ("\n" if done == total else ""))
