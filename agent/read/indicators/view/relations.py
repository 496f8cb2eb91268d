"""What the likely roles of the other quantities say about one: the second look at a text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agent.read.indicators.view.candidates import Scene
from agent.read.indicators.view.features import relation, step, where_to
from agent.read.indicators.view.hashing import Ids, bucket

Chances = NDArray[np.float32]
_REACH = 6
_TENTHS = np.array([0.03, 0.1, 0.25, 0.5, 0.75, 0.9, 0.97])


def relations(scene: Scene, chances: Chances) -> list[Ids]:
    """For each quantity the buckets of what the first look thought of it and of its neighbours.

    ``chances`` has one row per quantity: target, baseline, neither.
    """
    levels = np.digitize(chances, _TENTHS)
    columns = _columns(scene, chances)
    mean = np.digitize(chances.mean(axis=0), _TENTHS) if len(chances) else np.zeros(3, dtype=int)
    best = chances.argmax(axis=1)
    found = []
    for index in range(len(scene.found)):
        own = f"{levels[index][0]}{levels[index][1]}"
        names = [f"own={own}", f"own0={levels[index][0]}", f"own1={levels[index][1]}", f"mean={mean[0]}{mean[1]}"]
        names += [f"mean={mean[1]}:{best[index]}", *_near(scene, index, levels, best), *_alike(scene, index, chances)]
        if (column := columns.get(index)) is not None:
            names += [f"column={column}", f"column={column}:{best[index]}"]
        names += [f"{name}:{best[index]}" for name in names[4:]]
        found.append(np.fromiter((bucket("2" + name) for name in names), np.int64, len(names)))
    return found


def _near(scene: Scene, index: int, levels: NDArray[np.int64], best: NDArray[np.int64]) -> list[str]:
    one, place = scene.found[index], scene.places[index]
    names, around = [], []
    for offset in (-2, -1, 1, 2):
        other = index + offset
        if not 0 <= other < len(scene.found):
            around.append("-")
            continue
        how, where = relation(one, scene.found[other]), where_to(place, scene.places[other])
        level = f"{levels[other][0]}{levels[other][1]}"
        around.append(f"{best[other]}")
        names += [f"{offset}:{level}", f"{offset}:{best[other]}:{where}:{how}", f"{offset}:{level}:{how}"]
        names += [f"{offset}:{best[other]}:{where}:{how}:{one.op}"]
        if abs(offset) == 1 and place.bracket >= 0:
            names.append(f"{offset}:{best[other]}:bracket:{how}")
    return [*names, "around=" + "".join(around), "before=" + "".join(around[:2]), "after=" + "".join(around[2:])]


def _alike(scene: Scene, index: int, chances: Chances) -> list[str]:
    """The likeliest target and the likeliest present value of the same unit near by, on each side."""
    one = scene.found[index]
    names = []
    for side, others in (
        ("b", range(index - 1, max(index - _REACH, 0) - 1, -1)),
        ("a", range(index + 1, min(index + _REACH + 1, len(scene.found)))),
    ):
        hows = [(other, relation(one, scene.found[other])) for other in others]
        kin = [(other, how) for other, how in hows if how != "other"]
        names.append(f"{side}kin={step(len(kin))}")
        for role in (0, 1):
            other, how = max(kin, key=lambda pair: chances[pair[0]][role], default=(-1, "none"))
            level = int(np.digitize(chances[other][role], _TENTHS)) if kin else -1
            where = where_to(scene.places[index], scene.places[other]) if kin else ""
            names += [
                f"{side}{role}={level}:{how}",
                f"{side}{role}={level}:{how}:{where}",
                f"{side}{role}={level}:{one.op}",
            ]
    return names


def _columns(scene: Scene, chances: Chances) -> dict[int, str]:
    """For each quantity in a table the mean chances of the other cells of its column."""
    groups: dict[tuple[tuple[tuple[int, int], ...], int], list[int]] = {}
    for index, place in enumerate(scene.places):
        if place.cell:
            groups.setdefault((place.cell.head, place.cell.column), []).append(index)
    found = {}
    for members in groups.values():
        total = chances[members].sum(axis=0)
        for index in members:
            rest = (total - chances[index]) / max(len(members) - 1, 1)
            found[index] = f"{np.digitize(rest[0], _TENTHS)}{np.digitize(rest[1], _TENTHS)}:{step(len(members))}"
    return found
