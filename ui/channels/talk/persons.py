"""The conversation that a person talks in, whatever channel they use."""

from __future__ import annotations

from agent import Agent
from knowledge import Person


def conversation_of(agent: Agent, person: Person, channel: str) -> str:
    """The person's present conversation; a new one of that channel where there is none or it was erased."""
    book = agent.knowledge.casebook
    if person.conversation_id and book.conversations.get(person.conversation_id) is not None:
        return person.conversation_id
    with book.action():
        opened = agent.start_conversation(channel)
        book.people.enter(person.id, opened.id)
    return opened.id
