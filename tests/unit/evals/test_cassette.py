"""A cassette is played by hand through files, found by what was asked, and replayed."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import httpx2
import pytest

from evals.cassette import cases
from evals.cassette.endpoint import serving
from evals.cassette.labels import reading
from evals.cassette.player import Desk
from evals.cassette.tape import Tape, digest
from evals.errors import EvalError

MARK = "=====边界 0123456789abcdef====="


def messages(text: str, mark: str = MARK) -> list[dict[str, str]]:
    return [{"role": "system", "content": "读"}, {"role": "user", "content": f"{mark}\n{text}\n{mark}"}]


def test_the_marker_of_a_request_does_not_count() -> None:
    other = messages("良率", "=====边界 fedcba9876543210=====")
    assert digest(messages("良率")) == digest(other) != digest(messages("良率92"))


def test_a_player_answers_through_files_and_the_cassette_keeps_it(tmp_path: Path) -> None:
    tape = Tape.begun(tmp_path / "cassette.jsonl", {"needs": ["e001"]})
    desk = Desk(tmp_path, tape)
    got: list[object] = []
    schema = {"type": "object"}
    body = {"messages": messages("良率"), "tools": [{"function": {"name": "submit", "parameters": schema}}]}
    waiting = [threading.Thread(target=lambda: got.append(desk.answer(body))) for _ in range(2)]
    for one in waiting:
        one.start()
    request = tmp_path / "requests" / "0001.json"
    while not request.is_file() or not request.read_text("utf-8").endswith("}"):
        time.sleep(0.01)
    shown = json.loads(request.read_text("utf-8"))
    assert (tmp_path / shown["system"]).read_text("utf-8") == "读\n" and shown["messages"] == messages("良率")[1:]
    assert json.loads((tmp_path / shown["schema"]).read_text("utf-8")) == schema and desk.waiting == 1
    (tmp_path / "answers" / "0001.json").write_text('{"act": "recommend"}', "utf-8")
    for one in waiting:
        one.join(5)
    assert got == [{"content": '{"act": "recommend"}'}] * 2
    again = Tape.read(tmp_path / "cassette.jsonl")
    assert again.cases == {"needs": ["e001"]} and again.find(digest(messages("良率"))) == got[0]


def test_an_answer_may_call_tools(tmp_path: Path) -> None:
    calls = {"tool_calls": [{"name": "get_record", "arguments": {"record_id": "A-1"}}]}
    with serving(lambda body: calls) as address:
        text = httpx2.post(f"{address}/chat/completions", json={"messages": messages("x")}).text
    first = json.loads(text.splitlines()[0].removeprefix("data: "))["choices"][0]["delta"]["tool_calls"][0]
    assert first["function"] == {"name": "get_record", "arguments": '{"record_id": "A-1"}'}
    assert text.rstrip().endswith("[DONE]")


def test_a_broken_cassette_is_told(tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text('{"cases": {}}\n{"key": 1}\n', "utf-8")
    with pytest.raises(EvalError, match="第 2 行"):
        Tape.read(path)


def test_our_cases_are_drawn_from_the_training_part() -> None:
    chosen = cases.chosen()
    assert [len(chosen[name]) for name in ("dialogues", "texts", "needs")] == [12, 30, 20]
    splits = {row["rid"]: row["split"] for row in cases.texts()}
    assert {splits[rid] for rid in chosen["texts"]} == {"train"}


def test_labels_are_put_as_a_model_would_answer() -> None:
    labels = {row["rid"]: row for row in cases.gold()}
    text = next(row for row in cases.texts() if labels[row["rid"]]["indicators"] and labels[row["rid"]]["budget_cny"])
    gold = labels[text["rid"]]
    need = reading(text, gold)["needs"][0]
    assert [row["quote"] for row in need["targets"]] == [row["quote"] for row in gold["indicators"]]
    assert need["budget"] == {"yuan": gold["budget_cny"], "quote": gold["budget_quote"]} and need["quote"]
