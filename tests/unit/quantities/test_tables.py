"""Every example and counter-example of the data files, and every character that a unit must not be read before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from knowledge.quantities import find_numbers, match_unit, normalise_unit
from knowledge.quantities.measure import _built
from knowledge.quantities.tables import exact_spellings, load, loose_spellings
from knowledge.text import has_han
from tests.unit.quantities.reading import money, quantities

FILES = ["spellings", "numerals", "operators", "cues", "money"]


def _stated(data: object, where: str) -> Iterator[tuple[str, str]]:
    """Every example and counter-example under ``data``, with the place where it stands."""
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from _stated(item, f"{where}[{index}]")
    elif isinstance(data, dict):
        for key, value in data.items():
            if key in ("example", "counter") and isinstance(value, str):
                yield where, value
            else:
                yield from _stated(value, f"{where}.{key}")


CASES = [(name, where, text) for name in FILES for where, text in _stated(load(f"{name}.toml"), name)]
UNITS: list[dict[str, Any]] = [*load("spellings.toml")["unit"], *load("spellings.toml")["counter"]]


@pytest.mark.parametrize(("name", "where", "case"), CASES, ids=[f"{where}:{text}" for _, where, text in CASES])
def test_the_entry_reads_as_it_says(name: str, where: str, case: str) -> None:
    text, _, wanted = case.partition("=>")
    read = money if name == "money" else quantities
    assert read(text.rstrip()) == wanted.strip()


def test_every_word_list_has_an_example() -> None:
    silent = [
        f"{name}.{key}"
        for name in FILES
        for key, rows in load(f"{name}.toml").items()
        for row in (rows if isinstance(rows, list) else [])
        if "example" not in row and (name, key) not in {("operators", "show"), ("spellings", "counter")}
    ]
    assert silent == []


def test_every_spelling_is_read_whole_after_a_number() -> None:
    spellings = [text for text, one in exact_spellings().items() if one.read]
    assert len(spellings) > 600
    assert [text for text in spellings if match_unit(f"12{text}，其他", 2)[1] != 2 + len(text)] == []


@pytest.mark.parametrize("row", UNITS, ids=[row["write"] for row in UNITS])
def test_no_unit_is_read_in_a_longer_word(row: dict[str, Any]) -> None:
    longer = exact_spellings()
    for word in row["write"].split():
        for following in row.get("not_before", "") if has_han(word) else "":
            if not any(text.startswith(word + following) for text in longer):
                assert match_unit(f"12{word}{following}他", 2)[0] != word


def test_every_spelling_has_a_meaning_for_pint(caplog: pytest.LogCaptureFixture) -> None:
    registry = _built.__wrapped__()
    assert [record.message for record in caplog.records] == []
    wrong = []
    for text, spelling in {**loose_spellings(), **exact_spellings()}.items():
        try:
            registry.parse_expression(spelling.expression.replace("(", " ("))
        except Exception as error:  # noqa: BLE001 - the list of what fails is the result
            wrong.append((text, str(error)))
    assert wrong == []


def test_known_units_normalise() -> None:
    assert [text for text in exact_spellings() if normalise_unit(text) is None] == []


@pytest.mark.parametrize("name", load("numerals.toml")["plans"]["words"].split())
def test_names_of_plans_are_no_numbers(name: str) -> None:
    assert find_numbers(f"{name}期间") == []
