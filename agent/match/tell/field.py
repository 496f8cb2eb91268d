"""The technical field that the good candidates agree on, for needs whose words alone do not tell it."""

from __future__ import annotations

from collections.abc import Mapping

from agent.match.pick import abstain
from agent.schema import Recommendation, RequirementCard
from knowledge.records import Achievement, Record, TechnicalField

_AGREED = 0.5
_SECOND = 0.5


def with_field(card: RequirementCard, found: Recommendation, records: Mapping[str, Record]) -> RequirementCard:
    """The card with the candidates' field: as its field when the words gave none, else as the first alternative.

    Each candidate that is good enough to recommend votes by its probability, half for its second field; the leader
    counts when it holds at least half of the votes. What the words said first stays first.
    """
    voted = _vote(found, records)
    if voted is None or voted is card.field:
        return card
    if card.field is None:
        return card.model_copy(
            update={"field": voted, "field_alt": [one for one in card.field_alt if one is not voted]}
        )
    others = [one for one in card.field_alt if one is not voted]
    return card.model_copy(update={"field_alt": [voted, *others][:2]})


def _vote(found: Recommendation, records: Mapping[str, Record]) -> TechnicalField | None:
    votes: dict[TechnicalField, float] = {}
    total = 0.0
    for one in found.achievements:
        record = records.get(one.record_id)
        if not isinstance(record, Achievement) or not abstain.is_good(one):
            continue
        total += one.probability
        for field, weight in ((record.field, one.probability), (record.field_second, one.probability * _SECOND)):
            if field:
                votes[field] = votes.get(field, 0.0) + weight
    if not votes:
        return None
    leader, weight = max(votes.items(), key=lambda item: item[1])
    return leader if weight >= _AGREED * total else None
