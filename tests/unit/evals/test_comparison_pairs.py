"""The frozen half of the hand-checked pairs: how many verdicts of the comparison are right."""

from collections import Counter

import pytest

from evals.labelled.comparison import PAIRS, VERDICTS, judge, load, scores
from knowledge import Achievement, demo_records

FLOOR = 0.96


def test_pairs_name_what_stands_in_the_catalogue() -> None:
    records = {one.id: one for one in demo_records() if isinstance(one, Achievement)}
    pairs = load()
    assert len(pairs) >= 300
    assert len({pair.id for pair in pairs}) == len(pairs)
    for pair in pairs:
        stated = [one.text() for one in records[pair.record].parameters]
        assert (pair.parameter in stated) or not pair.parameter
        assert bool(pair.parameter) or pair.verdict == "not_stated"
    assert min(Counter((pair.split, pair.verdict) for pair in pairs).values()) >= 50
    assert PAIRS.with_name("README.md").exists()


@pytest.mark.parametrize("split", ["dev", "gate"])
def test_precision_and_recall_of_every_verdict(split: str) -> None:
    found = scores([one for one in judge(load()) if one.pair.split == split])
    for verdict in VERDICTS:
        assert min(found[verdict]) >= FLOOR, (verdict, found[verdict])
