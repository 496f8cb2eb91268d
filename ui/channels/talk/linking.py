"""Linking the chat page to another channel: a code shown in one, typed in the other."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from agent import Agent, CaseError
from knowledge import Person
from ui.admission.limits import Exceeded
from ui.api.deps import AgentDep, ConversationDep, Limited
from ui.api.errors import RESPONSES, ApiError
from ui.api.resources.pages import Strict
from ui.channels.talk.commands import CHANNELS
from ui.channels.talk.limits import PersonLimits

router = APIRouter(prefix="/api/v1/conversations", tags=["连接"], dependencies=[Limited], responses=RESPONSES)


class Code(Strict):
    """Eight digits that link two channels, once, within ten minutes."""

    code: str = Field(pattern=r"^[0-9]{8}$")


class Linked(BaseModel):
    """The conversation to go on with, a token for it and the person's other ones, and the channels that share it."""

    id: str
    token: str
    channels: list[str]


class Past(BaseModel):
    """One of a person's conversations."""

    id: str
    title: str
    channel: str
    current: bool


def show_code(agent: Agent, person: Person) -> Code:
    """A new code of a person."""
    return Code(code=agent.knowledge.casebook.people.code(person.id))


def join(request: Request, agent: Agent, person: Person, code: str) -> Linked:
    """Join the person who showed the code. Raises ApiError for a wrong code or too many tries."""
    limits: PersonLimits = request.app.state.person_limits
    people = agent.knowledge.casebook.people
    try:
        limits.link(person.id)
        joined = people.redeem(code, person.id)
    except Exceeded as error:
        raise ApiError(
            429, "too_many_requests", str(error), "请 10 分钟后再试。", retry_after=error.retry_after
        ) from error
    except CaseError as error:
        raise ApiError(404, "wrong_code", str(error)) from error
    names = dict.fromkeys(CHANNELS.get(one.channel, one.channel) for one in people.identities(joined.id))
    return Linked(id=joined.conversation_id, token=people.token(joined.id), channels=list(names))


@router.post("/{conversation_id}/link-code", summary="取连接码，在公众号等渠道里输入")
def code(agent: AgentDep, conversation: ConversationDep) -> Code:
    """A code to type in a messenger, which then talks in this conversation."""
    return show_code(agent, agent.knowledge.casebook.people.adopt(conversation))


@router.post("/{conversation_id}/link", summary="输入另一处的连接码")
def link(request: Request, agent: AgentDep, conversation: ConversationDep, body: Code) -> Linked:
    """Join the person who showed the code; answers with the conversation to go on with."""
    return join(request, agent, agent.knowledge.casebook.people.adopt(conversation), body.code)


@router.get("/{conversation_id}/linked", summary="同一个人的全部对话")
def linked(agent: AgentDep, conversation: ConversationDep) -> list[Past]:
    """The conversations of whose this one is, the latest used first; a token of the person opens each of them."""
    people = agent.knowledge.casebook.people
    person = people.of(conversation)
    found = people.conversations(person.id) if person else []
    return [
        Past(
            id=one.id,
            title=one.title,
            channel=one.channel,
            current=person is not None and one.id == person.conversation_id,
        )
        for one in found
    ]
