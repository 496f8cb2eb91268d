"""The official A2A client: it reads the card, sends messages, and finds the citations in the parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
from a2a.client import ClientConfig, ClientFactory
from a2a.client.card_resolver import A2ACardResolver
from a2a.client.client import Client
from a2a.helpers.proto_helpers import get_data_parts, get_message_text, new_text_message
from a2a.types.a2a_pb2 import Message, Role, SendMessageRequest

from agent import Agent
from knowledge import Scope
from tests.integration.doors.started import started

NEED = "喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上"


@pytest.fixture(scope="module")
def address(agent: Agent) -> Iterator[str]:
    with started(agent) as url:
        yield url


@asynccontextmanager
async def connected(agent: Agent, address: str, scope: Scope = "chat") -> AsyncIterator[Client]:
    _, secret = agent.knowledge.casebook.keys.create("a2a", [scope], "test", rate=10_000)
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {secret}"}, timeout=60) as http:
        card = await A2ACardResolver(http, address).get_agent_card()
        yield ClientFactory(ClientConfig(httpx_client=http, streaming=False)).create(card)


async def send(client: Client, text: str, context_id: str = "") -> Message:
    message = new_text_message(text, context_id=context_id, role=Role.ROLE_USER)
    found = [one async for one in client.send_message(SendMessageRequest(message=message))]
    assert len(found) == 1 and found[0].HasField("message")
    return found[0].message


async def test_the_card_is_open_to_everybody(address: str) -> None:
    async with httpx.AsyncClient() as http:
        card = await A2ACardResolver(http, address).get_agent_card()
    assert card.supported_interfaces[0].url == f"{address}/a2a"
    assert card.skills[0].id == "match-need" and "api_key" in card.security_schemes


async def test_messages_of_one_context_are_one_conversation_with_citations_in_the_parts(
    agent: Agent, address: str
) -> None:
    async with connected(agent, address) as client:
        first = await send(client, NEED)
        assert "循环水" in get_message_text(first) and "人工智能" in get_message_text(first)
        data = get_data_parts(first.parts)[0]
        assert data["act"] == "recommend" and data["citations"][0]["quote"] and data["sources"][0]["url"]
        assert [one.media_type for one in first.parts] == ["text/markdown", "application/json"]
        second = await send(client, "预算80万", first.context_id)
        assert "80 万元" in get_message_text(second) and second.context_id == first.context_id
    async with connected(agent, address) as stranger:
        assert "循环水" not in get_message_text(await send(stranger, "总结一下", first.context_id))


async def test_who_may_not_is_told_so(agent: Agent, address: str) -> None:
    async with connected(agent, address, "needs") as client:
        told = await send(client, NEED)
        assert get_data_parts(told.parts)[0]["problem"]["code"] == "no_scope"
    async with httpx.AsyncClient() as http:
        refused = await http.post(f"{address}/a2a", json={})
        assert (refused.status_code, refused.json()["code"]) == (401, "key_needed")
