from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.model.calls import Call, ToolUse
from agent.schema import Statement
from agent.turn.tracing.trace import Trace, export_traces
from knowledge import KnowledgeBase, open_knowledge


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    opened = open_knowledge(tmp_path, database_url="", tenant="t", embedder="none", vectors="exact")
    yield opened
    opened.close()


def test_usage_is_the_providers_count_when_given_else_our_own() -> None:
    told, counted = Call("p@1", "m"), Call("p@1", "m", tokens_in=7)
    told.usage({"input_tokens": 30, "output_tokens": 5}, "无关")
    counted.usage(None, "银纹控制")
    assert (told.tokens_in, told.tokens_out, told.counted) == (30, 5, "provider")
    assert counted.tokens_in == 7 and counted.tokens_out > 0 and counted.counted == "estimate"


def test_an_export_sums_and_is_plain_data() -> None:
    trace = Trace(notes={"act": "recommend"})
    with trace.step("understand"):
        pass
    trace.call(Call("understand@1", "m", tokens_in=100, tokens_out=20, cost=0.002))
    trace.call(Call("summary@1", "m", tokens_in=50, tokens_out=10, cost=0.001, error="timeout"))
    trace.tools.append(ToolUse("get_record", {"record_id": "A-1"}, ["A-1"]))
    trace.removed.append(Statement(section="note", text="保证", problem="含有承诺"))
    told = json.loads(json.dumps(trace.export(), ensure_ascii=False))
    assert (told["tokens_in"], told["tokens_out"], told["cost"]) == (150, 30, 0.003)
    assert told["steps"][0]["name"] == "understand" and told["act"] == "recommend"
    assert told["removed_statements"] == [{"text": "保证", "problem": "含有承诺"}]
    assert told["tools"][0]["found"] == ["A-1"] and told["calls"][1]["error"] == "timeout"


def test_a_step_that_fails_is_timed_too() -> None:
    trace = Trace()
    with pytest.raises(RuntimeError), trace.step("match"):
        raise RuntimeError
    assert [step.name for step in trace.steps] == ["match"]


def test_traces_are_exported_as_json_lines_without_what_was_said(base: KnowledgeBase) -> None:
    book = base.casebook
    first, second = book.conversations.start("web")[0], book.conversations.start("web")[0]
    for each in (first, second):
        for _ in range(2):
            book.conversations.add_turn(each.id, "我们的秘密工艺", "answer", {"text": "回答"}, {"tokens_in": 5})
    lines = [json.loads(line) for line in export_traces(book)]
    assert len(lines) == 4 and {line["conversation"] for line in lines} == {first.id, second.id}
    assert all(line["trace"] == {"tokens_in": 5} and line["turn"] in (1, 2) for line in lines)
    assert "秘密" not in json.dumps(lines, ensure_ascii=False)
    assert len(list(export_traces(book, first.id))) == 2
    assert len(list(export_traces(book, limit=3))) == 3
