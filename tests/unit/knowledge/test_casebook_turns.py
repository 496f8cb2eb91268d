"""Turns in the casebook: the message first, the answer later; what failed stays; order by number, not by clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from knowledge.casebook import Casebook, ConflictError, NotFoundError


def test_a_message_is_kept_before_its_answer(book: Casebook) -> None:
    id = book.conversations.start()[0].id
    number = book.conversations.begin(id, "压铸件气孔多")
    assert book.conversations.turns(id) == [] and book.conversations.latest(id) == 0
    [open_] = book.conversations.unfinished(id)
    assert (open_.message, open_.state, open_.number) == ("压铸件气孔多", "open", number)
    book.conversations.finish(id, number, "recommendation", {"text": "好"}, after=0)
    assert [turn.reply for turn in book.conversations.turns(id)] == [{"text": "好"}]
    assert book.conversations.unfinished(id) == []
    with pytest.raises(ConflictError):
        book.conversations.finish(id, number, "answer", {})


def test_what_failed_is_shown_until_the_same_is_answered(book: Casebook) -> None:
    id = book.conversations.start()[0].id
    first = book.conversations.begin(id, "甲")
    book.conversations.leave(id, first, "failed")
    edit = book.conversations.begin(id, "改", {"changes": {"budget_cny": 1}})
    book.conversations.leave(id, edit, "left")
    book.conversations.add_turn(id, "改", "answer", {})
    assert [one.message for one in book.conversations.unfinished(id)] == ["甲", "改"], "another change is another turn"
    book.conversations.add_turn(id, "甲", "answer", {})
    assert [one.message for one in book.conversations.unfinished(id)] == ["改"]


def test_a_turn_that_was_overtaken_is_numbered_anew_or_refused(book: Casebook) -> None:
    id = book.conversations.start()[0].id
    slow, fast = book.conversations.begin(id, "慢"), book.conversations.begin(id, "快")
    book.conversations.finish(id, fast, "answer", {})
    with pytest.raises(ConflictError):
        book.conversations.finish(id, slow, "answer", {}, after=0)
    assert book.conversations.finish(id, slow, "answer", {}, after=fast).number > fast
    assert [turn.message for turn in book.conversations.turns(id)] == ["快", "慢"]


def test_open_turns_are_left_at_the_next_start(book: Casebook) -> None:
    id = book.conversations.start()[0].id
    book.conversations.begin(id, "丙")
    assert book.conversations.leave_open() == 1 == len(book.conversations.unfinished(id))
    assert book.conversations.unfinished(id)[0].state == "left" and book.conversations.leave_open() == 0


def test_order_holds_when_the_clock_is_set_back(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=day) for day in range(1000))
    for room in ("matches", "needs", "audit", "conversations", "turns"):
        monkeypatch.setattr(f"knowledge.casebook.{room}.now", lambda: next(moments))
    ids = [book.conversations.start()[0].id for _ in range(3)]
    needs = [book.needs.record(id, f"需求{place}").id for place, id in enumerate(ids)]
    book.needs.assign(needs[0], "wang")
    assert [one.id for one in book.needs.search().needs] == [needs[0], needs[2], needs[1]]
    for accepted in (True, False, True):
        book.matches.decide(needs[0], "A-1", accepted, "wang")
    assert [one.accepted for one in book.matches.decisions(needs[0])] == [True, False, True]
    for record in ("Z", "B", "M"):
        book.matches.propose(needs[1], record, "wang")
    assert [one.record_id for one in book.matches.of_need(needs[1])] == ["Z", "B", "M"]
    for action in ("一", "二", "三"):
        book.audit.write("wang", action)
    assert [one.action for one in book.audit.recent()] == ["三", "二", "一"]
    book.conversations.add_turn(ids[0], "又来", "answer", {})
    assert book.conversations.recent()[0].id == ids[0]


def test_an_action_is_kept_whole_or_not_at_all(book: Casebook) -> None:
    id = book.conversations.start()[0].id
    need = book.needs.record(id, "需求").id
    with pytest.raises(NotFoundError), book.action():
        book.matches.decide(need, "A-1", True, "wang")
        book.audit.write("wang", "采用候选")
        book.needs.assign("没有", "wang")
    assert book.matches.decisions(need) == [] == book.audit.recent()
    with book.action():
        with pytest.raises(NotFoundError):
            book.needs.assign("没有", "wang")
        book.audit.write("wang", "记一笔")
        assert [one.action for one in book.audit.recent()] == ["记一笔"], "an action reads what it wrote"
    assert [one.action for one in book.audit.recent()] == ["记一笔"]


def test_a_report_is_not_saved_over_what_somebody_else_saved(book: Casebook) -> None:
    need = book.needs.record(book.conversations.start()[0].id, "需求").id
    book.reports.draft(need, "full", "初稿", "wang")
    book.reports.edit(need, "full", 1, "王的改动", "初稿")
    with pytest.raises(ConflictError):
        book.reports.edit(need, "full", 1, "李的改动", "初稿")
    assert book.reports.edit(need, "full", 1, "王的改动", "初稿").final == "王的改动", "saving the same twice is fine"
    assert book.reports.edit(need, "full", 1, "李的改动", "王的改动").final == "李的改动"
