"""Every entry of the lexicon of terms is shown by its example, and its counter-example does not do the same."""

from __future__ import annotations

from datetime import date

import pytest

from agent.read.lexicon import terms
from agent.read.sections import clauses
from agent.read.terms.budget import extract_budget
from agent.read.terms.conditions import read_conditions
from agent.read.terms.cooperation import extract_cooperation
from agent.read.terms.deadline import extract_deadline
from agent.read.terms.excluded import excluded_thing
from agent.read.terms.region import extract_regions
from agent.read.terms.secrecy import extract_secrecy
from agent.read.terms.service import extract_service
from agent.read.terms.tier import extract_stage, extract_tier
from agent.read.typed.english import read_english
from agent.read.typed.homophones import find_guesses

TODAY = date(2026, 11, 15)


def cases(name: str) -> list[tuple[str, str]]:
    """The examples and counter-examples of a file, as text and what is expected of it."""
    rows = [text for term in terms(name).values() for text in (term.example, term.counter)]
    return [(text.strip(), wanted.strip()) for text, _, wanted in (row.partition("=>") for row in rows)]


@pytest.mark.parametrize(("text", "wanted"), cases("money"))
def test_money(text: str, wanted: str) -> None:
    assert extract_budget(text)[0] == (float(wanted) if wanted else None)


@pytest.mark.parametrize(("text", "wanted"), cases("times"))
def test_times(text: str, wanted: str) -> None:
    quote = extract_deadline(text, TODAY)[0]
    assert (quote in wanted or wanted in quote) if wanted and quote else quote == wanted


@pytest.mark.parametrize(("text", "wanted"), cases("conditions"))
def test_conditions(text: str, wanted: str) -> None:
    held = read_conditions(text)
    assert {"constraint": bool(held.constraints), "exclusion": bool(held.exclusions)} == {
        "constraint": wanted == "constraint",
        "exclusion": wanted == "exclusion",
    }


@pytest.mark.parametrize(("text", "wanted"), cases("services"))
def test_services(text: str, wanted: str) -> None:
    assert extract_service(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), cases("refusals"))
def test_refusals(text: str, wanted: str) -> None:
    assert excluded_thing(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), cases("secrecy"))
def test_secrecy(text: str, wanted: str) -> None:
    assert extract_secrecy(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), cases("places"))
def test_places(text: str, wanted: str) -> None:
    assert "、".join(extract_regions(text)) == wanted


@pytest.mark.parametrize(("text", "wanted"), cases("cooperation"))
def test_cooperation(text: str, wanted: str) -> None:
    found = extract_cooperation(text, "", clauses(text))
    assert wanted in found


@pytest.mark.parametrize(("text", "wanted"), cases("firms"))
def test_firms(text: str, wanted: str) -> None:
    assert extract_tier(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), cases("stages"))
def test_stages(text: str, wanted: str) -> None:
    assert extract_stage(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), cases("english"))
def test_english(text: str, wanted: str) -> None:
    assert read_english(text).thing == wanted


@pytest.mark.parametrize(("text", "wanted"), cases("limits"))
def test_limits(text: str, wanted: str) -> None:
    assert [guess.typed for guess in find_guesses(text)] == ([wanted] if wanted else [])


@pytest.mark.parametrize(("text", "wanted"), cases("properties"))
def test_properties(text: str, wanted: str) -> None:
    assert (wanted in [guess.meant for guess in find_guesses(text)]) if wanted else not find_guesses(text)
