"""Run the committed cases through the agent, evaluate, compare with the last committed report, write, and gate."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from agent import Agent, Settings, get_settings
from evals.dataset import Dataset, load_all
from evals.evaluators import EVALUATORS
from evals.evaluators.judge import judge
from evals.gate import misses
from evals.outcomes import run_cases
from evals.report import Report, Row, compare, read, rounded, slices
from evals.report_html import to_html
from evals.report_markdown import ENGINES, to_markdown, to_text

LAST = Path(__file__).parents[1] / "docs" / "eval-report" / "report.json"
"""The last committed report; an installed copy without docs/ compares with nothing."""


def evaluate(agent: Agent, datasets: Sequence[Dataset], *, rubric: bool = False) -> Row:
    """One row of the report: every case through this agent and every evaluator over what came back.

    With ``rubric`` the configured model also scores a few answers by the named rubrics.
    """
    outcomes = run_cases(agent, datasets, _progress if sys.stderr.isatty() else None)
    records = {record.id: record for record in agent.knowledge.catalogue.iter()}
    measures = [measure for evaluator in EVALUATORS for measure in evaluator(outcomes, records)]
    if rubric:
        measures += judge(outcomes, agent)
    cases = {case.id: case for dataset in datasets for case in dataset}
    engine = "model" if agent.settings.model_enabled else "rules"
    return Row(engine=engine, search=agent.knowledge.retriever.mode, measures=measures, slices=slices(measures, cases))


def run(report_dir: Path | None = None, *, lexical: bool = False, rubric: bool = False) -> int:
    """Evaluate on the example catalogue without a model and, where one is configured, with it; 1 when the gate fails.

    ``lexical`` leaves vectors out. ``report_dir`` receives report.json, report.md and report.html.
    """
    datasets, settings = load_all(), get_settings()
    rows: list[Row] = []
    counts: dict[str, int] = {}
    for chosen in _engines(settings, lexical):
        with tempfile.TemporaryDirectory() as folder:
            agent = Agent.open(chosen.model_copy(update={"data_dir": Path(folder), "database_url": ""}), owner=False)
            try:
                agent.sync()
                rows.append(evaluate(agent, datasets, rubric=rubric and chosen.model_enabled))
                counts = {str(kind): number for kind, number in agent.knowledge.catalogue.count().items()}
            finally:
                agent.close()
    report = build(rows, datasets, counts)
    sys.stdout.write(to_text(report) + "\n")
    if report_dir:
        write(report, report_dir)
    return _gate(rows)


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


def _engines(settings: Settings, lexical: bool) -> list[Settings]:
    embedder = {"embedder": "none"} if lexical else {}
    rules = settings.model_copy(update={"model": "", **embedder})
    return [rules, settings.model_copy(update=embedder)] if settings.model_enabled else [rules]


def _gate(rows: Sequence[Row]) -> int:
    failed = [f"{ENGINES[row.engine]}：{miss}" for row in rows for miss in misses(row)]
    sys.stdout.write("\n".join(["未达到门槛：", *failed] if failed else ["全部达到门槛。"]) + "\n")
    return 1 if failed else 0


def _progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r用例 {done}/{total}" + ("\n" if done == total else ""))
