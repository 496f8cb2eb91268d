"""Reading of the indicators in the labelled texts of tests/data/indicator_texts.tsv, all of our own writing.

Labels are ``name op value unit`` or ``name range low~high unit``, parted by semicolons.
``python -m tests.unit.test_indicator_texts`` prints the figures of each split.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from agent.read.indicators.extract import extract_indicators
from evals.labelled.decompose import same_value
from evals.overlap import NAME_OVERLAP, overlap, pair

_LABEL = re.compile(
    r"(?P<name>.+?) (?P<op>>=|<=|>|<|=|range|approx) (?P<low>-?[\d.e-]+)(?:~(?P<high>-?[\d.]+))?(?: (?P<unit>\S+))?$"
)
ROWS = list(
    csv.DictReader(
        (Path(__file__).parents[3] / "data" / "indicator_texts.tsv").read_text("utf-8").splitlines(), delimiter="\t"
    )
)


def _labels(text: str) -> list[dict[str, Any]]:
    found = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        match = _LABEL.fullmatch(part)
        assert match, part
        high = float(match["high"]) if match["high"] else None
        found.append(
            {
                "name": match["name"],
                "op": match["op"],
                "value": float(match["low"]),
                "value_max": high,
                "unit": match["unit"] or "",
            }
        )
    return found


def _same_and_named(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return same_value(a, b) and overlap(a["name"], b["name"]) >= NAME_OVERLAP


def figures(split: str) -> dict[str, float]:
    """F1 of operator, value and unit, of the same with the name, and of the present values, over one split."""
    hits = {"targets": 0, "named": 0, "baselines": 0}
    sizes = dict(hits)
    for row in (row for row in ROWS if row["split"] == split):
        targets, present = ([i.model_dump() for i in part] for part in extract_indicators(row["text"]))
        wanted, before = _labels(row["targets"]), _labels(row["baselines"] or "")
        for name, found, gold, same in (
            ("targets", targets, wanted, same_value),
            ("named", targets, wanted, _same_and_named),
            ("baselines", present, before, same_value),
        ):
            hits[name] += len(pair(found, gold, same))
            sizes[name] += len(found) + len(gold)
    return {name: 2 * hits[name] / sizes[name] for name in hits}


@pytest.mark.parametrize(
    ("split", "targets", "named", "baselines"),
    [("dev", 0.96, 0.88, 0.9), ("second", 0.96, 0.9, 0.75), ("third", 0.95, 0.86, 0.85), ("fresh", 0.92, 0.84, 0.85)],
)
def test_labelled_texts_are_read(split: str, targets: float, named: float, baselines: float) -> None:
    found = figures(split)
    least = {"targets": targets, "named": named, "baselines": baselines}
    assert {name: value for name, value in found.items() if value < least[name]} == {}


if __name__ == "__main__":
    for part in dict.fromkeys(row["split"] for row in ROWS):
        print(part, {name: round(value, 3) for name, value in figures(part).items()})  # noqa: T201
