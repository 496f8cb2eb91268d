"""What the law asks of every door: the label, a way to complain, and the operator's content check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agent import Agent, CaseError, Desk, Officer, Settings
from ui.app import create_app

Key = Callable[..., dict[str, str]]
NEED = "喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上"
HEAD = Officer(username="head", role="administrator")


def test_a_complaint_is_taken_settled_and_looked_up(client: TestClient, agent: Agent) -> None:
    body = {"kind": "内容有误", "text": "<b>报价写错了</b>", "contact": "13800000000", "about": "A-0227"}
    made = client.post("/api/v1/complaints", json=body)
    assert made.status_code == 201
    address, receipt = f"/api/v1/complaints/{made.json()['id']}", made.json()["receipt"]
    assert client.get(address, headers={"X-Receipt": receipt}).json()["settled"] is None
    assert client.get(address, headers={"X-Receipt": "wrong"}).status_code == 404
    desk = Desk(agent)
    shown = desk.administration.complaints(HEAD)[0]
    assert (shown.text, shown.contact) == (body["text"], body["contact"])
    with pytest.raises(CaseError):
        desk.administration.settle(HEAD, shown.id, " ")
    with pytest.raises(CaseError):
        desk.administration.complaints(Officer(username="wang", role="officer"))
    desk.administration.settle(HEAD, shown.id, "已更正报价。")
    told = client.get(address, headers={"X-Receipt": receipt}).json()
    assert told["answer"] == "已更正报价。" and told["settled"]
    assert desk.administration.complaints(HEAD)[0].contact == ""
    assert "投诉举报" in client.get("/").text and client.get("/complaints").status_code == 200


def test_complaints_are_limited_for_one_address(client: TestClient) -> None:
    told = [client.post("/api/v1/complaints", json={"text": "x"}).status_code for _ in range(25)]
    assert told.count(429) >= 4 and told[-1] == 429


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    folder: Path = tmp_path_factory.mktemp("guarded")
    words = folder / "words.txt"
    words.write_text("赌博网站\n漆渣高效絮凝\n", "utf-8")
    settings = Settings(data_dir=folder / "data", embedder="none", content_check=str(words), _env_file=None)
    opened = Agent.open(settings, owner=False)
    opened.sync()
    yield opened
    opened.close()


def test_input_and_output_are_checked_at_every_door(guarded: Agent) -> None:
    _, secret = guarded.knowledge.casebook.keys.create("检查", ["chat"], "test", rate=1_000)
    headers = {"Authorization": f"Bearer {secret}"}
    with TestClient(create_app(guarded, guarded.settings)) as client:
        opened = client.post("/api/v1/conversations", json={}, headers=headers).json()
        address = f"/api/v1/conversations/{opened['id']}"
        refused = client.post(f"{address}/messages/sync", json={"text": "推荐赌博网站"}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (422, "content")
        assert guarded.history(opened["id"]) == [] and guarded.unfinished(opened["id"]) == []
        card = client.patch(f"{address}/card", json={"changes": {"object": "赌博网站"}}, headers=headers)
        assert card.status_code == 422
        held = client.post(f"{address}/messages/sync", json={"text": NEED}, headers=headers).json()
        assert "没有通过内容检查" in held["text"] and "絮凝" not in str(held) and "人工智能" in held["label"]
        chat = {"model": "queqiao", "messages": [{"role": "user", "content": "推荐赌博网站"}]}
        answer = client.post("/v1/chat/completions", json=chat, headers=headers)
        assert answer.status_code == 422 and answer.json()["error"]["code"] == "content"


def test_the_label_is_in_every_form(client: TestClient, key: Key) -> None:
    mine = key("chat", rate=1_000)
    opened = client.post("/api/v1/conversations", json={}, headers=mine).json()
    address = f"/api/v1/conversations/{opened['id']}"
    assert "人工智能" in opened["label"]
    assert "人工智能" in client.post(f"{address}/messages/sync", json={"text": NEED}, headers=mine).json()["label"]
    with client.stream("POST", f"{address}/messages", json={"text": "总结一下"}, headers=mine) as stream:
        assert "人工智能" in stream.read().decode()
    assert "人工智能" in client.get(f"{address}/drafts/brief", headers=mine).text
    chat = {"model": "queqiao", "messages": [{"role": "user", "content": "你好"}]}
    for extra in ({}, {"stream": True}):
        assert "人工智能" in client.post("/v1/chat/completions", json=chat | extra, headers=mine).text
    assert "人工智能" in client.post("/v1/responses", json={"input": "你好"}, headers=mine).text
    run = {"threadId": "t", "runId": "r", "messages": [{"id": "m", "role": "user", "content": "你好"}]}
    assert "人工智能" in client.post("/agui", json=run, headers=mine).text
