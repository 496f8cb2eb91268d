"""Technical points for a card that names only a symptom, taken from how neighbouring records explain and treat it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.match.pick.abstain import is_good
from agent.match.rank.terms import normalise, passages, record_text, want
from agent.match.retrieved import Retrieved
from agent.schema import Candidate, Recommendation, RequirementCard, SubRequirement
from agent.verify.citing import cite
from knowledge.records import Achievement, Record

_POINTS = 4
_NEIGHBOURS = 6
_PER_RECORD = 2
_ALIKE = 0.5
_IN_APPROACH = 0.5


def is_symptom_only(card: RequirementCard) -> bool:
    """Whether the card asks for nothing more specific than its problem."""
    return len([sub for sub in card.sub_requirements if not sub.suggestion]) <= 1


def add_suggestions(card: RequirementCard, retrieved: Retrieved, found: Recommendation) -> RequirementCard:
    """The card with suggested technical points when it names only a symptom; otherwise the card itself."""
    return with_points(card, suggest(card, found.achievements, retrieved.records))


def with_points(card: RequirementCard, points: Sequence[SubRequirement]) -> RequirementCard:
    """The card with these points in place of those that an earlier turn took from the catalogue."""
    own = [sub for sub in card.sub_requirements if sub.origin != "catalogue"]
    if not points and len(own) == len(card.sub_requirements):
        return card
    return card.model_copy(update={"sub_requirements": [*own, *points]})


def suggest(
    card: RequirementCard, candidates: Sequence[Candidate], records: Mapping[str, Record]
) -> list[SubRequirement]:
    """Up to four suggested technical points, each grounded in a keyword and the approach of a neighbouring record.

    A keyword that merely repeats the card or an earlier point is passed over; keywords that several neighbours share
    come first. Neighbours are the records of level 强, and those that treat
    the same problem on the same kind of object; where nothing is good enough, nothing is suggested.
    """
    if not is_symptom_only(card) or not any(is_good(one) for one in candidates):
        return []
    near = [
        record
        for one in candidates[:_NEIGHBOURS]
        if isinstance(record := records[one.record_id], Achievement) and (one.level == "强" or _is_alike(card, record))
    ]
    told = normalise(f"{card.object} {card.problem} {card.title}")
    points: list[SubRequirement] = []
    for keyword, owner in _keywords(near):
        fresh = want(keyword)
        if fresh.share(told) > 0.5 or sum(owner.id == point.grounds[0].record_id for point in points) == _PER_RECORD:
            continue
        told += normalise(keyword)
        points.append(_point(len(points) + 1, keyword, owner))
        if len(points) == _POINTS:
            break
    return points


def _is_alike(card: RequirementCard, record: Achievement) -> bool:
    """Whether the record treats the same problem on the same kind of object."""
    text = record_text(record)
    return want(card.object).share(text) >= _ALIKE and want(card.problem).share(text) >= _ALIKE


def _keywords(near: Sequence[Achievement]) -> list[tuple[str, Achievement]]:
    """Keywords that name a technique: the record's approach speaks of them, and they are more than a short word."""
    owners: dict[str, list[Achievement]] = {}
    for record in near:
        approach = normalise(record.approach)
        for keyword in record.keywords:
            wanted = want(keyword)
            if wanted.words and len(keyword) > 2 and wanted.share(approach) >= _IN_APPROACH:
                owners.setdefault(keyword, []).append(record)
    place = {record.id: index for index, record in enumerate(near)}
    ranked = sorted(owners.items(), key=lambda item: (-len(item[1]), place[item[1][0].id]))
    return [(keyword, found[0]) for keyword, found in ranked]


def _point(number: int, keyword: str, owner: Achievement) -> SubRequirement:
    wanted = want(keyword)
    told = [one for one in passages(owner) if one.field == "approach"]
    best = max(told, key=lambda one: (wanted.share(one.text), -len(one.quote)))
    grounds = [cite(owner, best.field, best.quote), cite(owner, "keywords", keyword)]
    return SubRequirement(id=f"P{number}", text=keyword, origin="catalogue", suggestion=True, grounds=grounds)
