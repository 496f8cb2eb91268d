"""What was said and found in conversations, in pages: no answer grows with the whole history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from agent import Recommendation, RequirementCard
from knowledge import Thread, Turn
from ui.api.access import Chatting
from ui.api.deps import AgentDep, ConversationDep, Limited
from ui.api.errors import RESPONSES, ApiError
from ui.api.resources.pages import Cursor, Limit, Page, page, place_of

router = APIRouter(prefix="/api/v1", tags=["会话"], dependencies=[Limited], responses=RESPONSES)


class ConversationLine(BaseModel):
    """One conversation in a list."""

    id: str
    title: str
    channel: str
    created: datetime
    updated: datetime

    @classmethod
    def of(cls, thread: Thread) -> ConversationLine:
        """The line of a thread."""
        return cls(id=thread.conversation_id, **thread.model_dump(include={"title", "channel", "created", "updated"}))


class Said(BaseModel):
    """One message and its answer, short: the text, what it was taken for, and its citations."""

    number: int
    message: str
    kind: str
    act: str | None
    text: str
    citations: list[dict[str, Any]]
    at: datetime

    @classmethod
    def of(cls, turn: Turn) -> Said:
        """The short form of a turn."""
        reply = turn.reply
        told = {"act": reply.get("act"), "text": reply.get("text", ""), "citations": reply.get("citations", [])}
        return cls(number=turn.number, message=turn.message, kind=turn.kind, at=turn.at, **told)


@router.get("/conversations", summary="列出这个密钥的会话（最近使用的在前）")
def conversations(agent: AgentDep, caller: Chatting, limit: Limit = 20, cursor: Cursor = "") -> Page[ConversationLine]:
    """The conversations of the key."""
    found = agent.knowledge.casebook.threads.of_owner(caller.owner, limit + 1, place_of(cursor))
    return page(found, limit, ConversationLine.of, lambda thread: thread.place)


@router.get("/conversations/{conversation_id}/messages", summary="分页读取会话里的消息和回答")
def messages(agent: AgentDep, conversation: ConversationDep, limit: Limit = 20, cursor: Cursor = "") -> Page[Said]:
    """The messages in order, oldest first."""
    found = agent.knowledge.casebook.conversations.turns_after(conversation, place_of(cursor) or 0, limit + 1)
    return page(found, limit, Said.of, lambda turn: turn.number)


@router.get("/conversations/{conversation_id}/card", summary="读取现在的需求卡")
def card(agent: AgentDep, conversation: ConversationDep) -> RequirementCard:
    """The card as it stands."""
    found = agent.knowledge.casebook.cards.latest(conversation)
    if found is None:
        raise ApiError(404, "no_card", "这个会话里还没有需求。", "请先发一条消息描述技术难题。")
    return RequirementCard.model_validate(found.card)


@router.get("/conversations/{conversation_id}/recommendation", summary="读取现在的推荐")
def recommendation(agent: AgentDep, conversation: ConversationDep) -> Recommendation:
    """The recommendation of the need talked about."""
    found = agent.recommendation(conversation)
    if found is None:
        raise ApiError(404, "no_recommendation", "这个会话里还没有推荐。", "请先发一条消息描述技术难题。")
    return found
