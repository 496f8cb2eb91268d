"""The official MCP client: newest protocol and older handshake over HTTP, and a started ``queqiao mcp`` on stdio."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp_types.version import LATEST_HANDSHAKE_VERSION, LATEST_MODERN_VERSION

from agent import Agent
from knowledge import Scope
from tests.integration.doors.started import started

NEED = "喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上"
READING = {
    "search_achievements",
    "search_experts",
    "search_resources",
    "get_record",
    "compare_records",
    "lookup_figure",
    "prove_absence",
}


@pytest.fixture(scope="module")
def address(agent: Agent) -> Iterator[str]:
    with started(agent) as url:
        yield url


@asynccontextmanager
async def connected(agent: Agent, address: str, mode: str, *scopes: Scope) -> AsyncIterator[Client]:
    _, secret = agent.knowledge.casebook.keys.create("mcp", scopes, "test", rate=10_000)
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {secret}"}, timeout=60) as http,
        Client(streamable_http_client(f"{address}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


def text_of(result: Any) -> str:
    return "".join(one.text for one in result.content)


@pytest.mark.parametrize(("mode", "version"), [("auto", LATEST_MODERN_VERSION), ("legacy", LATEST_HANDSHAKE_VERSION)])
async def test_tools_read_and_take_a_need(agent: Agent, address: str, mode: str, version: str) -> None:
    async with connected(agent, address, mode, "chat", "catalogue") as client:
        assert client.protocol_version == version
        tools = {one.name: one for one in (await client.list_tools()).tools}
        assert set(tools) == READING | {"match_need"}
        assert all(tools[name].annotations.read_only_hint for name in READING)  # type: ignore[union-attr]
        found = await client.call_tool("search_achievements", {"query": "漆渣 循环水", "limit": 2})
        assert not found.is_error and len(found.structured_content["records"]) == 2
        id = found.structured_content["records"][0]["record_id"]
        record = await client.call_tool("get_record", {"record_id": id})
        assert record.structured_content["records"][0]["record_id"] == id, text_of(record)
        answer = (await client.call_tool("match_need", {"text": NEED})).structured_content
        assert answer["act"] == "recommend" and answer["citations"] and "人工智能" in answer["text"]
        assert httpx2.get(answer["sources"][0]["url"]).status_code == 200
        more = {"text": "预算80万", "conversation": answer["conversation"]}
        assert "80 万元" in text_of(await client.call_tool("match_need", more))


async def test_what_is_wrong_is_told_in_the_result(agent: Agent, address: str) -> None:
    async with connected(agent, address, "auto", "chat", "catalogue") as client:
        for name, arguments in (
            ("search_achievements", {"limit": 99}),
            ("explain_match", {"record_id": "A-0001"}),
            ("drop_tables", {}),
            ("match_need", {"text": ""}),
            ("match_need", {"text": "x", "conversation": "somebody-elses"}),
        ):
            told = await client.call_tool(name, arguments)
            assert told.is_error and text_of(told), name
    async with connected(agent, address, "auto", "catalogue") as client:
        told = await client.call_tool("match_need", {"text": NEED})
        assert told.is_error and "没有“对话”" in text_of(told)
    async with connected(agent, address, "auto", "chat") as client:
        assert (await client.call_tool("search_achievements", {"query": "漆渣"})).is_error


async def test_nobody_comes_in_without_a_key(address: str) -> None:
    async with httpx2.AsyncClient() as http:
        for headers, code in (({}, "key_needed"), ({"Authorization": "Bearer qq_wrong"}, "bad_key")):
            refused = await http.post(f"{address}/mcp", json={}, headers=headers)
            assert (refused.status_code, refused.json()["code"]) == (401, code)
        foreign = {"Authorization": "Bearer qq_wrong", "Origin": "https://evil.example"}
        assert (await http.post(f"{address}/mcp", json={}, headers=foreign)).status_code == 401


async def test_stdio(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "ui.cli", "mcp", "--data", data],
        env={"QUEQIAO_EMBEDDER": "none", "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    async with Client(stdio_client(command)) as client:
        found = await client.call_tool("search_experts", {"query": "污水处理"})
        assert found.structured_content["records"]
        answer = (await client.call_tool("match_need", {"text": NEED})).structured_content
        assert "循环水" in answer["text"] and answer["conversation"]
