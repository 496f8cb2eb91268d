from __future__ import annotations

from agent.read.questions import choose_questions
from agent.schema import Indicator, RequirementCard


def test_none_when_the_card_suffices() -> None:
    assert choose_questions(RequirementCard(object="阀门", problem="泄漏")) == []


def test_the_missing_object_is_asked_first() -> None:
    asked = choose_questions(RequirementCard(vague=True))
    assert [q.slot for q in asked] == ["object", "problem"]


def test_a_known_object_is_named_in_the_question() -> None:
    asked = choose_questions(RequirementCard(object="阀门", vague=True))
    assert [q.slot for q in asked] == ["problem", "indicators"]
    assert "阀门" in asked[0].text


def test_indicators_are_not_asked_when_known() -> None:
    known = Indicator(name="泄漏率", op="<", value=10, unit="ppm")
    asked = choose_questions(RequirementCard(object="阀门", vague=True, indicators=[known]))
    assert [q.slot for q in asked] == ["problem"]
