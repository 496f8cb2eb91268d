"""A need told in English is answered in English; records keep their Chinese names and their citations."""

from __future__ import annotations

from agent.draft.answers.english import NO_MATCH, NO_RECORD, NOTHING_READ, english_answer
from agent.schema import Candidate, Indicator, Recommendation, RequirementCard
from tests.six_records import RECORDS

CARD = RequirementCard(
    object="car bumpers",
    indicators=[Indicator(name="yield", op=">=", value=98, unit="%")],
    baselines=[Indicator(name="yield", op="=", value=92, unit="%")],
    budget_cny=500_000,
    language="en",
)


def test_what_was_read_is_said_and_records_are_cited() -> None:
    record = next(one for one in RECORDS if one.type == "achievement")
    one = Candidate(record_id=record.id, kind="achievement", title=record.title, level="强", probability=0.9, score=1)
    lines = english_answer(CARD, Recommendation(achievements=[one]), {record.id: record})
    assert lines[0].text.startswith("I read your need as — product: car bumpers; target: yield")
    assert "CNY 500,000" in lines[0].text and "98 %" in lines[0].text and "92 %" in lines[0].text
    told = next(line for line in lines if line.record_id == record.id)
    assert record.title in told.text and "strong match" in told.text
    assert told.citations[0].quote == record.title


def test_nothing_found_and_nothing_read_are_told_apart() -> None:
    found = [line.text for line in english_answer(CARD, Recommendation(abstained=True), {})]
    assert NO_RECORD in found and NO_MATCH not in found
    read = [line.text for line in english_answer(RequirementCard(language="en"), Recommendation(abstained=True), {})]
    assert NOTHING_READ in read and NO_RECORD not in read
