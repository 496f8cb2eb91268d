"""A place that cannot be written or read: the right line, the right status, and nothing acknowledged is lost."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from agent import Agent, Settings
from knowledge import DatabaseProblem, owned
from tests.six_records import NEED, RECORDS
from ui.app import create_app
from ui.cli import main


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small folder with one conversation, and a backup beside it."""
    folder = tmp_path_factory.mktemp("model") / "data"
    agent = opened(folder)
    agent.knowledge.catalogue.upsert(RECORDS)
    agent.sync()
    list(agent.stream(agent.start_conversation("test").id, NEED))
    agent.knowledge.backup(folder.parent / "backup.zip")
    agent.close()
    return folder


@pytest.fixture
def folder(model: Path, tmp_path: Path) -> Path:
    shutil.copytree(model, tmp_path / "data")
    shutil.copy(model.parent / "backup.zip", tmp_path / "backup.zip")
    return tmp_path / "data"


def opened(folder: Path) -> Agent:
    return Agent.open(Settings(data_dir=folder, embedder="none"), demo=False, owner=False)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return int(ended.value.code or 0), said.out + said.err


@pytest.fixture(autouse=True)
def no_vectors(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("QUEQIAO_EMBEDDER", "none")
    monkeypatch.setattr("ui.commands.serve._serve", lambda *_: pytest.fail("the service began"))
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def small(model: Path, tmp_path: Path) -> Iterator[Path]:
    """The folder on a file system of 8 MB; skips where none can be mounted."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no small file system can be mounted here")
    try:
        shutil.copytree(model, place / "data")
        yield place / "data"
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(folder: Path) -> None:
    """Leave no block free."""
    with (folder.parent / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass


def kept(folder: Path) -> tuple[int, int]:
    with sqlite3.connect(folder / "queqiao.sqlite3") as db:
        counts = (db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("turns", "cards"))
        return next(counts), next(counts)


def test_a_full_disk_is_told_and_loses_nothing(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    agent = opened(small)
    with TestClient(create_app(agent, agent.settings)) as client:
        started = client.post("/api/v1/conversations", json={}).json()
        path, headers = f"/api/v1/conversations/{started['id']}", {"Authorization": f"Bearer {started['token']}"}
        acknowledged = 0
        while acknowledged < 3:
            assert client.post(f"{path}/messages/sync", json={"text": NEED}, headers=headers).status_code == 200
            acknowledged += 1
        fill(small)
        for _ in range(40):  # what is left of the log file still takes some
            answer = client.post(f"{path}/messages/sync", json={"text": NEED}, headers=headers)
            if answer.status_code != 200:
                break
            acknowledged += 1
        assert answer.status_code == 503 and "磁盘已满" in answer.json()["message"], answer.text
        assert "没有存下来" in answer.json()["message"] and "没有丢" not in answer.text
        health = client.get("/healthz")
        assert health.status_code == 503 and "磁盘已满" in health.json()["problem"]
        assert client.post("/api/v1/conversations", json={}).status_code == 503
        (small.parent / "filler").unlink()
        assert client.get("/healthz").status_code == 200
        assert len(client.get(path, headers=headers).json()["turns"]) == acknowledged
        assert client.post(f"{path}/messages/sync", json={"text": NEED}, headers=headers).status_code == 200
    agent.close()
    fill(small)
    code, said = run(capsys, "doctor", "--data", str(small))
    assert code == 1 and ("磁盘" in said), said


def test_commands_on_a_read_only_disk(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small.parent)], check=True)
    for words in (["doctor"], ["import", __file__], ["serve", "--port", "1"], ["users", "list"], ["reindex"]):
        code, said = run(capsys, *words, "--data", str(small))
        assert code == 1 and ("不可写" in said or "打不开" in said), (words, said)


def scribble(path: Path, at: float, size: int = 4096) -> None:
    with path.open("r+b") as file:
        file.seek(int(path.stat().st_size * at))
        file.write(os.urandom(size))


DAMAGE: dict[str, tuple[Callable[[Path], Any], str]] = {
    "header": (lambda f: scribble(f / "queqiao.sqlite3", 0), "损坏"),
    "a page": (lambda f: [scribble(f / "queqiao.sqlite3", at / 20) for at in range(2, 19)], "损坏"),
    "cut": (lambda f: os.truncate(f / "queqiao.sqlite3", 20_480), "损坏"),
    "empty": (lambda f: os.truncate(f / "queqiao.sqlite3", 0), "是空的"),
    "gone": (lambda f: (f / "queqiao.sqlite3").unlink(), "不见了"),
    "another file": (lambda f: (f / "queqiao.sqlite3").write_text("编号,名称\n1,甲\n" * 2000), "不是鹊桥的数据库"),
    "another database": (lambda f: foreign(f / "queqiao.sqlite3"), "不是鹊桥的数据库"),
}


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE turns (x)")
        db.execute("CREATE TABLE records (x)")


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_database_is_told_and_restored(folder: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = kept(folder)
    damage, told = DAMAGE[kind]
    damage(folder)
    for words in (["doctor"], ["serve", "--port", "1"]):
        code, said = run(capsys, *words, "--data", str(folder))
        assert code == 1 and told in said and "restore" in said, said
        assert "启动：" not in said
    code, said = run(capsys, "restore", str(folder.parent / "backup.zip"), "--data", str(folder))
    assert code == 0 and "已恢复 6 条记录" in said, said
    assert kept(folder) == before
    assert run(capsys, "doctor", "--data", str(folder))[0] == 0


@pytest.mark.parametrize("name", ["index/*/lexical/*", "index/*/state.json", "embeddings.sqlite3"])
def test_a_damaged_index_or_cache_is_made_anew(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    agent = opened(folder)
    asked = [(hit.record_id, hit.score) for hit in agent.knowledge.retriever.search("银纹")]
    agent.close()
    for file in folder.glob(name):
        if file.is_file():
            file.write_bytes(os.urandom(300))
    agent = opened(folder)
    agent.sync()
    assert asked and [(hit.record_id, hit.score) for hit in agent.knowledge.retriever.search("银纹")] == asked
    agent.close()
    assert run(capsys, "doctor", "--data", str(folder))[0] == 0


def test_one_folder_has_one_service_and_nothing_is_restored_beneath_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    holder = "import sys, pathlib; from knowledge import owned\n"
    holder += "with owned(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout and other.stdout.readline() == "held\n"
        for words in (["serve", "--port", "1"], ["restore", str(folder.parent / "backup.zip")], ["reindex"]):
            code, said = run(capsys, *words, "--data", str(folder))
            assert code == 1 and f"进程 {other.pid}" in said and socket.gethostname() in said, said
        assert run(capsys, "doctor", "--data", str(folder))[0] == 0
        other.kill()
    with owned(folder), pytest.raises(DatabaseProblem, match=str(os.getpid())), owned(folder):
        pass


def test_a_bad_backup_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = kept(folder)
    bad = folder.parent / "bad.zip"
    bad.write_bytes((folder.parent / "backup.zip").read_bytes()[:-2000])
    code, said = run(capsys, "restore", str(bad), "--data", str(folder))
    assert code == 1 and "没有改动现有数据" in said and kept(folder) == before


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_folder_and_files_are_for_their_owner_only(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder.chmod(0o755)
    (folder / "queqiao.sqlite3").chmod(0o644)
    code, _ = run(capsys, "backup", str(folder.parent / "new.zip"), "--data", str(folder))
    assert code == 0
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600} and modes[folder] == 0o700
    assert stat.S_IMODE((folder.parent / "new.zip").stat().st_mode) == 0o600


def test_a_taken_port_is_told_before_anything_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, said = run(capsys, "serve", "--port", str(taken.getsockname()[1]), "--data", str(folder))
    assert code == 1 and "端口被占用" in said and "口令" not in said
