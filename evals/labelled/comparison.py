"""Indicator against parameter: hand-checked pairs from the example catalogue, and how many verdicts are right.

A verdict of met or not met is right only when it rests on the parameter that the pair names.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent import Indicator, RequirementCard, compare_one
from knowledge import Achievement, demo_records

PAIRS = Path(__file__).parents[1] / "cases" / "truth" / "comparison.jsonl"
VERDICTS = ("met", "not_met", "not_stated")
NAMES = {"met": "达到", "not_met": "未达到", "not_stated": "未说明"}
GOAL = 0.97
"""Least precision and recall of every verdict."""


@dataclass(frozen=True)
class Pair:
    """One indicator of a card, the record it is held against, and the verdict that a reader gave."""

    id: str
    record: str
    parameter: str
    object: str
    indicator: Indicator
    verdict: str
    split: str


@dataclass(frozen=True)
class Judged:
    """One pair with what the product says."""

    pair: Pair
    said: str
    text: str
    cited: str

    @property
    def right(self) -> bool:
        """Whether the verdict is the reader's and rests on the reader's parameter."""
        return self.said == self.pair.verdict and (self.said == "not_stated" or self.cited == self.pair.parameter)


def load(path: Path = PAIRS) -> list[Pair]:
    """The committed pairs."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    fields = ("name", "op", "value", "value_max", "unit", "quote")
    return [
        Pair(
            row["id"],
            row["record"],
            row["parameter"],
            row["object"],
            Indicator(**{name: row[name] for name in fields}),
            row["verdict"],
            row["split"],
        )
        for row in rows
    ]


def judge(pairs: Sequence[Pair]) -> list[Judged]:
    """What the product says of each pair."""
    records = {one.id: one for one in demo_records() if isinstance(one, Achievement)}
    found = []
    for pair in pairs:
        card = RequirementCard(object=pair.object, indicators=[pair.indicator])
        said = compare_one(card, 0, records[pair.record])
        found.append(Judged(pair, said.verdict, said.text, said.citation.quote if said.citation else ""))
    return found


def scores(judged: Sequence[Judged]) -> dict[str, tuple[float, float]]:
    """Precision and recall by verdict; a verdict on the wrong parameter is a miss and a false alarm."""
    table = {}
    for verdict in VERDICTS:
        hits = sum(one.right for one in judged if one.said == verdict)
        said = sum(one.said == verdict for one in judged)
        meant = sum(one.pair.verdict == verdict for one in judged)
        table[verdict] = (hits / said if said else 0.0, hits / meant if meant else 0.0)
    return table


def misses(judged: Sequence[Judged]) -> list[str]:
    """The pairs that are judged wrongly, one line each."""
    return [
        f"{one.pair.id} {one.pair.record} {one.pair.indicator.text()} 应为{NAMES[one.pair.verdict]}"
        f"（{one.pair.parameter or '无对应参数'}），判为{NAMES[one.said]}：{one.text}"
        for one in judged
        if not one.right
    ]


def run(show: int = 20) -> int:
    """Print precision and recall of each verdict on both halves; 1 when one of them misses the goal."""
    judged = judge(load())
    lines, low = [], 1.0
    for split, word in (("dev", "调优"), ("gate", "门槛")):
        half = [one for one in judged if one.pair.split == split]
        lines.append(f"指标对照（{word}，{len(half)} 对）")
        for verdict, (precision, recall) in scores(half).items():
            lines.append(f"  {NAMES[verdict]}  查准 {precision:.3f}  查全 {recall:.3f}")
            low = min(low, precision, recall)
    wrong = misses([one for one in judged if one.pair.split == "dev"])
    sys.stdout.write("\n".join([*lines, *wrong[:show]]) + "\n")
    return 0 if low >= GOAL else 1
