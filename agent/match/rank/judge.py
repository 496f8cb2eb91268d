"""Does the record act on this object, on this problem, and in which direction? Judged from aligned spans.

Object is held against what the record names as its object (title, applications, problem), problem against what it
treats (problem, approach, title, summary), each word weighted by its rarity among the records at hand. The rules only
set a ceiling where nothing of a span is found: a weight on how much is found awaits graded pairs of need and record,
whose model takes the place of :func:`ceiling` and reads the same :class:`Judgement`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agent.match.rank.directions import direction_words
from agent.match.rank.terms import normalise, want, words
from agent.schema import LEVELS, Level, RequirementCard
from knowledge.records import Achievement

Direction = Literal["mentions", "measures", "detects", "solves"]
_OBJECT = ("title", "applications", "problem", "keywords")
_PROBLEM = ("title", "problem", "approach", "summary", "keywords")
_FOUND = 0.1
_ABOUT, _NEAR = 0.5, 0.8
_ENOUGH = 0.6
"""The least share of a span's words that counts as found."""
_STRONG, _GOOD, _WEAK = 3, 2, 1


@dataclass(frozen=True)
class Judgement:
    """How far the record acts on the need's object and problem (0 to 1), its direction, and the one that is wanted."""

    object: float
    problem: float
    direction: Direction
    wanted: Direction


def judge(card: RequirementCard, record: Achievement, texts: Sequence[str]) -> Judgement:
    """Judge a full record; ``texts`` are the normalised records against which a word is rare or common."""
    own = set(words(card.object))
    asked = " ".join([card.problem, *(sub.text for sub in card.sub_requirements if not sub.suggestion)])
    trouble = want(" ".join(word for word in words(asked) if word not in own), texts, unseen_is_rare=False)
    return Judgement(
        object=object_share(card, record, texts),
        problem=trouble.share(_span(record, _PROBLEM)) if trouble.words else 1.0,
        direction=direction_of(record),
        wanted=wanted_direction(card),
    )


def direction_of(record: Achievement) -> Direction:
    """What the record does: solve where its title names a remedy, else detect or measure where it names that."""
    title = record.title
    if direction_words("solves").search(title):
        return "solves"
    if direction_words("detects").search(title):
        return "detects"
    return "measures" if direction_words("measures").search(title) else "solves"


def wanted_direction(card: RequirementCard) -> Direction:
    """What the need asks for; to solve, where it says nothing of finding or measuring."""
    text = card.text or f"{card.problem} {card.title}"
    if direction_words("detects").search(text) or direction_words("wish").search(text):
        return "detects"
    return "measures" if direction_words("measures").search(text) else "solves"


def ceiling(found: Judgement, best: float = 0.0) -> Level:
    """The highest level that object, problem and direction carry.

    The same object with another problem is never 强, nor is a record that solves where finding is asked for, nor one
    that names little of the object, or less of it than others at hand do (``best``: the largest share among them).
    """
    if found.problem < _FOUND:
        return LEVELS[_GOOD] if found.object >= _FOUND else LEVELS[_WEAK]
    aside = found.wanted == "detects" and found.direction == "solves"
    elsewhere = found.object < _ENOUGH or (best >= _ABOUT and found.object < best * _NEAR)
    return LEVELS[_GOOD] if aside or elsewhere else LEVELS[_STRONG]


def object_share(card: RequirementCard, record: Achievement, texts: Sequence[str]) -> float:
    """How far the record names the need's object, from 0 to 1; 1 where the need names none."""
    thing = want(card.object, texts, unseen_is_rare=False)
    return thing.share(_span(record, _OBJECT)) if thing.words else 1.0


def _span(record: Achievement, names: Sequence[str]) -> str:
    fields = record.citable_fields()
    return normalise("\n".join(fields[name] for name in names if name in fields))
