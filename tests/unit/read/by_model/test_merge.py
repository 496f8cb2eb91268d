"""The card of a need: the model's reading where it holds, ours where it fails or is silent; the notes say which."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agent.read import understand
from agent.read.by_model.merge import merged
from agent.read.by_model.proposed import Proposal
from agent.schema import RequirementCard

NEED = (
    "我们做陶瓷刀的，刃口老崩，崩刃率现在百分之六，想压到百分之一以内，同行有做到0.5%的，预算30万，厂里80人，"
    "不要进口砂轮"
)
ITEM = {"text": "减少刃口崩缺", "quote": "刃口老崩"}
TARGET = {"name": "崩刃率", "op": "<=", "value": 1, "unit": "%", "quote": "想压到百分之一以内"}
NOW = {"name": "崩刃率", "op": "=", "value": 6, "unit": "%", "quote": "崩刃率现在百分之六"}
FULL: dict[str, Any] = {
    "quote": "我们做陶瓷刀的",
    "object": "陶瓷刀刃口",
    "problem": "刃口崩",
    "items": [ITEM],
    "targets": [TARGET],
    "present": [NOW],
    "budget": {"yuan": 300_000, "quote": "预算30万"},
    "exclusions": [{"word": "进口砂轮", "quote": "不要进口砂轮"}],
}


def proposal(need: dict[str, Any], message: str = NEED, **more: Any) -> Proposal:
    return Proposal.of({"act": "recommend", "needs": [need], **more}, message)


@pytest.fixture
def ours() -> RequirementCard:
    return understand(NEED, today=date(2026, 3, 1))


def values(card: RequirementCard) -> tuple[list[str], list[str]]:
    return [one.text() for one in card.indicators], [one.text() for one in card.baselines]


def test_a_whole_reading_stands(ours: RequirementCard) -> None:
    card = merged(ours, proposal(FULL, aside=["同行有做到0.5%的", "厂里80人"]))
    assert (card.object, card.problem, card.budget_cny) == ("陶瓷刀刃口", "刃口崩", 300_000)
    assert values(card) == (["崩刃率 ≤ 1 %"], ["崩刃率 6 %"])
    assert [(one.text, one.quote) for one in card.sub_requirements] == [("减少刃口崩缺", "刃口老崩")]
    assert card.exclude == ["进口砂轮"] and not card.vague


def test_a_number_that_the_model_leaves_aside_is_no_value(ours: RequirementCard) -> None:
    wrong = ours.model_copy(update={"indicators": [*ours.indicators, _rivals()]})
    assert "0.5" in str(values(merged(wrong, proposal({"quote": "我们做陶瓷刀的", "targets": [TARGET]}))))
    told = proposal({"quote": "我们做陶瓷刀的", "targets": [TARGET]}, aside=["同行有做到0.5%的"])
    assert "0.5" not in str(values(merged(wrong, told)))
    silent = proposal({"quote": "我们做陶瓷刀的"}, aside=["同行有做到0.5%的"])
    assert "0.5" not in str(values(merged(wrong, silent)))


def _rivals() -> Any:
    found = understand("崩刃率做到0.5%以内").indicators[0]
    return found.model_copy(update={"quote": "做到0.5%"})


def test_what_fails_is_filled_by_ours(ours: RequirementCard) -> None:
    bad = FULL | {
        "targets": [TARGET | {"value": 2}],
        "budget": {"yuan": 500_000, "quote": "预算30万"},
        "object": "手机",
    }
    told = proposal(bad)
    card = merged(ours, told)
    assert values(card)[0] == values(ours)[0] and card.budget_cny == ours.budget_cny == 300_000
    assert card.object == ours.object
    refused = {note.field for note in told.notes if note.taken == "refused"}
    assert {"indicators", "budget", "object"} <= refused


def test_both_readings_stand_in_the_notes_where_they_differ(ours: RequirementCard) -> None:
    told = proposal(FULL)
    merged(ours, told)
    note = next(note for note in told.notes if note.field == "object")
    assert (note.model, note.ours, note.taken) == ("陶瓷刀刃口", ours.object, "model")


def test_a_model_that_does_not_lead_fills_only_what_is_empty(ours: RequirementCard) -> None:
    told = Proposal.of({"act": "recommend", "needs": [FULL | {"object": "崩刃率"}]}, NEED, leads=False)
    card = merged(ours, told)
    assert card.object == ours.object and card.sub_requirements == ours.sub_requirements
    bare = ours.model_copy(update={"object": "", "indicators": [], "baselines": []})
    told = Proposal.of({"act": "recommend", "needs": [FULL]}, NEED, leads=False)
    assert merged(bare, told).object == "陶瓷刀刃口" and values(merged(bare, told))[0] == ["崩刃率 ≤ 1 %"]


CHANGE = "崩刃率说错了，应该是2%以内就行，预算不写了"


def change(need: dict[str, Any]) -> tuple[RequirementCard, RequirementCard]:
    before = merged(understand(NEED), proposal(FULL))
    return before, merged(before, proposal(need, CHANGE), before=before)


def test_a_change_replaces_the_value_that_it_names() -> None:
    new = {"name": "崩刃率", "op": "<=", "value": 2, "unit": "%", "quote": "应该是2%以内就行", "replaces": "I1"}
    before, card = change({"quote": "崩刃率说错了", "targets": [new]})
    assert values(card) == (["崩刃率 ≤ 2 %"], ["崩刃率 6 %"])
    assert (card.object, card.sub_requirements) == (before.object, before.sub_requirements)


def test_what_the_user_takes_off_goes() -> None:
    _, card = change({"quote": "崩刃率说错了", "remove": [{"id": "budget", "quote": "预算不写了"}]})
    assert card.budget_cny is None and card.budget_quote == ""


def test_what_is_not_wanted_grows() -> None:
    before = merged(understand(NEED), proposal(FULL))
    more = {"quote": "激光的也别", "exclusions": [{"word": "激光", "quote": "激光的也别"}]}
    card = merged(before, proposal(more, "激光的也别推了"), before=before)
    assert card.exclude == ["进口砂轮", "激光"]


def test_an_open_need_is_asked_in_the_models_words() -> None:
    vague = understand("想找个技术")
    ask = [{"slot": "object", "text": "您想改进的是哪一种产品或工序？"}]
    card = merged(vague, Proposal.of({"act": "ask", "questions": ask}, "想找个技术"))
    assert "您想改进的是哪一种产品或工序？" in [one.text for one in card.questions]


def test_a_bare_number_takes_name_and_unit_of_what_it_replaces() -> None:
    before = merged(understand(NEED), proposal(FULL))
    new = {"name": "崩刃率", "op": "<=", "value": 2, "unit": "%", "quote": "1改2", "replaces": "I1"}
    card = merged(before, proposal({"quote": "1改2", "targets": [new]}, "1改2 放宽点"), before=before)
    assert values(card) == (["崩刃率 ≤ 2 %"], ["崩刃率 6 %"])
    new = new | {"name": "破损"}
    card = merged(before, proposal({"quote": "1改2", "targets": [new]}, "1改2 放宽点"), before=before)
    assert values(card)[0] == ["崩刃率 ≤ 2 %"]


def test_a_condition_that_runs_over_what_the_model_tells_apart_goes(ours: RequirementCard) -> None:
    wrong = ours.model_copy(update={"constraints": [NEED, "设备不能换"]})
    told = proposal(FULL | {"limits": []})
    assert merged(wrong, told).constraints == ["设备不能换"]


def test_a_word_that_announces_contacts_may_name_a_product() -> None:
    said = "我们做手机壳注塑的 老是缩水"
    card = merged(understand(said), proposal({"quote": said[:8], "object": "手机壳注塑"}, said))
    assert card.object == "手机壳注塑"
