"""What each quantity of a text is: a target, a present value, or one of the things that are neither."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from agent.read.indicators.model import Array, Model, softmax
from agent.read.indicators.view.candidates import Scene
from agent.read.indicators.view.features import features
from agent.read.indicators.view.hashing import BUCKETS, Ids
from agent.read.indicators.view.inputs import inputs
from agent.read.indicators.view.relations import relations
from agent.read.lexicon import words_of

Other = Literal[
    "condition", "nominal", "background", "other_firm", "company", "money", "date", "deliverable", "name", "none"
]
Role = Literal["target", "baseline"] | Other
_LEAST = 1e-6
_FEW = 100
SIDES = ("target", "baseline", "neither")
OTHERS: tuple[Other, ...] = get_args(Other)


def rows(scene: Scene) -> list[Ids]:
    """The buckets of the first look, one array per quantity."""
    return [features(scene, index) for index in range(len(scene.found))]


def second_rows(scene: Scene, first: list[Ids], chances: Array) -> list[Ids]:
    """The buckets of the second look: those of the first and, in a half of their own, what the first look said."""
    related = relations(scene, chances)
    return [np.concatenate([own, np.unique(more) + BUCKETS]) for own, more in zip(first, related, strict=True)]


def sides(scene: Scene, first: list[Ids], model: Model) -> Array:
    """Chances of target, baseline and neither per quantity: both looks, and the networks with as much say as they."""
    chances = softmax(model.first(first))
    linear = softmax(model.second(second_rows(scene, first, chances)))
    if not model.networks:
        return linear
    given = inputs(scene)
    read = np.mean([_three(softmax(one.read(given).roles)) for one in model.networks], axis=0)
    return softmax((np.log(np.maximum(linear, _LEAST)) + np.log(np.maximum(read, _LEAST))) / 2)


def _three(chances: Array) -> Array:
    """Target, baseline, and all other roles together."""
    both = chances[:, : len(SIDES) - 1]
    return np.concatenate([both, 1 - both.sum(axis=1, keepdims=True)], axis=1)


def _counted(scene: Scene) -> NDArray[np.bool_]:
    """Which quantities merely count things or partners: no operator, a small number of 台, 家, 位 …"""
    things = words_of("naming", "things")
    counts = [one.op is None and one.unit in things and one.value < _FEW for one in scene.found]
    return np.array(counts, dtype=bool)


def roles(scene: Scene, chances: Array, first: list[Ids], model: Model) -> list[Role]:
    """The role of each quantity; of those that are neither, which of the others is likeliest."""
    other = model.others(first).argmax(axis=1)
    chances = np.where(_counted(scene)[:, None], [0, 0, 1], chances) if len(first) else chances
    best = chances.argmax(axis=1)
    sided: tuple[Role, Role] = ("target", "baseline")
    return [sided[side] if side < len(sided) else OTHERS[rest] for side, rest in zip(best, other, strict=True)]
