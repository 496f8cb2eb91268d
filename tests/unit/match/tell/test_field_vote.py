from __future__ import annotations

from agent.match.tell.field import with_field
from agent.schema import Candidate, Level, Recommendation, RequirementCard
from knowledge.records import Achievement, Source, TechnicalField

AGRI, BIO, URBAN = TechnicalField.AGRICULTURE, TechnicalField.BIOMEDICINE, TechnicalField.URBAN


def found(*rows: tuple[str, Level, float, TechnicalField]) -> tuple[Recommendation, dict[str, Achievement]]:
    records = {
        name: Achievement(id=name, title=name, field=field, source=Source(title="示例")) for name, _, _, field in rows
    }
    shown = [
        Candidate(record_id=name, kind="achievement", title=name, level=level, probability=p, score=p)
        for name, level, p, _ in rows
    ]
    return Recommendation(achievements=shown), records


def test_good_candidates_give_the_field_that_the_words_did_not() -> None:
    recommendation, records = found(("a", "强", 0.9, AGRI), ("b", "较强", 0.6, AGRI), ("c", "较强", 0.5, BIO))
    assert with_field(RequirementCard(), recommendation, records).field is AGRI


def test_the_words_come_first_and_the_candidates_second() -> None:
    recommendation, records = found(("a", "强", 0.9, AGRI))
    card = with_field(RequirementCard(field=BIO, field_alt=[URBAN]), recommendation, records)
    assert (card.field, card.field_alt) == (BIO, [AGRI, URBAN])


def test_weak_or_divided_candidates_say_nothing() -> None:
    card = RequirementCard()
    assert with_field(card, *found(("a", "弱", 0.4, AGRI))).field is None
    divided = found(("a", "强", 0.8, AGRI), ("b", "强", 0.8, BIO), ("c", "强", 0.8, URBAN))
    assert with_field(card, *divided).field is None
