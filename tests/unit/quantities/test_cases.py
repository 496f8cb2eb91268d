"""The cases of ``cases.toml``: what is read in each text, by kind of notation."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from knowledge.quantities import find_quantities, fold
from tests.unit.quantities.reading import quantities

CASES = [
    case.partition("=>")[::2]
    for group in tomllib.loads(Path(__file__).with_name("cases.toml").read_text("utf-8")).values()
    for case in group
]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text.strip() for text, _ in CASES])
def test_the_case_reads_as_it_says(text: str, wanted: str) -> None:
    assert quantities(text.rstrip()) == wanted.strip()


def test_there_are_many_cases_and_each_once() -> None:
    texts = [text for text, _ in CASES]
    assert len(texts) >= 250
    assert sorted({text for text in texts if texts.count(text) > 1}) == []


@pytest.mark.parametrize("text", [text.rstrip() for text, _ in CASES])
def test_folded_and_original_text_read_alike_with_the_same_spans(text: str) -> None:
    assert find_quantities(fold(text)) == find_quantities(text)
