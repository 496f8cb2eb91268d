"""The model leads which act a message is; what hands over, refuses or takes out needs the user's own words."""

from __future__ import annotations

from typing import Any

from agent.read.acts.state import Scene
from agent.read.by_model.proposed import Proposal
from agent.read.by_model.routing import routed
from agent.read.memory import Memory
from agent.read.reading import Reading
from agent.schema import Candidate, Recommendation, RequirementCard

SHOWN = Recommendation(
    achievements=[
        Candidate(record_id=f"A-{n}", kind="achievement", title=f"成果{n}", level="较强", probability=0.6, score=0.5)
        for n in (101, 102)
    ]
)
SCENE = Scene(Memory(card=RequirementCard(object="陶瓷刀", problem="崩刃"), listed=SHOWN, shown=["A-101", "A-102"]))
EVEN = {"handover": 0.2, "refuse": 0.2}


def lead(message: str, ours: Reading, scene: Scene = SCENE, **answer: Any) -> tuple[Reading, Proposal]:
    proposal = Proposal.of(answer, message)
    return routed(ours, proposal, scene), proposal


def test_the_models_act_and_records_lead() -> None:
    message = "头一个哪家在用"
    found, _ = lead(message, Reading("recommend", message, fresh=True), act="detail", refs=["A-101"])
    assert (found.act, found.refs, found.fresh) == ("detail", ("A-101",), False)


def test_doubts_of_ours_are_settled() -> None:
    message = "换个不用停产的"
    ours = Reading("more", message, 0.4, choices=("more", "confirm"))
    found, _ = lead(message, ours, act="more")
    assert found.choices == () and found.act == "more"


def test_a_foreign_record_is_refused_and_noted() -> None:
    message = "它多少钱"
    found, proposal = lead(message, Reading("detail", message, refs=("A-102",)), act="detail", refs=["E-777"])
    assert found.refs == ("A-102",)
    assert [(note.field, note.taken) for note in proposal.notes] == [("act", "both"), ("refs", "refused")]


def test_a_record_named_by_its_number_may_be_opened() -> None:
    message = "看看E-777"
    found, _ = lead(message, Reading("detail", message), act="detail", refs=["E-777"])
    assert found.refs == ("E-777",)


def test_a_hand_over_needs_the_users_words() -> None:
    message = "它多少钱"
    assert lead(message, Reading("detail", message, chances={"handover": 0.001}), act="handover")[0].act == "detail"
    message = "叫个人给我打电话"
    assert lead(message, Reading("detail", message, chances=EVEN), act="handover")[0].act == "handover"


def test_a_record_is_taken_out_only_where_it_is_said() -> None:
    said, _ = lead("第一个不合适", Reading("confirm", "第一个不合适"), act="confirm", rejects=["A-101"])
    assert said.rejects == ("A-101",)
    asked, _ = lead("第一个多少钱", Reading("detail", "第一个多少钱"), act="detail", rejects=["A-101"])
    assert asked.rejects == ()


def test_another_need_opens_beside_the_card_and_a_change_does_not() -> None:
    message = "另外我们锅炉管结垢"
    found, _ = lead(message, Reading("confirm", message), act="recommend", need="new", needs=[{"quote": message}])
    assert found.fresh
    found, _ = lead("崩刃率放到2%", Reading("recommend", "崩刃率放到2%", fresh=True), act="confirm", need="same")
    assert not found.fresh


def test_several_needs_are_cut_where_they_begin() -> None:
    message = "陶瓷刀刃口崩，要减少。另外锅炉管内壁结垢快，怎么清"
    heads = [{"quote": "陶瓷刀刃口崩"}, {"quote": "另外锅炉管内壁"}]
    found, _ = lead(message, Reading("recommend", message), Scene(), act="recommend", needs=heads)
    assert found.parts == ("陶瓷刀刃口崩，要减少", "另外锅炉管内壁结垢快，怎么清")


def test_a_border_within_a_clause_does_not_cut() -> None:
    message = "陶瓷刀刃口崩，要减少。另外锅炉管内壁结垢快，怎么清"
    heads = [{"quote": "陶瓷刀刃口崩"}, {"quote": "外锅炉管内壁结"}]
    found, _ = lead(message, Reading("recommend", message), Scene(), act="recommend", needs=heads)
    assert found.parts == (message,)
