"""Passwords, wrong tries, changed accounts and the first administrator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from pydantic import SecretStr

from agent import Agent, Settings, Staff, TooManyAttempts
from agent.officer.accounts.attempts import Attempts
from knowledge.casebook import CaseError
from tests.security.desk.entering import OWN, PASSWORD, log_in
from ui.app import create_app


@pytest.mark.parametrize("name", ["wang", "nobody at all"])
def test_ten_wrong_tries_lock_an_account_known_or_not(staff: Staff, name: str) -> None:
    for turn in range(10):
        assert staff.log_in(name, "wrong password", f"10.0.0.{turn}") is None
    with pytest.raises(TooManyAttempts) as locked:
        staff.log_in(name, PASSWORD, "10.0.0.99")
    assert 0 < locked.value.retry_after <= 900


def test_ten_wrong_tries_lock_an_address_whatever_the_name(staff: Staff) -> None:
    for turn in range(10):
        assert staff.log_in(f"someone{turn}", "wrong password", "10.1.1.1") is None
    with pytest.raises(TooManyAttempts):
        staff.log_in("admin", PASSWORD, "10.1.1.1")
    assert staff.log_in("admin", PASSWORD, "10.1.1.2")


def test_right_log_ins_use_up_no_tries(staff: Staff) -> None:
    assert all(staff.log_in("admin", PASSWORD, "10.2.2.2") for _ in range(12))


def test_attempts_count_again_after_the_window() -> None:
    now = [0.0]
    attempts = Attempts(2, 900, clock=lambda: now[0])
    attempts.begin("a")
    attempts.begin("a")
    with pytest.raises(TooManyAttempts):
        attempts.begin("a")
    attempts.begin("b")
    now[0] = 901
    attempts.begin("a")


@pytest.mark.parametrize("change", ["password", "role", "closing"])
def test_a_changed_account_has_to_log_in_again(staff: Staff, change: str) -> None:
    staff.add(change, PASSWORD, "officer", "admin")
    token = staff.log_in(change, PASSWORD, "a") or ""
    assert staff.session(token)
    if change == "password":
        staff.set_password(change, PASSWORD + "二", "admin")
    elif change == "role":
        staff.set_role(change, "administrator", "admin")
    else:
        staff.set_active(change, False, "admin")
    assert staff.session(token) is None
    assert bool(staff.log_in(change, PASSWORD, "b")) is (change == "role")


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("li", "short"),
        ("li", "a" * 12),
        ("li", "x" * 129),
        ("a", PASSWORD),
        ("有 空格", PASSWORD),
        ("longname12", "longname1234"),
    ],
)
def test_weak_passwords_and_odd_names_are_refused(staff: Staff, name: str, password: str) -> None:
    with pytest.raises(CaseError):
        staff.add(name, password, "officer", "test")


def test_an_officer_changes_the_own_password_only_with_the_old_one(staff: Staff) -> None:
    officer = staff.add("own", PASSWORD, "officer", "test")
    token = staff.log_in("own", PASSWORD, "z") or ""
    for old, new in (("wrong", PASSWORD + "新"), (PASSWORD, "short")):
        with pytest.raises(CaseError):
            staff.change_own(officer, old, new)
    assert staff.session(token)
    staff.change_own(officer, PASSWORD, PASSWORD + "新")
    assert staff.session(token) is None and staff.log_in("own", PASSWORD + "新", "z")
    for _ in range(9):
        with pytest.raises(CaseError, match="不对"):
            staff.change_own(officer, "wrong", PASSWORD)
    with pytest.raises(TooManyAttempts):
        staff.change_own(officer, PASSWORD + "新", PASSWORD)


def test_passwords_are_kept_as_argon2id_with_full_cost() -> None:
    stored = PasswordHasher().hash("x")
    assert stored.startswith("$argon2id$") and "m=65536,t=3" in stored


def test_the_last_administrator_stays(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "one", embedder="none")
    fresh = Agent.open(settings, demo=False, owner=False)
    try:
        staff = Staff(fresh.knowledge.casebook, settings)
        staff.add("only", PASSWORD, "administrator", "test")
        with pytest.raises(CaseError, match="最后一个管理员"):
            staff.set_active("only", False, "x")
        with pytest.raises(CaseError, match="最后一个管理员"):
            staff.set_role("only", "officer", "x")
        staff.add("second", PASSWORD, "administrator", "test")
        staff.set_active("only", False, "x")
        assert staff.get("only") is None
    finally:
        fresh.close()


class TestFirstAdministrator:
    """The first account: by a one-time code from the console, or from the environment; never a default password."""

    @pytest.fixture
    def fresh(self, tmp_path: Any) -> Iterator[Agent]:
        settings = Settings(data_dir=tmp_path / "fresh", embedder="none")
        opened = Agent.open(settings, demo=False, owner=False)
        yield opened
        opened.close()

    def test_the_one_time_code_opens_one_account(self, fresh: Agent) -> None:
        told: list[str] = []
        with TestClient(create_app(fresh, fresh.settings, told.append), follow_redirects=False) as client:
            (code,) = told
            assert len(code) >= 32
            assert self.set_up(client, "wrong code").status_code == 401
            assert self.set_up(client, code, password="short").status_code == 422
            assert self.set_up(client, code).headers["location"] == "/officer/login"
            assert self.set_up(client, code, username="second").status_code == 404
            assert log_in(client, "head").status_code == 303
            assert [user.username for user in fresh.knowledge.casebook.accounts.all()] == ["head"]

    def test_without_a_console_there_is_no_set_up(self, fresh: Agent) -> None:
        with TestClient(create_app(fresh, fresh.settings)) as client:
            assert client.get("/officer/setup").status_code == 404
            assert not fresh.knowledge.casebook.accounts.all()

    def test_the_environment_may_set_the_first_password_once(self, fresh: Agent) -> None:
        for password in (PASSWORD, PASSWORD + "改"):
            settings = Settings(data_dir=fresh.settings.data_dir, embedder="none", admin_password=SecretStr(password))
            with TestClient(create_app(fresh, settings), follow_redirects=False) as client:
                assert client.get("/officer/setup").status_code == 404
                assert log_in(client, "admin").status_code == 303

    def set_up(self, client: TestClient, code: str, username: str = "head", password: str = PASSWORD) -> Any:
        page = client.get("/officer/setup")
        form = re.search(r'name="form" value="(\w+)"', page.text)
        data = {"code": code, "username": username, "password": password, "form": form.group(1) if form else ""}
        return client.post("/officer/setup", data=data, headers=OWN)
