from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

NEED = "喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上"


def start(client: TestClient) -> tuple[str, dict[str, str]]:
    opened = client.post("/api/v1/conversations", json={}).json()
    return opened["id"], {"Authorization": f"Bearer {opened['token']}"}


def events(client: TestClient, path: str, headers: dict[str, str], text: str) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    with client.stream("POST", path, json={"text": text}, headers=headers) as response:
        assert response.status_code == 200
        kind = ""
        for line in response.iter_lines():
            if line.startswith("event:"):
                kind = line[6:].strip()
            elif line.startswith("data:"):
                found.append((kind, json.loads(line[5:])))
    return found


def test_stream_tells_steps_then_tokens_then_citations_then_done(client: TestClient) -> None:
    conversation, headers = start(client)
    told = events(client, f"/api/v1/conversations/{conversation}/messages", headers, NEED)
    kinds = [kind for kind, _ in told]
    assert list(dict.fromkeys(kinds)) == ["step", "token", "citation", "done"]
    assert "".join(data["text"] for kind, data in told if kind == "token") == told[-1][1]["text"]
    assert told[-1][1]["trace"] == {} and told[-1][1]["removed"] == []


def test_history_keeps_every_turn_and_erasing_removes_them(client: TestClient) -> None:
    conversation, headers = start(client)
    address = f"/api/v1/conversations/{conversation}"
    client.post(f"{address}/messages/sync", json={"text": NEED}, headers=headers)
    client.post(f"{address}/messages/sync", json={"text": "谢谢"}, headers=headers)
    assert [turn["message"] for turn in client.get(address, headers=headers).json()["turns"]] == [NEED, "谢谢"]
    assert client.delete(address, headers=headers).status_code == 200
    assert client.get(address, headers=headers).status_code == 401


def test_a_conversation_opens_only_with_its_own_token(client: TestClient) -> None:
    mine, headers = start(client)
    other, other_headers = start(client)
    for bad in (
        {},
        {"Authorization": "Bearer nonsense"},
        other_headers,
        {"Authorization": headers["Authorization"] + "x"},
    ):
        response = client.get(f"/api/v1/conversations/{mine}", headers=bad)
        assert response.status_code == 401
        assert response.json()["code"] == "no_such_conversation"
    assert client.get(f"/api/v1/conversations/{other}", headers=other_headers).status_code == 200


def test_card_is_corrected_and_matched_again(client: TestClient) -> None:
    conversation, headers = start(client)
    address = f"/api/v1/conversations/{conversation}"
    client.post(f"{address}/messages/sync", json={"text": NEED}, headers=headers)
    reply = client.patch(f"{address}/card", json={"changes": {"budget_cny": 800000}}, headers=headers).json()
    assert reply["card"]["budget_cny"] == 800000
    assert "80 万元" in reply["text"]
    wrong = client.patch(f"{address}/card", json={"changes": {"budget_cny": "很多"}}, headers=headers)
    assert wrong.status_code == 422
    assert wrong.json()["advice"]
    unknown = client.patch(f"{address}/card", json={"changes": {"colour": "red"}}, headers=headers)
    assert unknown.status_code == 422


def test_record_view_has_labels_and_no_contact(client: TestClient) -> None:
    view = client.get("/api/v1/records/A-0001").json()
    assert {row["name"] for row in view["fields"]} >= {"problem", "parameters", "institution"}
    text = json.dumps(view, ensure_ascii=False)
    assert "028-0000" not in text
    assert view["example"] is True
    assert client.get("/api/v1/records/A-9999").json()["message"] == "没有编号为 A-9999 的记录。"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{broken", 422),
        (b"\xff\xfe", 422),
        (b"[]", 422),
        (json.dumps({"text": 5}).encode(), 422),
        (json.dumps({"text": "长" * 9000}).encode(), 413),
        (b" " * 70_000, 413),
    ],
)
def test_bad_bodies_get_a_chinese_error(client: TestClient, body: bytes, status: int) -> None:
    conversation, headers = start(client)
    address = f"/api/v1/conversations/{conversation}/messages/sync"
    response = client.post(address, content=body, headers=headers | {"Content-Type": "application/json"})
    assert response.status_code == status
    answer = response.json()
    assert answer["message"] and answer["advice"] and answer["code"]


def test_pages_carry_a_policy_that_allows_nothing_foreign(client: TestClient) -> None:
    for path in ("/", "/docs", "/reference/reference.js", "/static/app.js", "/static/tables.js", "/healthz"):
        response = client.get(path)
        assert response.status_code == 200
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "http" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"


def test_openapi_describes_every_route(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert "/api/v1/conversations/{conversation_id}/messages" in paths
    assert all(operation.get("summary") for methods in paths.values() for operation in methods.values())


def test_rate_limit_answers_429_with_a_retry_time(client: TestClient) -> None:
    from agent import Settings
    from ui.admission.limits import Counts
    from ui.api.limits import Limits

    app: Any = client.app
    app.state.limits = Limits(Counts(), Settings(rate_per_minute=2))
    answers = [client.get("/api/v1/records/A-0001") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


def test_openapi_speaks_chinese(client: TestClient) -> None:
    document = client.get("/openapi.json").json()

    def descriptions(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["description"]] if isinstance(node.get("description"), str) else []
            return own + [text for value in node.values() for text in descriptions(value)]
        return [text for item in node for text in descriptions(item)] if isinstance(node, list) else []

    assert descriptions(document) and not any(text.isascii() for text in descriptions(document))


def test_drafts_are_marked_as_not_reviewed_and_come_as_word(client: TestClient) -> None:
    conversation, headers = start(client)
    address = f"/api/v1/conversations/{conversation}"
    early = client.get(f"{address}/drafts/brief", headers=headers)
    assert early.status_code == 409 and early.json()["message"]
    client.post(f"{address}/messages/sync", json={"text": NEED}, headers=headers)
    brief = client.get(f"{address}/drafts/brief", headers=headers)
    assert brief.status_code == 200 and "未经成果转化专员审核" in brief.text and "A-0227" in brief.text
    bounty = client.get(f"{address}/drafts/bounty?format=docx", headers=headers)
    assert bounty.content[:2] == b"PK"
    assert client.get(f"{address}/drafts/full", headers=headers).status_code == 422
