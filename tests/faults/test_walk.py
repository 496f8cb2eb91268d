"""``queqiao eval walk``: a need through chat, question and report, with a model and by rules, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug import Request, Response

from agent import Agent, Settings
from evals.walks import walk
from evals.walks.markdown import to_markdown

Open = Callable[..., Agent]
ROW = {
    "name": "strong",
    "need": "我们做汽车保险杠注塑件，表面总有银纹，良率想提高到98%以上",
    "question": "你们有哪些中试平台？",
}
QUOTE = {"record_id": "R-9001", "field": "clauses", "quote": "每批试模不超过 200 件"}


def answer(endpoint: Any) -> Callable[[Request], Response]:
    def give(request: Request) -> Response:
        messages = json.loads(request.get_data())["messages"]
        if "逐" in messages[0]["content"] and "工具" in messages[0]["content"]:
            if len(messages) == 2:
                return endpoint.said('{"tool": "search_resources", "arguments": {"query": "中试平台"}}')
            rows = [
                {"citations": [QUOTE], "text": "注塑中试平台的试模上限是 200 件"},
                {"citations": [QUOTE], "text": "注塑中试平台每批试模 900 件"},
            ]
            return endpoint.said(json.dumps({"statements": rows}, ensure_ascii=False))
        return endpoint.said('{"statements": []}')

    return give


def test_a_walk_shows_calls_additions_and_removals_beside_the_rules(endpoint: Any, open_agent: Open) -> None:
    endpoint.script = [answer(endpoint)]
    one = walk.walk(open_agent(model=""), open_agent(model_profile="local"), ROW)
    assert one.same_card and one.unsupported == 0
    assert [said.message for said in one.said] == [ROW["need"], ROW["question"]]
    text = to_markdown([one], "scripted")
    assert "`search_resources(query=中试平台)` → R-9001" in text
    assert "注塑中试平台每批试模 900 件 — " in text
    assert text.count("## strong") == 1 and "| strong |" in text


def test_without_a_model_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(walk, "get_settings", lambda: Settings(model=""))
    assert walk.run(None) == 2
    assert "OPENAI_MODEL" in capsys.readouterr().err
