"""The vocabulary of the reader of asks: every example and counter-example of the lexicon."""

from __future__ import annotations

import pytest

from agent.read.asks.generic import is_generic
from agent.read.asks.problem import problem_phrase, strip_words
from agent.read.lexicon import terms


def pairs(file: str, *names: str) -> list[tuple[str, str]]:
    """The examples and counter-examples of terms of a file, as text and what is expected of it."""
    found = [terms(file)[name] for name in names]
    parts = [text.partition("=>") for term in found for text in (term.example, term.counter)]
    return [(text.strip(), wanted.strip()) for text, _, wanted in parts]


@pytest.mark.parametrize(("text", "wanted"), pairs("asks", "lead", "tail"))
def test_words_around_a_phrase_are_cut(text: str, wanted: str) -> None:
    assert strip_words(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), pairs("asks", "filler"))
def test_fillers_are_left_out_of_a_problem(text: str, wanted: str) -> None:
    assert problem_phrase(text, "") == wanted


@pytest.mark.parametrize(("text", "wanted"), pairs("asks", "open"))
def test_an_amount_stays_where_the_phrase_would_not_stand_without_it(text: str, wanted: str) -> None:
    assert problem_phrase(text, "") == wanted


@pytest.mark.parametrize(("text", "wanted"), pairs("asks", "suffix"))
def test_a_noun_is_not_cut_in_two(text: str, wanted: str) -> None:
    assert problem_phrase(text, "污水") == wanted


@pytest.mark.parametrize(("text", "wanted"), pairs("general", "general", "plain"))
def test_general_words_name_nothing(text: str, wanted: str) -> None:
    assert is_generic(text) is bool(wanted)


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
