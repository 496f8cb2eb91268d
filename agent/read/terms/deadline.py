"""The time limit asked for, as an exact quote, and in months where it can be computed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from agent.read.lexicon import named
from agent.read.terms.basis.linear import load, pairs
from agent.read.terms.basis.spans import around
from agent.read.terms.basis.times import Time, find_times
from knowledge.quantities import fold
from knowledge.text import simplify

THRESHOLD = 0.5
_NEAR = 6
_CUES = ("term", "after", "aim", "wish", "past", "lasting", "money", "steps")


def extract_deadline(text: str, today: date) -> tuple[str, float | None]:
    """The time limit asked for: its exact quote from ``text`` and the months from ``today``; ``("", None)`` if none.

    A past or historical date, a storage time or a service life is none; a trained classifier tells them apart, and
    which of several limits counts. Months are None when the date has passed or cannot be computed.
    """
    folded = fold(simplify(text))
    times = find_times(folded)
    chances = [load("deadline").chance(features(folded, times, at)) for at in range(len(times))]
    one = choose(times, chances)
    return ("", None) if one is None else (text[one.start : one.end], one.left(today) or None)


def choose(times: Sequence[Time], chances: Sequence[float]) -> Time | None:
    """The likeliest time, None when none is likely."""
    likely = [(chance, one) for chance, one in zip(chances, times, strict=True) if chance >= THRESHOLD]
    if not likely:
        return None
    return max(likely, key=lambda pair: pair[0])[1]


def features(text: str, times: Sequence[Time], which: int) -> set[str]:
    """What the classifier of deadlines sees of one time: its form, the words around it, its heading, the others."""
    one = times[which]
    near = around(text, one.start, one.end)
    own = text[one.start : one.end]
    latest = max((other.year or 0 for other in times), default=0)
    found = {
        f"kind:{one.kind}",
        f"closed:{one.closed}{one.kind}",
        f"long:{len(text) > 300}",
        f"many:{min(len(times), 4)}",
        f"last:{which == len(times) - 1}",
        f"late:{'none' if one.year is None else one.year >= latest}{one.kind}",
        f"span:{_length(one)}",
        f"alone:{not near.left}{not near.right}",
        f"led:{one.core > one.start}",
        f"after:{text[one.end : one.end + 1]}",
    }
    sides = {"o": own, "l": near.left, "n": near.left[-_NEAR:], "r": near.right, "b": near.before, "a": near.after}
    said = {f"{side}={term}" for side, part in (sides | {"h": near.heading}).items() for term in _cues(part)}
    found |= said | {f"{one.kind}:{cue}" for cue in said} | _together(said, one)
    for mark, part in (("l:", near.left), ("r:", near.right), ("h:", near.heading), ("o:", own)):
        found |= pairs(part, mark)
    return found | {f"L:{near.left[-n:]}" for n in (1, 2, 3)} | {f"R:{near.right[:n]}" for n in (1, 2, 3)}


def _cues(text: str) -> set[str]:
    return {term for term in named(text, "times") if term in _CUES}


def _together(said: set[str], one: Time) -> set[str]:
    for_ = bool(said & {"o=term", "o=after", "l=term", "r=aim", "l=wish", "r=wish", "h=term", "h=money"})
    against = bool(said & {"l=past", "l=lasting", "r=lasting", "b=lasting"})
    return {f"for:{for_}", f"against:{against}", f"both:{for_}{against}{one.closed}", f"both:{for_}{against}{one.kind}"}


def _length(one: Time) -> str:
    if one.months is None:
        return "date" if one.month else "none"
    return next((str(limit) for limit in (0.1, 0.5, 1, 3, 6, 12, 24, 36) if one.months <= limit), "more")
