"""The frozen quarter of our own labelled texts and dialogues, which nobody fits to, read for figures only.

How they were made is told in evals/cases/reading/README.md. The bounds lie a little below what was measured when they
were set (docs/reading.md); misses are never printed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.example import example_agent
from evals.labelled.decompose import DecomposeReport, evaluate
from evals.labelled.dialogues import play, read_dialogues

READING = Path(__file__).parents[2] / "evals" / "cases" / "reading"
EVERY = 3
"""Of the dialogues every third is played: the whole set takes minutes."""

LEAST = {
    "指标": 0.76,
    "指标（含名称）": 0.62,
    "现状值": 0.69,
    "技术领域": 0.81,
    "子需求": 0.53,
    "预算": 0.9,
    "期限": 0.8,
    "合作方式": 0.88,
    "含糊": 0.66,
}
LEAST_TURNS = 0.7


@pytest.fixture(scope="module")
def report() -> DecomposeReport:
    """The frozen texts, decomposed."""
    return evaluate(READING, split="gate")


@pytest.mark.parametrize("name", LEAST)
def test_frozen_texts_are_read(report: DecomposeReport, name: str) -> None:
    """Each part reaches its bound."""
    assert report.part(name).scores()[2] >= LEAST[name]


def test_frozen_dialogues_are_answered() -> None:
    """The turns whose every expectation holds."""
    with example_agent() as agent:
        played = play(agent, read_dialogues(READING / "dialogues-gate.jsonl")[::EVERY])
    assert played.share >= LEAST_TURNS
