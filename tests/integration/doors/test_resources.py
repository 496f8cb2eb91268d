"""History, needs, reports and the catalogue through the API: pages, scopes, files, and no answer to the wrong key."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient

from agent import Agent, Desk, Officer, Settings
from ui.app import create_app

Key = Callable[..., dict[str, str]]
NEED = "喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上"
CONVERSATIONS = "/api/v1/conversations"


def say(client: TestClient, headers: dict[str, str], *texts: str) -> str:
    id: str = client.post(CONVERSATIONS, json={}, headers=headers).json()["id"]
    for text in texts:
        assert client.post(f"{CONVERSATIONS}/{id}/messages/sync", json={"text": text}, headers=headers).is_success
    return id


def test_conversations_and_messages_come_in_pages(client: TestClient, key: Key) -> None:
    mine = key("chat", rate=10_000)
    ids = [say(client, mine, f"谢谢{number}", "再见") for number in range(3)]
    say(client, key("chat"), "别人的会话")
    first = client.get(CONVERSATIONS, params={"limit": 2}, headers=mine).json()
    rest = client.get(CONVERSATIONS, params={"limit": 2, "cursor": first["next"]}, headers=mine).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == ids[::-1] and rest["next"] is None
    assert first["items"][0]["title"] == "谢谢2"
    address = f"{CONVERSATIONS}/{ids[0]}/messages"
    head = client.get(address, params={"limit": 1}, headers=mine).json()
    tail = client.get(address, params={"limit": 1, "cursor": head["next"]}, headers=mine).json()
    assert [one["message"] for one in head["items"] + tail["items"]] == ["谢谢0", "再见"] and tail["next"] is None
    for wrong in ("x", "-1", "9999999999"):
        assert client.get(address, params={"cursor": wrong}, headers=mine).status_code == 422


def test_card_and_recommendation_of_a_conversation(client: TestClient, key: Key) -> None:
    mine = key("chat")
    id = say(client, mine, "谢谢")
    for path, code in (("card", "no_card"), ("recommendation", "no_recommendation")):
        assert client.get(f"{CONVERSATIONS}/{id}/{path}", headers=mine).json()["code"] == code
    id = say(client, mine, NEED)
    assert "循环水" in client.get(f"{CONVERSATIONS}/{id}/card", headers=mine).json()["text"]
    assert client.get(f"{CONVERSATIONS}/{id}/recommendation", headers=mine).json()["coverage"]["rows"]


def test_needs_matches_and_report_files_need_their_scope(client: TestClient, agent: Agent, key: Key) -> None:
    id = say(client, key("chat"), NEED)
    reading = key("needs", rate=10_000)
    assert client.get("/api/v1/needs").status_code == 401
    assert client.get("/api/v1/needs", headers=key("chat")).status_code == 403
    need = next(
        one for one in client.get("/api/v1/needs", headers=reading).json()["items"] if one["conversation_id"] == id
    )
    address = f"/api/v1/needs/{need['id']}"
    assert "循环水" in client.get(address, headers=reading).json()["card"]["text"]
    found = client.get(f"{address}/recommendation", headers=reading).json()
    desk, officer = Desk(agent), Officer(username="wang", role="officer")
    desk.candidates.accept(officer, need["id"], found["achievements"][0]["record_id"])
    match = client.get(f"{address}/matches", headers=reading).json()["items"][0]
    assert match["match"]["status"] == "推荐" and match["moves"][0]["who"] == "wang"
    assert client.get(f"{address}/reports/brief", headers=reading).json()["code"] == "no_such_report"
    desk.reports.draft(officer, need["id"], "brief")
    assert client.get(f"{address}/reports", headers=reading).json()["items"][0]["variant"] == "brief"
    text = client.get(f"{address}/reports/brief", headers=reading)
    assert "人工智能" in text.text and "attachment" in text.headers["content-disposition"]
    file = client.get(f"{address}/reports/brief", params={"format": "docx"}, headers=reading)
    assert "word/document.xml" in ZipFile(io.BytesIO(file.content)).namelist()
    assert agent.knowledge.casebook.audit.recent(who="密钥 测试", action="导出报告", object=need["id"])
    pages, cursor = [], ""
    while cursor is not None:
        told = client.get("/api/v1/needs", params={"limit": 1, "cursor": cursor}, headers=reading).json()
        pages += [one["id"] for one in told["items"]]
        cursor = told["next"]
    assert len(pages) == len(set(pages)) >= 1 and pages[0] == need["id"]
    assert client.get("/api/v1/needs/unknown-need", headers=reading).status_code == 404


def test_the_catalogue_is_searched_and_walked_through_without_contacts(
    client: TestClient, agent: Agent, key: Key
) -> None:
    reading = key("catalogue", rate=10_000)
    found = client.get(
        "/api/v1/catalogue/search", params={"q": "涂装废水 漆渣", "type": "achievement"}, headers=reading
    )
    assert [hit["record"]["type"] for hit in found.json()] == ["achievement"] * 10
    ids, cursor = [], ""
    while cursor is not None:
        told = client.get(
            "/api/v1/catalogue/records", params={"limit": 100, "cursor": cursor, "type": "expert"}, headers=reading
        ).json()
        ids += [one["id"] for one in told["items"]]
        cursor = told["next"]
    assert len(ids) == len(set(ids)) == agent.knowledge.catalogue.count()["expert"]
    assert client.get("/api/v1/catalogue/search", params={"q": "水"}).status_code == 401
    contacts = [one.contact for one in agent.knowledge.catalogue.get_many(ids).values() if getattr(one, "contact", "")]
    whole = client.get("/api/v1/catalogue/records", params={"type": "expert", "limit": 100}, headers=reading).text
    assert not any(str(contact) in whole for contact in contacts)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    folder = tmp_path_factory.mktemp("import")
    opened = Agent.open(Settings(data_dir=folder, embedder="none", _env_file=None), owner=False, demo=False)
    yield opened
    opened.close()


def test_a_file_is_rehearsed_and_then_imported(empty: Agent) -> None:
    _, secret = empty.knowledge.casebook.keys.create("导入", ["import", "catalogue"], "test")
    headers = {"X-API-Key": secret}
    rows = "编号,成果名称,简介\nA-900,水性漆渣脱黏剂,让漆渣不再发黏\n,没有编号也没有名称,\n"
    with TestClient(create_app(empty, empty.settings)) as client:

        def send(name: str = "成果.csv", **options: object) -> dict[str, object]:
            files = {"file": (name, rows.encode())}
            answer = client.post("/api/v1/catalogue/import", files=files, params=options, headers=headers)
            assert answer.headers["content-type"].startswith("application/"), answer.text
            told: dict[str, object] = answer.json()
            return told

        told = send(rehearsal=True)
        assert told["rehearsal"] and told["report"]["added"] >= 1  # type: ignore[index]
        assert sum(empty.knowledge.catalogue.count().values()) == 0
        done = send()
        assert done["report"] == told["report"] and "新增" in str(done["text"])
        assert empty.knowledge.catalogue.get("A-900") is not None
        assert empty.knowledge.casebook.audit.recent(action="导入记录")[0].who == "密钥 导入"
        assert "不支持这种文件" in str(send(name="x.exe")["text"])
        plain = client.post("/api/v1/catalogue/import", content=b"x", headers=headers)
        assert (plain.status_code, plain.json()["code"]) == (415, "not_a_form")
        nobody = client.post("/api/v1/catalogue/import", files={"file": ("a.csv", rows.encode())})
        assert nobody.status_code == 401
        large = client.post("/api/v1/catalogue/import", files={"file": ("a.csv", b"x" * 11_000_000)}, headers=headers)
        assert large.status_code == 413


def test_long_answers_are_compressed_and_streams_are_not(client: TestClient, key: Key) -> None:
    mine = key("chat")
    id = say(client, mine, NEED)
    whole = client.get(f"{CONVERSATIONS}/{id}", headers=mine)
    assert whole.headers["content-encoding"] == "gzip"
    with client.stream("POST", f"{CONVERSATIONS}/{id}/messages", json={"text": "谢谢"}, headers=mine) as stream:
        assert "content-encoding" not in stream.headers and stream.read()
