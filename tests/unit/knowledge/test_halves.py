"""Half actions of older folders: every kind is found and mended, and a whole folder has none."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, delete, update

from knowledge.casebook import Casebook
from knowledge.casebook.tables import cards, matches, moves, needs
from knowledge.storage.transactions import writing
from knowledge.upkeep.halves import NAMES, count_halves, mend_halves

REPLY: dict[str, Any] = {
    "card": {"object": "压铸件", "problem": "气孔", "quality": {"a": 1.0, "b": 0.0}},
    "recommendation": {"achievements": [{"level": "强"}]},
}


@pytest.fixture
def need(book: Casebook) -> str:
    id = book.conversations.start()[0].id
    book.conversations.add_turn(id, "压铸件有气孔", "recommendation", REPLY)
    book.cards.save(id, REPLY["card"], "rules")
    need = book.needs.record(id, "压铸件 气孔", 0.5, "强").id
    book.matches.decide(need, "A-1", True, "wang")
    book.matches.propose(need, "A-1", "wang")
    book.matches.decide(need, "A-2", False, "wang")
    return need


BREAKS: dict[str, list[Any]] = {
    "card": [delete(cards)],
    "need": [delete(needs)],
    "match": [delete(matches)],
    "move": [delete(moves)],
    "status": [update(needs).values(status="新建")],
}


def test_a_whole_folder_has_none(book: Casebook, engine: Engine, need: str) -> None:
    assert count_halves(engine, book.tenant) == dict.fromkeys(NAMES, 0) == mend_halves(engine, book.tenant)


@pytest.mark.parametrize("kind", NAMES)
def test_every_kind_is_found_and_mended(book: Casebook, engine: Engine, need: str, kind: str) -> None:
    with writing(engine) as connection:
        for statement in BREAKS[kind]:
            connection.execute(statement.where(statement.table.c.tenant == book.tenant))
    assert count_halves(engine, book.tenant)[kind] == 1
    assert mend_halves(engine, book.tenant)[kind] == 1
    assert count_halves(engine, book.tenant) == dict.fromkeys(NAMES, 0)
    [kept] = book.needs.search().needs
    assert (kept.title, kept.best_level, kept.quality) == ("压铸件 气孔", "强", 0.5)
    if kind != "need":
        assert [one.status for one in book.matches.of_need(need)] == ["推荐"] and kept.status == "推荐"
        assert len(book.matches.moves(need, "A-1")) == 1
    assert book.cards.versions(kept.conversation_id)[0].card["object"] == "压铸件"


def test_other_tenants_are_left_alone(book: Casebook, engine: Engine, need: str) -> None:
    with writing(engine) as connection:
        connection.execute(delete(moves).where(moves.c.tenant == book.tenant))
    assert mend_halves(engine, "somebody else") == dict.fromkeys(NAMES, 0)
    assert count_halves(engine, book.tenant)["move"] == 1
