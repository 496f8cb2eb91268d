"""Whether a stated wish (region, mode, stage, indicator) brings the record that heeds it before an equally fit one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.evaluators.matching import ranked
from evals.measure import Measure, mean
from evals.outcomes import Outcome
from knowledge import AnyRecord

KINDS = {"region": "地域", "mode": "合作方式", "stage": "成熟度", "indicator": "指标"}


def conditions(outcomes: Sequence[Outcome], records: Mapping[str, AnyRecord]) -> list[Measure]:
    """Share of the contrasts in the right order, in all and by kind of condition."""
    asked = [one for one in outcomes if one.dataset == "conditions"]
    right = {one.case.id: _heeded(one) for one in asked}
    kinds = {one.case.id: one.case.metadata.get("hard") for one in asked}
    return [
        mean("conditions.right", "条件使合乎者在前", right),
        *(
            mean(
                f"conditions.{kind}",
                f"条件使合乎者在前（{word}）",
                {k: v for k, v in right.items() if kinds[k] == kind},
            )
            for kind, word in KINDS.items()
        ),
    ]


def _heeded(outcome: Outcome) -> float:
    found = outcome.reply.recommendation
    places = {one: place for place, one in enumerate(ranked(found.achievements) if found else [])}
    last = len(places)
    expected = outcome.case.expected
    return float(places.get(expected["first"], last) < places.get(expected["over"], last))
