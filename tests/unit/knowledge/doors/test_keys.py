"""API keys, threads, kept answers and webhooks."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import Engine, select

from knowledge.casebook import Casebook, CaseError, ConflictError, NotFoundError
from knowledge.casebook.doors.keys import read_origin, tenant_of_key
from knowledge.storage.database import metadata


@pytest.fixture
def book(engine: Engine) -> Casebook:
    return Casebook(engine, uuid4().hex)


def test_a_key_opens_until_it_is_revoked_and_its_secret_is_nowhere(book: Casebook, engine: Engine) -> None:
    key, secret = book.keys.create("园区门户", ["chat", "needs"], "wang", origins=["https://Park.example.cn/"])
    assert key.origins == ["https://park.example.cn"] and key.used is None
    found = book.keys.find(secret)
    assert found is not None and found.id == key.id and book.keys.all()[0].used is not None
    with engine.connect() as connection:
        stored = "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))
    assert secret not in stored and secret[3:] not in stored
    assert tenant_of_key(engine, secret) == book.tenant
    assert Casebook(engine, uuid4().hex).keys.find(secret) is None
    assert book.keys.origins() == {"https://park.example.cn"}
    book.keys.revoke(key.id)
    assert book.keys.find(secret) is None and tenant_of_key(engine, secret) is None and book.keys.origins() == set()
    with pytest.raises(NotFoundError):
        book.keys.revoke("none")


@pytest.mark.parametrize("scopes", [[], ["chat", "root"]])
def test_a_key_without_known_scopes_is_refused(book: Casebook, scopes: list[str]) -> None:
    with pytest.raises(CaseError, match="权限"):
        book.keys.create("门户", scopes, "wang")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["*", "example.cn", "https://", "https://a.cn/path", "javascript://a", "https://u@a.cn"]
)
def test_an_origin_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CaseError):
        read_origin(text)


def test_threads_belong_to_their_owner_and_go_with_the_conversation(book: Casebook) -> None:
    first, second = (book.conversations.start("api", title)[0].id for title in ("一", "二"))
    book.threads.put("key:a", first)
    book.threads.put("key:a", second)
    book.threads.put("key:a", second, "chatcmpl-1")
    book.threads.put("key:b", first, "chatcmpl-1")
    assert [one.title for one in book.threads.of_owner("key:a", 10)] == ["二", "一"]
    newest = book.threads.of_owner("key:a", 1)[0]
    assert [one.title for one in book.threads.of_owner("key:a", 10, before=newest.place)] == ["一"]
    assert book.threads.find("key:a", "chatcmpl-1") == second
    assert book.threads.find("key:b", "chatcmpl-1") == first and book.threads.of_owner("key:b", 10) == []
    assert book.threads.owns("key:a", first) and not book.threads.owns("key:b", second)
    book.erase(second, "user")
    assert book.threads.find("key:a", "chatcmpl-1") is None


def test_a_repeated_request_gets_the_kept_answer_and_another_one_a_conflict(book: Casebook) -> None:
    assert book.kept_answers.begin("key", "request") is None
    at_work = book.kept_answers.begin("key", "request")
    assert at_work is not None and at_work.status == 0
    book.kept_answers.keep("key", 201, b"sealed")
    kept = book.kept_answers.begin("key", "request")
    assert kept is not None and (kept.status, kept.answer) == (201, b"sealed")
    with pytest.raises(ConflictError):
        book.kept_answers.begin("key", "another")
    assert book.kept_answers.begin("other", "another") is None
    book.kept_answers.drop("other")
    assert book.kept_answers.begin("other", "changed") is None


def test_events_are_put_for_the_webhooks_that_want_them_with_no_text(book: Casebook) -> None:
    hook = book.webhooks.add("https://example.cn/hook", ["need.created", "match.moved", "feedback.added"], "wang")
    quiet = book.webhooks.add("https://example.cn/quiet", ["report.approved"], "wang")
    off = book.webhooks.add("https://example.cn/off", ["need.created"], "wang")
    book.webhooks.set_active(off.id, False)
    conversation, _ = book.conversations.start()
    book.conversations.add_turn(conversation.id, "绝密配方", "recommendation", {"text": "绝密配方"})
    need = book.needs.record(conversation.id, "绝密配方", best_level="强")
    book.needs.record(conversation.id, "绝密配方")
    book.matches.propose(need.id, "A-1", "wang", note="绝密配方")
    book.matches.move(need.id, "A-1", "联系", "wang", note="绝密配方")
    book.feedback.add(conversation.id, 1, useful=True, reason="绝密配方")
    book.reports.draft(need.id, "brief", "绝密配方", "wang")
    book.reports.approve(need.id, "brief", 1, "wang")
    letters = book.outbox.of_target("webhook", hook.id)[::-1]
    assert [one.payload["type"] for one in letters] == ["need.created", "match.moved", "feedback.added"]
    assert letters[0].payload["data"] == {"need_id": need.id, "status": "新建", "best_level": "强"}
    assert [one.payload["type"] for one in book.outbox.of_target("webhook", quiet.id)] == ["report.approved"]
    assert book.outbox.of_target("webhook", off.id) == []
    assert "绝密" not in str([one.payload for one in letters])
    book.webhooks.ping(quiet.id)
    assert book.outbox.of_target("webhook", quiet.id)[0].payload["type"] == "ping"
    book.webhooks.remove(off.id)
    with pytest.raises(NotFoundError):
        book.webhooks.ping(off.id)
