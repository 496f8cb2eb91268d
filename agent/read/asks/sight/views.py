"""What can be seen of a stretch: its own letters, how it sits in its sentence, and what the sentence says besides."""

from __future__ import annotations

from collections.abc import Sequence

from agent.read.asks.sight.features import (
    Surroundings,
    against_title,
    bucket,
    letters,
    level,
    neighbours,
    numbers,
    place,
    plain,
    section,
    signs,
    tagged,
    words,
)
from agent.read.asks.sight.stretches import Stretch

_NEAR = 8


def sentence_of(stretch: Stretch, around: Surroundings) -> list[int]:
    """The units of the sentence of a stretch, at most eight to each side."""
    own = around.units[stretch.first]
    near = range(max(0, stretch.first - _NEAR), min(len(around.units), stretch.last + _NEAR + 1))
    return [
        k
        for k in near
        if around.units[k].clause.sentence == own.clause.sentence and around.units[k].in_title == own.in_title
    ]


def _shape(stretch: Stretch, around: Surroundings, sentence: Sequence[int]) -> list[str]:
    first, last = around.units[stretch.first], around.units[stretch.last]
    run, where = stretch.last - stretch.first + 1, section(first)
    size = level(len(stretch.quote), 4, 7, 10, 14, 19, 26, 36, 50)
    begins, ends = stretch.first == sentence[0], stretch.last == sentence[-1]
    counted = [f"num@{k}={min(2, numbers(plain(around.units[stretch.first + k].text)))}" for k in range(run)]
    return [
        f"run={run}:{where}",
        f"run={run}:{first.kind}",
        f"L={size}",
        f"L={size}:{run}",
        f"whole={begins and ends}:{run}",
        f"to the end={ends}:{run}",
        f"from start={begins}:{run}",
        f"closes={last.clause.closer[:1]}:{run}",
        f"last kind={last.kind}",
        f"marked={first.clause.marker}:{run}",
        *counted,
    ]


def _beside(stretch: Stretch, around: Surroundings, sentence: Sequence[int]) -> list[str]:
    names = []
    for k in sentence:
        side = "b" if k < stretch.first else "a" if k > stretch.last else ""
        if side:
            names += [f"{side}:{word}" for word, _ in tagged(plain(around.units[k].text)) if len(word) > 1]
    return names


def of_stretches(found: Sequence[Stretch], around: Surroundings, title: str, text: str) -> list[list[int]]:
    """The buckets of the features that hold for each stretch of a text."""
    places = [place(index, around) for index in range(len(around.units))]
    rows = []
    for stretch in found:
        quote, source = plain(stretch.quote), title if stretch.in_title else text
        a, b = stretch.start, stretch.end
        sentence = sentence_of(stretch, around)
        names = [*places[stretch.first], *letters(quote), *words(quote), *signs(quote)]
        names += _shape(stretch, around, sentence) + _beside(stretch, around, sentence)
        names += neighbours(stretch.first, stretch.last, around.units)
        names += [f"l2={source[max(0, a - 2) : a]}", f"r1={source[b : b + 1]}", f"r2={source[b : b + 2]}"]
        if not stretch.in_title:
            names.append(against_title(quote, around))
        rows.append(sorted({bucket("S" + name) for name in names}))
    return rows
