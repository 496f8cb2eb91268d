"""The evaluation gate: the committed cases on the example catalogue, lexical search, no model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Agent
from evals.dataset import load_all
from evals.example import example_agent
from evals.gate import misses
from evals.reports.report import Row
from evals.suite import build, evaluate, write
from knowledge.records import Achievement, Expert


@pytest.fixture(scope="module")
def row() -> Iterator[Row]:
    with example_agent(lexical=True, first=True) as agent:
        yield evaluate(agent, load_all())


def test_every_bound_of_the_gate_is_kept(row: Row) -> None:
    assert misses(row) == []


def test_the_report_is_written_in_three_forms(row: Row, tmp_path: Path) -> None:
    report = build([row], load_all(), {"achievement": 210})
    write(report, tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["report.html", "report.json", "report.md"]
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "<svg" in page and "http" not in page and "<script" not in page


def test_every_judged_record_exists_and_every_unanswerable_case_names_why(agent: Agent) -> None:
    matching, conditions, unanswerable, knowledge, _ = load_all()
    catalogue = {record.id: record for record in agent.knowledge.catalogue.iter()}
    for case in matching:
        assert all(isinstance(catalogue[one], Achievement) for one in case.expected["achievements"]), case.id
        assert all(isinstance(catalogue[one], Expert) for one in case.expected["experts"]), case.id
        assert {*case.expected["achievements"].values(), *case.expected["experts"].values()} <= {1, 2, 3}
    assert all(case.metadata["hard"] for case in unanswerable)
    named = {one for case in conditions for one in (case.expected["first"], case.expected["over"])}
    assert all(isinstance(catalogue[one], Achievement) for one in named)
    assert {one.expected["first"] for one in conditions} == {one.expected["over"] for one in conditions} == named
    assert all(one in catalogue for case in knowledge for one in case.expected["records"])


def test_the_questions_do_not_copy_the_catalogue(agent: Agent) -> None:
    """No question shares twelve letters in a row with a record that it is judged by."""
    catalogue = {record.id: record for record in agent.knowledge.catalogue.iter()}
    matching = load_all()[0]
    for case in matching:
        for one in case.expected["achievements"]:
            text = "\n".join(catalogue[one].citable_fields().values())
            runs = {case.message[at : at + 12] for at in range(len(case.message) - 11)}
            assert not [run for run in runs if run in text], (case.id, one)
