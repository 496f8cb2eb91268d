"""The product on PostgreSQL, whole: migrations, examples, import, a turn, the desk, upkeep, and what goes wrong."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from fastapi.testclient import TestClient

from agent import Agent, Desk, Officer, Settings
from knowledge import DatabaseProblem, open_knowledge
from tests.needs import NEED
from tests.postgres import Cluster
from ui.app import create_app
from ui.cli import main

WANG = Officer(username="wang", role="officer")
TABLE = (
    "编号,成果名称,技术领域,成果简介\nX-1,注塑件银纹在线检测装置,新材料及其应用,在线识别注塑件表面银纹\nX-2,,,缺名称\n"
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def url(postgres: Cluster) -> str:
    return postgres.new_database()


@pytest.fixture(scope="module")
def agent(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    folder = tmp_path_factory.mktemp("postgres")
    settings = Settings(data_dir=folder, database_url=url, embedder="none", rate_per_minute=10_000)
    opened = Agent.open(settings, owner=False)
    opened.sync()
    opened.knowledge.casebook.accounts.add("wang", "not used here", "officer")
    yield opened
    opened.close()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str) -> Run:
    from agent import get_settings

    def call(*words: str | Path, address: str = url) -> tuple[int, str, str]:
        monkeypatch.setenv("QUEQIAO_EMBEDDER", "none")
        monkeypatch.setenv("QUEQIAO_DATABASE_URL", address)
        get_settings.cache_clear()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return call


def test_a_need_goes_from_the_chat_to_an_approved_report_and_a_signed_match(agent: Agent) -> None:
    with TestClient(create_app(agent, agent.settings)) as client:
        opened = client.post("/api/v1/conversations", json={}).json()
        headers = {"Authorization": f"Bearer {opened['token']}"}
        address = f"/api/v1/conversations/{opened['id']}"
        reply = client.post(f"{address}/messages/sync", json={"text": NEED}, headers=headers).json()
        assert reply["recommendation"]["achievements"] and reply["citations"]
        corrected = client.patch(f"{address}/card", json={"changes": {"budget_cny": 800000}}, headers=headers).json()
        assert corrected["card"]["budget_cny"] == 800000
        assert client.get("/healthz").json()["records"]["achievement"] > 100
    desk = Desk(agent)
    need = next(one for one in agent.knowledge.casebook.needs.search().needs if one.conversation_id == opened["id"])
    desk.inbox.assign(WANG, need.id, "wang")
    record = desk.candidates.present(need.id).recommendation.achievements[0].record_id
    desk.candidates.accept(WANG, need.id, record)
    draft = desk.reports.draft(WANG, need.id, "full").stored.draft
    assert desk.reports.approve(WANG, need.id, "full", 1, draft).stored.approved_by == "wang"
    assert desk.reports.export(WANG, need.id, "full", 1, "docx").content[:2] == b"PK"
    for status in ("联系", "洽谈", "签约"):
        desk.progress.move(WANG, need.id, record, status)
    (line,) = desk.progress.of_need(need.id)
    assert line.match.status == "签约" and len(line.moves) == 4
    erased = agent.erase(opened["id"])
    assert erased["removed"]["reports"] == 1 and agent.knowledge.casebook.needs.get(need.id) is None


def test_the_commands_work_on_it_and_say_what_is_wrong(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "成果.csv"
    table.write_text(TABLE, encoding="utf-8")
    code, out, _ = run("import", table, "--type", "achievement")
    assert code == 1 and "新增 1" in out and "第 3 行" in out
    assert run("import", table, "--type", "achievement")[1].count("未变 1") == 1
    code, out, _ = run("ask", "注塑件表面银纹怎么在线检测")
    assert code == 0 and "X-1" in out
    code, out, _ = run("doctor")
    assert code == 0 and "数据库连接正常" in out and "关键词索引与数据库一致" in out
    assert run("reindex")[0] == 0


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_backup_and_restore_point_to_the_databases_own_tools(run: Run, tmp_path: Path, command: str) -> None:
    code, _, err = run(command, tmp_path / "copy.zip")
    assert code == 1 and "pg_dump" in err and not (tmp_path / "copy.zip").exists()


def test_what_pg_dump_writes_brings_everything_back(postgres: Cluster, url: str, agent: Agent, tmp_path: Path) -> None:
    plain, fresh = url.replace("+psycopg", ""), postgres.new_database()
    dump = tmp_path / "queqiao.dump"
    subprocess.run([postgres.bin / "pg_dump", "-Fc", "-f", dump, plain], check=True)
    restore = [postgres.bin / "pg_restore", "-d", fresh.replace("+psycopg", ""), dump]
    subprocess.run(restore, check=True)
    copy = open_knowledge(tmp_path / "copy", database_url=fresh, embedder="none", vectors="exact")
    copy.sync()
    assert copy.catalogue.count() == agent.knowledge.catalogue.count()
    assert [one.level for one in copy.doctor() if one.level == "error"] == []
    copy.close()


def test_two_processes_share_one_database(url: str, agent: Agent, tmp_path: Path) -> None:
    other = Agent.open(agent.settings.model_copy(update={"data_dir": tmp_path}), owner=False)
    other.sync()
    conversations = [one.start_conversation().id for one in (agent, other) for _ in range(3)]
    failures: list[str] = []

    def say(speaker: Agent, conversation: str) -> None:
        last = list(speaker.stream(conversation, NEED))[-1]
        if last.type != "done":
            failures.append(str(last.problem))

    talks = [Thread(target=say, args=(one, id)) for id in conversations for one in (agent, other)]
    for talk in talks:
        talk.start()
    for talk in talks:
        talk.join()
    assert failures == []
    assert [len(other.history(id)) for id in conversations] == [2] * len(conversations)
    other.close()


def test_a_character_that_postgresql_cannot_hold_breaks_nothing(agent: Agent) -> None:
    with TestClient(create_app(agent, agent.settings)) as client:
        assert client.get("/api/v1/records/A-0001%00").status_code == 404
        opened = client.post("/api/v1/conversations", json={"channel": "web\0"}).json()
        headers = {"Authorization": f"Bearer {opened['token']}"}
        address = f"/api/v1/conversations/{opened['id']}"
        body = {"text": "注塑件表面有银纹\0，良率只有92%"}
        assert client.post(f"{address}/messages/sync", json=body, headers=headers).status_code == 200
        judged = {"record_id": "\0", "useful": True, "reason": "好\0"}
        assert client.post(f"{address}/feedback", json=judged, headers=headers).status_code == 204


@pytest.mark.parametrize("command", ["doctor", "serve"])
def test_a_database_that_cannot_be_reached_is_told_without_its_password(run: Run, url: str, command: str) -> None:
    password = url.split(":")[2].split("@")[0]
    for wrong in (url.replace(password, "secret-word"), re.sub(r":\d+/", ":1/", url), url + "x"):
        code, out, err = run(command, address=wrong)
        assert code == 1 and "连不上数据库 127.0.0.1" in out + err and "Traceback" not in err
        assert "secret-word" not in out + err and password not in out + err


def test_the_short_forms_of_the_address_open_it_too(url: str, tmp_path: Path) -> None:
    for scheme in ("postgresql", "postgres"):
        base = open_knowledge(tmp_path, database_url=url.replace("postgresql+psycopg", scheme), embedder="none")
        assert base.catalogue.count()
        base.close()


@pytest.mark.parametrize("address", ["nonsense", "mysql://root@127.0.0.1/x"])
def test_an_address_that_is_none_is_told_in_chinese(address: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem, match="QUEQIAO_DATABASE_URL"):
        open_knowledge(tmp_path, database_url=address, embedder="none")
