"""``queqiao users`` and what ``queqiao serve`` says of a password that may not be used."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from agent import Agent, Settings, Staff
from ui.cli import main

PASSWORD = "一句很长的话当密码用就好了"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("agent.officer.accounts.staff.HASHER", PasswordHasher(time_cost=1, memory_cost=1024))
    monkeypatch.setenv("QUEQIAO_EMBEDDER", "none")
    yield


@pytest.fixture
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*words: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            main(["users", words[0], "--data", str(tmp_path), *words[1:]])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out + told.err

    return run


def test_accounts_are_opened_changed_and_closed(users: Any, tmp_path: Path) -> None:
    assert users("list") == (0, "还没有账号。用 queqiao users add 账号 --role 管理员 新建第一个。\n")
    assert users("add", "head", "--role", "管理员", typed=PASSWORD)[0] == 0
    assert users("add", "李工", typed=PASSWORD) == (0, "已新建专员账号 李工。\n")
    assert users("role", "李工", "管理员")[0] == 0
    assert users("disable", "head")[0] == 0
    assert users("enable", "head")[0] == 0
    assert users("role", "李工", "专员")[0] == 0
    assert users("password", "李工", typed=PASSWORD + "改\n")[0] == 0
    listed = users("list")[1]
    assert "head\t管理员\t在用" in listed and "李工\t专员\t在用" in listed and PASSWORD not in listed
    agent = Agent.open(Settings(data_dir=tmp_path), demo=False, owner=False)
    try:
        staff = Staff(agent.knowledge.casebook, agent.settings)
        assert staff.log_in("李工", PASSWORD + "改", "here") and staff.log_in("李工", PASSWORD, "here") is None
    finally:
        agent.close()


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        (("add", "head"), "太短", "12–128"),
        (("add", "有 空格"), PASSWORD, "账号名"),
        (("password", "nobody"), PASSWORD, "没有找到这个账号"),
        (("disable", "nobody"), "", "没有找到这个账号"),
        (("role", "nobody", "厂长"), "", "不能是"),
    ],
)
def test_what_cannot_be_done_is_told_in_chinese(users: Any, words: tuple[str, ...], typed: str, told: str) -> None:
    code, text = users(*words, typed=typed)
    assert code in (1, 2) and told in text and "Traceback" not in text


def test_the_last_administrator_cannot_be_closed(users: Any) -> None:
    users("add", "head", "--role", "管理员", typed=PASSWORD)
    code, text = users("disable", "head")
    assert code == 1 and "最后一个管理员" in text


def test_serve_refuses_a_password_that_may_not_be_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUEQIAO_ADMIN_PASSWORD", "admin")
    with pytest.raises(SystemExit) as ended:
        main(["serve"])
    assert ended.value.code == 2
    assert "QUEQIAO_ADMIN_PASSWORD" in capsys.readouterr().err
