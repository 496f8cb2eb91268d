"""Accounts, sessions, the audit log and the use of models."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Thread

import pytest
from sqlalchemy import Engine, select

from knowledge.casebook import Casebook, CaseError, NotFoundError
from knowledge.casebook.accounts import LOCK_MINUTES, MAX_FAILURES
from knowledge.casebook.tables import sessions
from knowledge.storage.database import now


def test_account_locks_after_failures(book: Casebook) -> None:
    book.accounts.add("wang", "$argon2id$x", "officer")
    with pytest.raises(CaseError, match="已存在"):
        book.accounts.add("wang", "y", "officer")
    with pytest.raises(CaseError, match="角色"):
        book.accounts.add("li", "y", "root")  # type: ignore[arg-type]
    for _ in range(MAX_FAILURES - 1):
        book.accounts.log_in_failed("wang")
    user = book.accounts.get("wang")
    assert user is not None and user.may_log_in(now())
    book.accounts.log_in_failed("wang")
    user = book.accounts.get("wang")
    assert user is not None and not user.may_log_in(now())
    assert user.may_log_in(now() + timedelta(minutes=LOCK_MINUTES))
    assert book.accounts.set_password("wang", "z").may_log_in(now())
    book.accounts.log_in_failed("nobody")
    assert [user.username for user in book.accounts.all()] == ["wang"]


def test_sessions_end(book: Casebook, engine: Engine) -> None:
    book.accounts.add("wang", "x", "administrator")
    token = book.accounts.start_session("wang")
    session = book.accounts.session(token)
    assert session is not None and (session.username, session.role) == ("wang", "administrator")
    with engine.connect() as connection:
        assert token not in connection.scalars(select(sessions.c.token_hash)).all()
    assert book.accounts.session(token, idle_minutes=0) is None
    assert book.accounts.session(token) is None
    assert book.accounts.session(book.accounts.start_session("wang", hours=0)) is None
    for end in (
        lambda token: book.accounts.end_session(token),
        lambda _: book.accounts.set_password("wang", "y"),
        lambda _: book.accounts.set_role("wang", "officer"),
        lambda _: book.accounts.set_active("wang", False),
    ):
        token = book.accounts.start_session("wang")
        assert book.accounts.session(token) is not None
        end(token)
        assert book.accounts.session(token) is None
    book.accounts.set_active("wang", True)
    book.accounts.start_session("wang", hours=0)
    assert book.accounts.purge_sessions() == 1
    with pytest.raises(NotFoundError):
        book.accounts.start_session("nobody")


def test_audit_and_usage(book: Casebook) -> None:
    book.audit.write("wang", "approve", "need-1", "第 1 版")
    book.audit.write("li", "export")
    assert [line.who for line in book.audit.recent()] == ["li", "wang"]
    assert [line.detail for line in book.audit.recent(object="need-1")] == ["第 1 版"]
    day = date(2026, 1, 2)
    assert book.usage.day(day).tokens == 0
    threads = [Thread(target=lambda: book.usage.add(day, 10, 5, 0.25)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    used = book.usage.day(day)
    assert (used.calls, used.tokens_in, used.tokens_out, used.cost) == (4, 40, 20, 1.0)
    assert book.usage.days(day, day) == [used] and book.usage.days(date(2026, 1, 3), date(2026, 2, 1)) == []
