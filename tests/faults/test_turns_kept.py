"""A turn that fails, is left or is overtaken: the message stands, is shown as such, and can be tried again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from agent import Agent, CaseError, MessageError, Settings
from tests.six_records import NEED, RECORDS
from ui.app import create_app


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    folder: Path = tmp_path_factory.mktemp("kept")
    opened = Agent.open(Settings(data_dir=folder, embedder="none"), demo=False, owner=False)
    opened.knowledge.catalogue.upsert(RECORDS)
    opened.sync()
    yield opened
    opened.close()


def broken(*_: Any, **__: Any) -> None:
    raise RuntimeError("nothing comes of it")


def test_a_failed_turn_is_shown_and_tried_again(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    id = agent.start_conversation("test").id
    with monkeypatch.context() as patch:
        patch.setattr("agent.conversation.turns.keep", broken)
        events = list(agent.stream(id, NEED))
    assert events[-1].problem and "已经存下" in events[-1].problem.message
    assert not any(event.type in ("token", "done") for event in events), "nothing is told that was not kept"
    assert agent.history(id) == [] and agent.knowledge.casebook.cards.latest(id) is None
    [turn] = agent.unfinished(id)
    assert (turn["message"], turn["state"]) == (NEED, "failed")
    assert list(agent.retry(id, turn["number"]))[-1].type == "done"
    assert agent.unfinished(id) == [] and [one["message"] for one in agent.history(id)] == [NEED]
    with pytest.raises(CaseError):
        agent.retry(id, turn["number"])


def test_a_failed_correction_is_tried_again_with_its_values(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    id = agent.start_conversation("test").id
    list(agent.stream(id, NEED))
    with monkeypatch.context() as patch:
        patch.setattr("agent.conversation.turns.keep", broken)
        list(agent.correct(id, {"budget_cny": 654_321}))
    [turn] = agent.unfinished(id)
    reply = list(agent.retry(id, turn["number"]))[-1].reply
    assert reply and reply.card and reply.card.budget_cny == 654_321 and agent.unfinished(id) == []


def test_a_turn_that_was_left_says_so(agent: Agent) -> None:
    id = agent.start_conversation("test").id
    events = agent.stream(id, NEED)
    next(events)
    assert agent.unfinished(id)[0]["state"] == "open"
    with pytest.raises(MessageError):
        agent.retry(id, 1)
    events.close()  # type: ignore[attr-defined]
    assert agent.unfinished(id)[0]["state"] == "left"


def test_two_edits_at_once_both_stand(agent: Agent) -> None:
    id = agent.start_conversation("test").id
    list(agent.stream(id, NEED))
    edits: list[dict[str, Any]] = [{"budget_cny": 210_000}, {"deadline": "2027年5月"}, {"enterprise": "某厂"}]
    threads = [threading.Thread(target=lambda e=e: list(agent.correct(id, e))) for e in edits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    stored = agent.knowledge.casebook.cards.latest(id)
    assert stored is not None and agent.unfinished(id) == []
    assert [stored.card[name] for name in ("budget_cny", "enterprise")] == [210_000, "某厂"]
    assert "2027" in stored.card["deadline"] and len(agent.knowledge.casebook.cards.versions(id)) == 4


def test_the_interface_shows_and_retries(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(create_app(agent, agent.settings)) as client:
        started = client.post("/api/v1/conversations", json={}).json()
        path, headers = f"/api/v1/conversations/{started['id']}", {"Authorization": f"Bearer {started['token']}"}
        with monkeypatch.context() as patch:
            patch.setattr("agent.conversation.turns.keep", broken)
            answer = client.post(f"{path}/messages/sync", json={"text": NEED}, headers=headers)
        assert answer.status_code == 500 and "已经存下" in answer.json()["message"]
        [turn] = client.get(path, headers=headers).json()["unfinished"]
        assert turn["state"] == "failed"
        again = client.post(f"{path}/turns/{turn['number']}/retry", json={}, headers=headers)
        assert again.status_code == 200 and "event: done" in again.text
        assert client.get(path, headers=headers).json()["unfinished"] == []
        gone = client.post(f"{path}/turns/{turn['number']}/retry", json={}, headers=headers)
        answered = client.post(f"{path}/turns/2/retry", json={}, headers=headers)
        assert (gone.status_code, answered.status_code) == (404, 409)
