"""Messages of channels, people across channels, the codes that link them, and links to answers."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from knowledge.casebook import Casebook, CaseError
from knowledge.casebook.channels import links, messages, people


def take(book: Casebook, *ids: str, user: str = "u1", channel: str = "wechat") -> list[bool]:
    return [book.channel_messages.take(channel, id, "gh", user, f"text of {id}") for id in ids]


def test_a_message_is_kept_once_whoever_repeats_it(book: Casebook) -> None:
    taken: list[bool] = []
    threads = [threading.Thread(target=lambda: taken.extend(take(book, "m1"))) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(taken) == [False, False, False, True]
    assert take(book, "m1", channel="wecom") == [True]


def test_one_message_of_a_user_is_worked_on_at_a_time_in_the_order_of_arrival(book: Casebook) -> None:
    kept = book.channel_messages
    take(book, "m1", "m2")
    take(book, "m3", user="u2")
    claimed = [kept.claim(), kept.claim(), kept.claim()]
    assert [one and one.id for one in claimed] == ["m1", "m3", None]
    kept.answered("wechat", "m1", "c1", ["一", "二"])
    second = kept.claim()
    assert second is not None and (second.id, second.attempts) == ("m2", 1)
    kept.put_back("wechat", "m2")
    assert kept.resume() == 1 and kept.unanswered() == 2
    again = [kept.claim(), kept.claim()]
    assert [(one.id, one.attempts) for one in again if one] == [("m2", 1), ("m3", 2)]


def test_an_answer_is_owed_until_each_part_was_given(book: Casebook) -> None:
    kept = book.channel_messages
    take(book, "m1", "m2")
    assert kept.owing("wechat", "gh", "u1") is None
    kept.answered("wechat", "m1", "c1", ["一", "二"])
    kept.gave("wechat", "m1", 1)
    kept.gave("wechat", "m2", 1)
    owed = kept.owing("wechat", "gh", "u1")
    assert owed is not None and owed.owed == ["二"] and owed.text == ""
    kept.gave("wechat", "m1", 2)
    kept.gave("wechat", "m1", 1)
    assert kept.owing("wechat", "gh", "u1") is None and kept.owing("wechat", "other", "u1") is None
    assert kept.unanswered() == 1


def test_answered_messages_are_forgotten_after_days(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    take(book, "m1", "m2")
    book.channel_messages.answered("wechat", "m1", "c1", [])
    assert book.channel_messages.forget_old() == 0
    monkeypatch.setattr(messages, "KEPT", timedelta(seconds=-1))
    assert book.channel_messages.forget_old() == 1 and book.channel_messages.get("wechat", "m2") is not None


def test_two_channels_become_one_person(book: Casebook) -> None:
    who = book.people
    conversation, _ = book.conversations.start(title="网页上说的")
    web = who.adopt(conversation.id)
    assert who.adopt(conversation.id) == web and who.of(conversation.id) == web
    wechat = who.at("wechat", "gh", "openid")
    own, _ = book.conversations.start("wechat", title="公众号里说的")
    who.enter(wechat.id, own.id)
    code = who.code(web.id)
    assert len(code) == 8 and code.isdigit()
    joined = who.redeem(code, wechat.id)
    assert joined.id == web.id and joined.conversation_id == conversation.id
    assert who.at("wechat", "gh", "openid") == joined and who.of(own.id) == joined
    assert {one.title for one in who.conversations(joined.id)} == {"网页上说的", "公众号里说的"}
    assert [one.channel for one in who.identities(joined.id)] == ["web", "wechat"]
    who.leave("wechat", "gh", "openid")
    assert who.at("wechat", "gh", "openid").id != joined.id


def test_a_code_works_once_for_somebody_else_and_not_for_long(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    who = book.people
    shown, other, third = (who.at("wechat", "gh", user) for user in "abc")
    first = who.code(shown.id)
    code = who.code(shown.id)
    for wrong in (first if first != code else "", "00000000", code + "0"):
        with pytest.raises(CaseError, match="连接码不对"):
            who.redeem(wrong, other.id)
    with pytest.raises(CaseError):
        who.redeem(code, shown.id)
    who.redeem(code, other.id)
    with pytest.raises(CaseError):
        who.redeem(code, third.id)
    monkeypatch.setattr(people, "CODE_LIVES", timedelta(seconds=-1))
    with pytest.raises(CaseError):
        who.redeem(who.code(shown.id), third.id)


def test_codes_and_identities_of_another_tenant_are_nothing(book: Casebook, engine: Engine) -> None:
    code = book.people.code(book.people.at("wechat", "gh", "a").id)
    other = Casebook(engine, book.tenant[::-1])
    with pytest.raises(CaseError):
        other.people.redeem(code, other.people.at("wechat", "gh", "b").id)
    token = book.people.token(book.people.at("wechat", "gh", "a").id)
    assert other.people.by_token(token) is None and book.people.by_token(token) is not None


def test_a_person_may_enter_own_conversations_only(book: Casebook) -> None:
    one, other = book.people.at("wechat", "gh", "a"), book.people.at("wechat", "gh", "b")
    conversation, _ = book.conversations.start()
    book.people.enter(one.id, conversation.id)
    with pytest.raises(CaseError):
        book.people.enter(other.id, conversation.id)
    token = book.people.token(one.id)
    assert book.people.may(conversation.id, token) and not book.people.may(conversation.id, token[:-1])
    assert not book.people.may(conversation.id, book.people.token(other.id))
    later = [book.people.token(one.id) for _ in range(people.TOKENS_EACH)]
    assert book.people.by_token(token) is None and all(book.people.by_token(kept) for kept in later)


def test_a_link_leads_to_one_answer_until_it_ends(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation, _ = book.conversations.start()
    book.conversations.add_turn(conversation.id, "问", "answer", {"text": "答"})
    secret = book.answer_links.make(conversation.id, 1)
    turn = book.answer_links.read(secret)
    assert turn is not None and turn.reply == {"text": "答"} and book.answer_links.read(secret[:-1]) is None
    assert book.answer_links.read(book.answer_links.make(conversation.id, 2)) is None
    book.answer_links.end(conversation.id)
    assert book.answer_links.read(secret) is None
    monkeypatch.setattr(links, "LINK_LIVES", timedelta(seconds=-1))
    assert book.answer_links.read(book.answer_links.make(conversation.id, 1)) is None
    book.erase(conversation.id, "user")
