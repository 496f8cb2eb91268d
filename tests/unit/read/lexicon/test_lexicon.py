"""The notation of words, and every term of a plain file: its example says it, its counter-example does not."""

from __future__ import annotations

import pytest

from agent.read.lexicon import HERE, Term, longest, named, terms
from agent.read.lexicon.notation import compiled, is_plain

FILES = sorted(path.stem for path in HERE.glob("*.toml"))
READ_BY_OTHERS = "=>"
"""Examples with an arrow say what a reader makes of them; they are tested with that reader."""


def plain() -> list[tuple[str, Term]]:
    """Every term whose examples are sentences."""
    return [(name, term) for name in FILES for term in terms(name).values() if READ_BY_OTHERS not in term.example]


@pytest.mark.parametrize(("name", "term"), plain(), ids=lambda one: one if isinstance(one, str) else one.term)
def test_examples(name: str, term: Term) -> None:
    """An example says its term, a counter-example does not."""
    assert term.said(term.example), (name, term.term)
    assert not term.said(term.counter), (name, term.term)


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("委托…开发", "委托省内一家院所开发", True),
        ("委托…开发", "委托检测，自己开发", False),
        ("联合‥攻关", "联合攻关", True),
        ("联合‥攻关", "联合体的攻关", False),
        ("(可|能|)直接(应用|投产)", "拿来直接投产", True),
        ("(可|能|)直接(应用|投产)", "直接报废", False),
        ("技术开发~(区|中心)", "做技术开发", True),
        ("技术开发~(区|中心)", "技术开发区", False),
        ("^要", "要成熟的", True),
        ("^要", "不要成熟的", False),
        ("c++", "用c++写的", True),
        ("c++", "ccc", False),
    ],
)
def test_notation(word: str, text: str, found: bool) -> None:
    """A gap stays inside a clause, an empty alternative may be left out, what must not follow is looked for."""
    assert bool(compiled(word).search(text)) is found


def test_plain_words_are_found_as_they_stand() -> None:
    """Signs of other languages are no notation."""
    assert is_plain("3.5万")
    assert not is_plain("委托…开发")


def test_words_that_only_look_alike_do_not_count() -> None:
    """大学生 is no university; the place of every other character stays."""
    term = terms("partners")["高校"]
    assert term.said("大学生要，大学也要")
    assert not term.said("大学生")
    found = term.find("大学生和大学")
    assert found is not None and found.start() == 4


def test_terms_are_named_and_words_prefer_the_longest() -> None:
    """The names of what is said; of several beginnings the longest."""
    assert named("不接受技术转让", "cooperation") == {"技术转让"}
    assert longest("不要进口的", ("不", "不要")) == "不要"
    assert longest("可以", ("不", "不要")) == ""
