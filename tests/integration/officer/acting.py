"""Two officers, and what their tests do again and again at the desk."""

from __future__ import annotations

from agent import Agent, Desk, Officer
from tests.needs import NEED

WANG = Officer(username="wang", role="officer")


HEAD = Officer(username="head", role="administrator")


def new_need(agent: Agent, text: str = NEED) -> str:
    conversation = agent.start_conversation("test").id
    assert list(agent.stream(conversation, text))[-1].type == "done"
    needs = agent.knowledge.casebook.needs.search(order="newest").needs
    return next(need.id for need in needs if need.conversation_id == conversation)


def form_of(desk: Desk, need: str) -> dict[str, object]:
    return desk.cards.form(desk.cards.present(need))


def first(desk: Desk, need: str) -> str:
    return desk.candidates.present(need).recommendation.achievements[0].record_id


def audited(agent: Agent, action: str, object: str) -> bool:
    return bool(agent.knowledge.casebook.audit.recent(action=action, object=object))
