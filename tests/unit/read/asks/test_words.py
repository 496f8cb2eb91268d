"""The vocabulary of the reader of asks: every example and counter-example of the lexicon."""

from __future__ import annotations

import pytest

from agent.read.asks.generic import is_generic
from agent.read.asks.problem import problem_phrase, strip_words
from agent.read.layout.words import lexicon

ROWS = {row["term"]: row for row in lexicon("asks")["words"]}


@pytest.mark.parametrize("term", ["lead", "tail"])
def test_words_around_a_phrase_are_cut(term: str) -> None:
    row = ROWS[term]
    assert strip_words(row["example"]) == row["cut"]
    assert strip_words(row["counter_example"]) == row["counter_example"]


def test_fillers_are_left_out_of_a_problem() -> None:
    row = ROWS["filler"]
    assert problem_phrase(row["example"], "") == row["cut"]
    assert problem_phrase(row["counter_example"], "") == row["counter_example"]


@pytest.mark.parametrize("row", lexicon("general")["words"], ids=lambda row: row["term"])
def test_general_words_name_nothing(row: dict[str, str]) -> None:
    assert is_generic(row["example"])
    assert not is_generic(row["counter_example"])


@pytest.mark.parametrize(
    ("quote", "thing", "problem"),
    [
        ("密封圈老是漏油", "密封圈", "漏油"),
        ("轴承套圈淬火后变形大，想控制在0.05mm以内", "轴承套圈", "淬火后变形大"),
        ("我们想提高电池隔膜的穿刺强度", "电池隔膜", "提高电池隔膜的穿刺强度"),
        ("解决废旧纺织品分拣慢的问题", "废旧纺织品", "分拣慢"),
    ],
)
def test_a_problem_is_cut_to_what_is_wrong_or_wanted(quote: str, thing: str, problem: str) -> None:
    assert problem_phrase(quote, thing) == problem
