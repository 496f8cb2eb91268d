"""What a model may call only reads, and what it is sent holds nothing protected and nothing of others."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

import tools
from agent import Agent, Settings, understand
from agent.model import Answer
from agent.read.memory import Memory
from agent.turn.by_model.tools import toolbox
from agent.turn.state import Turn
from knowledge.records import Achievement, Expert, Resource, ResourceKind, Source
from tests.six_records import NEED
from tools import TOOLS, ToolBox

HERE = Path(tools.__file__).parent
ARGUMENTS: dict[str, dict[str, Any]] = {
    "search_achievements": {"query": "注塑银纹"},
    "search_experts": {"query": "注塑"},
    "search_resources": {"query": "中试平台"},
    "get_record": {"record_id": "A-9001"},
    "compare_records": {"record_ids": ["A-9001", "A-9002"]},
    "explain_match": {"record_id": "A-9001"},
    "lookup_figure": {"query": "平台数量"},
    "cover_card": {"record_ids": ["A-9001", "E-9001"]},
    "prove_absence": {"type": "achievement", "words": ["银纹"]},
}
WRITES = {
    "upsert", "delete", "restore", "add", "write", "save", "record", "erase", "start", "add_turn", "rename", "open",
    "commit",
    "execute", "unlink", "mkdir", "write_text", "reindex", "sync",
}  # fmt: skip


@pytest.fixture
def statements(liars_agent: Agent) -> Iterator[list[str]]:
    """Every SQL statement sent while the test runs."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_sends_no_writing_sql(name: str, liars_agent: Agent, statements: list[str]) -> None:
    base = liars_agent.knowledge
    revision = base.catalogue.revision()
    given = toolbox(liars_agent.services, Turn(memory=Memory(card=understand(NEED)))).context
    rows, _ = ToolBox(replace(given, matches={"A-9001": ["银纹"]})).call(name, ARGUMENTS[name])
    assert rows
    verbs = {statement.split(None, 1)[0].upper() for statement in statements}
    assert verbs <= {"SELECT", "PRAGMA", "WITH", "BEGIN"}
    assert base.catalogue.revision() == revision


@pytest.mark.parametrize("file", sorted(HERE.rglob("*.py")), ids=lambda file: file.name)
def test_the_tools_source_calls_nothing_that_writes(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    called = {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & WRITES
    names = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not names & {"open", "exec", "eval", "__import__", "setattr", "compile"}


def test_a_turn_writes_its_usage_and_itself_and_nothing_else(stage: Any, statements: list[str]) -> None:
    stage.follow_up([])
    written = [text.split() for text in statements if text.split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE")]
    tables = {words[2] if words[0] == "INSERT" else words[1] for words in written}
    assert tables <= {"conversations", "turns", "usage"}


CANARIES = {
    "contact": "联络金丝雀 13811112222",
    "internal": "内情金丝雀四零七",
    "expert contact": "wx-canary-expert",
    "expert internal": "专家内情金丝雀",
    "resource contact": "028-canary",
    "other conversation": "别家机密金丝雀配方",
    "other tenant": "异租户金丝雀工艺",
}
SOURCE = Source(title="测试目录", date="2026-10")


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Agent]:
    """An agent beside another conversation and another tenant, all of them with canaries."""
    chosen: dict[str, Any] = {"model": "liar", "model_base_url": "http://127.0.0.1:9/v1", "model_profile": "qwen"}
    settings = Settings(data_dir=tmp_path, embedder="none", **chosen)
    agent = Agent.open(settings, demo=False, owner=False)
    agent.knowledge.catalogue.upsert(
        [
            Achievement(
                id="A-1", title="注塑银纹控制", problem="注塑件银纹", contact=CANARIES["contact"],
                internal=CANARIES["internal"], source=SOURCE,
            ),
            Expert(
                id="E-1", title="王某", name="王某", directions=["注塑银纹"], contact=CANARIES["expert contact"],
                internal=CANARIES["expert internal"], source=SOURCE,
            ),
            Resource(
                id="R-1", title="注塑中试平台", kind=ResourceKind.PILOT, contact=CANARIES["resource contact"],
                source=SOURCE,
            ),
        ]
    )  # fmt: skip
    agent.sync()
    other = agent.start_conversation("test").id
    agent.knowledge.casebook.conversations.add_turn(other, CANARIES["other conversation"], "answer", {}, {})
    foreign = Agent.open(settings.model_copy(update={"tenant": "other"}), demo=False, owner=False)
    foreign.knowledge.catalogue.upsert(
        [Achievement(id="A-1", title=CANARIES["other tenant"], problem="注塑件银纹", source=SOURCE)]
    )
    foreign.sync()
    foreign.close()
    yield agent
    agent.close()


def test_nothing_protected_and_nothing_of_others_is_ever_sent(guarded: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    from agent.model.answers import ToolRequest
    from agent.model.chat import ChatModel

    def wanting(*calls: tuple[str, dict[str, Any]]) -> Answer:
        return Answer("", [ToolRequest(name, name, arguments) for name, arguments in calls])

    asked = [
        wanting(("get_record", {"record_id": "A-1"}), ("search_experts", {"query": "银纹"})),
        wanting(("search_resources", {"query": "平台"}), ("explain_match", {"record_id": "A-1"})),
        wanting(("search_achievements", {"query": "金丝雀"})),
        Answer('{"statements": []}', []),
    ]  # fmt: skip

    def complete(self: ChatModel, messages: list[dict[str, Any]], prompt: Any, **options: Any) -> Answer:
        heard.append(json.dumps([messages, options], ensure_ascii=False, default=str))
        assert messages[0] == {"role": "system", "content": prompt.text} or prompt.name.endswith("nudge")
        return asked.pop(0) if prompt.name.startswith("followup") else Answer("{}", [])

    monkeypatch.setattr(ChatModel, "complete", complete)
    conversation = guarded.start_conversation("test").id
    for message in ("汽车保险杠注塑件表面有银纹，想解决", "为什么推荐第一个？"):
        assert list(guarded.stream(conversation, message))[-1].type == "done"
    assert asked == [] and len(heard) >= 6 and "注塑银纹控制" in "".join(heard)
    for canary in CANARIES.values():
        assert not any(part in said for said in heard for part in canary.split())


def test_the_system_message_is_the_same_for_everybody(stage: Any) -> None:
    stage.follow_up([])
    first = json.loads(stage.heard[0])[0][0]
    stage.heard.clear()
    stage.follow_up([], question="中试平台怎么申请？")
    assert json.loads(stage.heard[0])[0][0] == first
    assert first["role"] == "system" and "A-9" not in first["content"] and "{{" not in first["content"]


def test_each_request_has_marks_of_its_own(stage: Any) -> None:
    marks = set()
    for _ in range(3):
        stage.heard.clear()
        stage.follow_up([])
        user = json.loads(stage.heard[0])[0][1]["content"]
        marks |= {line for line in user.splitlines() if line.startswith("=====边界")}
    assert len(marks) >= 3
