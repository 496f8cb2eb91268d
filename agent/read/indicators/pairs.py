"""Which present value belongs to which target: two values of one property, A，想 B."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agent.read.indicators.roles import Role
from agent.read.indicators.view.candidates import Place, Scene
from agent.read.indicators.view.features import relation

_REACH = 3
_FAR = 3.0
_NAMED = 0.25
_WORST = -8.0


Agreement = Callable[[int, int], float]


def pair(scene: Scene, roles: Sequence[Role], agree: Agreement) -> dict[int, int]:
    """For each present value that has one, the target of the same property; best first, each target once.

    ``agree`` tells how much less likely one name for both is than a name for each (a log chance, at most 0).
    """
    sided = [index for index, role in enumerate(roles) if role in ("target", "baseline")]
    found: list[tuple[float, int, int]] = []
    for at, index in enumerate(sided):
        if roles[index] != "baseline":
            continue
        for other in sided[max(0, at - _REACH) : at + _REACH + 1]:
            if roles[other] == "target" and (cost := _cost(scene, index, other, sided)) < _FAR:
                found.append((cost - _NAMED * max(agree(index, other), _WORST), index, other))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, baseline, target in sorted(found):
        if baseline not in pairs and target not in taken:
            pairs[baseline] = target
            taken.add(target)
    return pairs


def _cost(scene: Scene, baseline: int, target: int, sided: list[int]) -> float:
    how = relation(scene.found[baseline], scene.found[target])
    if how == "other":
        return _FAR
    here, there = scene.places[baseline], scene.places[target]
    between = sum(1 for index in sided if min(baseline, target) < index < max(baseline, target))
    loose = 0.0 if how.startswith("same") else 0.4 if how.startswith("bare") else 0.2
    return 0.6 * between + loose + _apart(here, there) + (0.1 if target < baseline else 0.0)


def _apart(here: Place, there: Place) -> float:
    if here.cell and there.cell:
        return 0.0 if here.cell.row == there.cell.row else _FAR
    if here.sentence == there.sentence:
        return 0.0 if here.clause == there.clause else 0.1
    return 0.6 if here.line == there.line else 1.2
