"""The vocabulary of names: every row's example is one quantity, its counter-example two."""

import pytest

from agent.match.cover.lexicon import rows, traits
from agent.match.cover.names import quantity, same_quantity

NAMES = [*rows("synonyms", "synonym"), *rows("qualifiers", "qualifier")]


def _same(wanted: str, stated: str) -> bool:
    return same_quantity(quantity(wanted), quantity(stated, stated=True), "", "")


@pytest.mark.parametrize("row", NAMES, ids=lambda row: "-".join(row["example"]))
def test_names(row: dict[str, list[str]]) -> None:
    assert _same(*row["example"])
    assert not _same(*row["counter"])


@pytest.mark.parametrize("row", rows("polarity", "trait"), ids=lambda row: row["kind"])
def test_traits(row: dict[str, str]) -> None:
    assert traits(row["kind"]).search(row["example"])
    assert not traits(row["kind"]).search(row["counter"])
