"""Whether a number is a lower limit, an upper limit, a nominal value or a range, where its words leave it open."""

from __future__ import annotations

import numpy as np

from agent.read.indicators.model import Array, Model
from agent.read.indicators.view.candidates import Scene
from agent.read.indicators.view.features import relation
from agent.read.indicators.view.hashing import BUCKETS, Ids, bucket
from knowledge.quantities import Operator, Quantity

OPERATORS: tuple[Operator, ...] = (">=", "<=", ">", "<", "=", "range", "approx")


def operator_rows(scene: Scene, first: list[Ids], chances: Array, names: list[str]) -> list[Ids]:
    """The buckets of the first look, and which side the quantity and its neighbours are on, and its name."""
    best = chances.argmax(axis=1)
    found = []
    for index, one in enumerate(scene.found):
        own = best[index]
        parts = [f"side={own}", f"side={own}:{one.op}:{one.cue}:{one.signed}:{one.better}", f"side={own}:{one.unit}"]
        for offset in (-2, -1, 1, 2):
            other = index + offset
            if 0 <= other < len(best) and best[other] < 2:
                how = relation(one, scene.found[other])
                parts += [f"{offset}:{own}{best[other]}:{how}", f"{offset}:{own}{best[other]}:{how}:{one.op}:{one.cue}"]
        name = names[index]
        parts += [f"N{name[-n:]}:{own}" for n in range(1, 5)] + [f"N{name[-2:]}:{one.op}:{own}"]
        parts += [f"n{name[at : at + 2]}:{own}" for at in range(len(name) - 1)] + [f"n0{name[:2]}:{own}"]
        more = np.fromiter((bucket("3" + part) for part in parts), np.int64, len(parts))
        found.append(np.concatenate([first[index], np.unique(more) + BUCKETS]))
    return found


def operators(scene: Scene, rows: list[Ids], model: Model) -> list[Operator]:
    """The operator of each quantity: two bounds are always a range, and an operator that the words state stands."""
    best = model.operator(rows).argmax(axis=1) if rows else []
    return [
        "range" if one.value_max is not None else _stated(one) or OPERATORS[at]
        for one, at in zip(scene.found, best, strict=True)
    ]


def _stated(one: Quantity) -> Operator | None:
    """The operator of a sign or word right before the number; 约, = and 优于 leave the direction to the rest."""
    return one.op if one.prefixed and not one.better and one.op in ("<", "<=", ">", ">=") else None
