"""Which conversation a request goes on with, of a client that keeps nothing here and sends the whole history.

A conversation is found again by the digest of what was said up to the last answer. It loses that name when it is taken:
of two requests with one history (a client that tries again, two users who said the same) one goes on with it, the other
gets a conversation of its own, in which the earlier messages are said again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from fastapi.concurrency import run_in_threadpool

from ui.api.errors import ApiError
from ui.channels.openai.shapes import ChatMessage
from ui.channels.turns import Visit

REPLAYED = 6
"""How many of the earlier messages are said again where the conversation is not found."""


def said(messages: Sequence[ChatMessage]) -> tuple[list[ChatMessage], str]:
    """What was said before, and the message to answer; :class:`ApiError` when there is none."""
    talk = [one for one in messages if one.role in ("user", "assistant")]
    if not talk or talk[-1].role != "user":
        raise ApiError(400, "no_message", "最后一条应是用户的消息。", "请把要问的放在 messages 末尾，role 为 user。")
    first = len(talk)
    while first and talk[first - 1].role == "user":
        first -= 1
    last = talk[first:]
    text = "\n".join(filter(None, (one.text() for one in last)))
    if not text.strip() and any(one.has_other() for one in last):
        raise ApiError(400, "no_text", "现在只读文字，不读图片、语音和文件。", "请把需求写成文字。")
    return talk[:first], text


def digest(person: str, talk: Sequence[tuple[str, str]]) -> str:
    """The name of a conversation by what was said in it, white space aside."""
    told = [[role, " ".join(text.split())] for role, text in talk]
    return hashlib.sha256(json.dumps([person, told], ensure_ascii=False).encode()).hexdigest()


async def conversation_for(visit: Visit, person: str, before: Sequence[ChatMessage]) -> str:
    """The conversation in which exactly this was said before, found or made."""
    if not before:
        return await run_in_threadpool(visit.start, "openai")
    book = visit.agent.knowledge.casebook
    name = digest(person, [(one.role, one.text()) for one in before])
    found = await run_in_threadpool(book.threads.take, visit.caller.owner, name)
    if found is not None:
        return found
    return await said_again(visit, [one.text() for one in before if one.role == "user"])


async def said_again(visit: Visit, texts: Sequence[str]) -> str:
    """A new conversation in which the last of these messages were said."""
    made = await run_in_threadpool(visit.start, "openai")
    for text in [one for one in texts if one.strip()][-REPLAYED:]:
        await visit.reply(made, text)
    return made


def remember(
    visit: Visit, person: str, before: Sequence[ChatMessage], text: str, answer: str, conversation: str
) -> None:
    """Name the conversation by what has been said in it now."""
    talk = [(one.role, one.text()) for one in before] + [("user", text), ("assistant", answer)]
    visit.agent.knowledge.casebook.threads.put(visit.caller.owner, conversation, digest(person, talk))
