"""The name of each target and present value: the run of words that the trained scores prefer, shared by a pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from agent.read.indicators.model import Array, Model
from agent.read.indicators.pairs import pair
from agent.read.indicators.roles import Role
from agent.read.indicators.view.candidates import Scene
from agent.read.indicators.view.hashing import Ids
from agent.read.indicators.view.spans import Runs, Words, edges, runs
from knowledge.quantities import same_kind

Span = tuple[int, int]
Chances = dict[Span, float]
_FLOOR = -9.0
_KEPT = 24
_SHARED = 0.75
_EMPTY = (0, 0)


@dataclass(frozen=True, slots=True)
class _Sums:
    """What every word of the text says as the first, the last and an inner word of a name."""

    first: Array
    last: Array
    inside: Array


def name_spans(scene: Scene, roles: Sequence[Role], model: Model) -> tuple[dict[int, Span], dict[int, int]]:
    """Where the name of every target and present value stands, and which of the two belong together.

    A pair takes the name that both like best.
    """
    sided = [index for index, role in enumerate(roles) if role in ("target", "baseline")]
    if not sided:
        return {}, {}
    words = Words.of(scene)
    found = {index: runs(scene, words, index) for index in sided}
    sums = _summed(words, found.values(), model)
    chances = {index: _chances(found[index], sums, model.names) for index in sided}

    spans = {index: _span(words, [chances[index]]) for index in sided}
    _part(scene, words, chances, spans)

    def alike(one: int, other: int) -> bool:
        return _alike(scene.text[slice(*spans[one])], scene.text[slice(*spans[other])])

    def agree(baseline: int, target: int) -> float:
        if alike(baseline, target):
            return 0.0
        both = [chances[baseline], chances[target]]
        return _best(both)[1] - _best(both[:1])[1] - _best(both[1:])[1]

    pairs = pair(scene, roles, agree)
    for baseline, target in pairs.items():
        if not alike(baseline, target):
            spans[baseline] = spans[target] = _span(words, [chances[target], chances[baseline]])
    return spans, pairs


def _summed(words: Words, found: Iterable[Runs], model: Model) -> _Sums:
    """The sums of the words that stand in some run; nothing for the others, which is most of a long text."""
    wanted = sorted({place for one in found for place in one.order.tolist()})
    known = edges(words, wanted)
    parts = []
    for part in (known.first, known.last, known.inside):
        whole = np.zeros(len(words.forms), dtype=np.float32)
        whole[wanted] = _sums(part, model.names)
        parts.append(whole)
    return _Sums(*parts)


def _part(scene: Scene, words: Words, chances: dict[int, Chances], spans: dict[int, Span]) -> None:
    """Two numbers of different kinds do not share a name: the later one takes the best run behind the earlier one."""
    sided = sorted(spans)
    for one, other in zip(sided, sided[1:], strict=False):
        first, second = scene.found[one], scene.found[other]
        if spans[one] != spans[other] or spans[one] == _EMPTY or same_kind(first.unit, second.unit):
            continue
        behind = {run: chance for run, chance in chances[other].items() if words.starts[run[0]] >= first.tail}
        if behind:
            spans[other] = _span(words, [behind])


def _alike(one: str, other: str) -> bool:
    """Whether two names share most of the shorter one's characters: 压铸件气孔率 and 气孔率."""
    shared = (Counter(one) & Counter(other)).total()
    return shared >= _SHARED * max(min(len(one), len(other)), 1) and shared > 1


def _sums(rows: Ids, weights: Array) -> Array:
    out: Array = weights[rows].sum(axis=1)
    return out


def run_scores(found: Runs, sums: _Sums, weights: Array) -> Array:
    """The score of each run: what its edges, its inner words and its place say."""
    total = np.concatenate([[0], sums.inside.cumsum()])
    begin, near = _sums(found.begin, weights), _sums(found.near, weights)
    at = np.searchsorted(found.order, found.firsts), np.searchsorted(found.order, found.lasts)
    score: Array = sums.first[found.firsts] + sums.last[found.lasts] + total[found.lasts + 1] - total[found.firsts]
    return score + begin[at[0]] + near[at[1]] + weights[found.shape]


def _chances(found: Runs, sums: _Sums, weights: Array) -> dict[Span, float]:
    """Log chance of each run of words, by its first and last word."""
    if not len(found.firsts):
        return {}
    scores = run_scores(found, sums, weights)
    scores = scores - scores.max()
    scores = scores - np.log(np.exp(scores).sum())
    best = np.argpartition(-scores, _KEPT)[:_KEPT] if len(scores) > _KEPT else np.arange(len(scores))
    spans = zip(found.firsts[best].tolist(), found.lasts[best].tolist(), strict=True)
    return dict(zip(spans, scores[best].tolist(), strict=True))


def _best(chances: list[Chances]) -> tuple[Span, float]:
    """The run that all of ``chances`` together like best, and how much."""
    runs_ = {run for one in chances for run in one}
    scored = ((sum(one.get(run, _FLOOR) for one in chances), -run[0], run[1]) for run in runs_)
    score, first, last = max(scored, default=(0.0, 0, -1))
    return (-first, last), score


def _span(words: Words, chances: list[Chances]) -> Span:
    """Start and end in the text of the best run; empty when there is none."""
    (first, last), _ = _best(chances)
    return (words.starts[first], words.ends[last]) if last >= first else _EMPTY
