"""Ends of retention, and indexes that follow what another process imported."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from agent import Agent, Settings
from agent.upkeep import apply_retention
from knowledge import Achievement
from knowledge.casebook import Casebook
from knowledge.storage.database import now
from tests.six_records import RECORDS, SOURCE

MORE = Achievement(id="A-9100", title="藤壶附着的防污涂层", problem="船底藤壶附着", institution="某所", source=SOURCE)


@pytest.fixture
def agent(tmp_path: Path) -> Agent:
    opened = Agent.open(Settings(data_dir=tmp_path, embedder="none"), demo=False)
    opened.knowledge.catalogue.upsert(RECORDS)
    opened.sync()
    return opened


def fill(book: Casebook, status: str = "") -> str:
    id = book.conversations.start(title="x")[0].id
    book.conversations.add_turn(id, "银纹", "recommendation", {"text": "x"}, {"steps": [1]})
    need = book.needs.record(id, "银纹").id
    book.drafts.keep(need, "card", "wang", "x", "1")
    if status:
        book.matches.propose(need, "A-9001", "wang", level="强")
        book.matches.move(need, "A-9001", "联系", "wang")
        if status != "联系":
            book.matches.move(need, "A-9001", "关闭", "wang", "", "联系不上")
    return id


def test_what_is_past_its_time_goes_and_a_match_at_work_stays(agent: Agent) -> None:
    book = agent.knowledge.casebook
    idle, open_, closed = fill(book), fill(book, "联系"), fill(book, "关闭")
    settings = Settings(keep_conversations_days=30, keep_traces_days=10, keep_audit_days=200, keep_drafts_days=20)
    assert apply_retention(book, settings, now() + timedelta(days=5)) == {}
    assert apply_retention(book, settings, now() + timedelta(days=15)) == {"轮运行记录": 3}
    assert [one.trace for one in book.conversations.turns(idle)] == [{}]
    assert apply_retention(book, settings, now() + timedelta(days=25)) == {"份没保存的草稿": 3}
    assert apply_retention(book, settings, now() + timedelta(days=31)) == {"段会话": 2}
    assert [one.id for one in book.conversations.recent()] == [open_], (idle, closed)
    assert book.audit.recent(action="到期删除")
    done = apply_retention(book, settings, now() + timedelta(days=300))
    assert done["条操作记录"] > 0 and book.conversations.get(open_) is not None


def test_nothing_goes_where_no_time_is_set(agent: Agent) -> None:
    book = agent.knowledge.casebook
    id = fill(book)
    never = Settings(keep_conversations_days=0, keep_traces_days=0, keep_drafts_days=0)
    assert apply_retention(book, never, now() + timedelta(days=9999)) == {}
    assert book.conversations.turns(id)[0].trace


def test_audit_lines_stay_half_a_year() -> None:
    with pytest.raises(ValidationError, match="至少留 180 天"):
        Settings(keep_audit_days=30)


def test_a_service_follows_what_is_imported_beside_it(agent: Agent) -> None:
    beside = Agent.open(agent.settings, demo=False, owner=False)
    beside.knowledge.catalogue.upsert([MORE])
    assert agent.knowledge.behind()
    agent._upkeep.step()
    assert [hit.record_id for hit in agent.knowledge.retriever.search("船底藤壶附着", k=1)] == ["A-9100"]
    beside.knowledge.catalogue.delete("A-9100")
    beside.sync()
    agent._upkeep.step()
    assert not agent.knowledge.behind()
    assert "A-9100" not in [hit.record_id for hit in agent.knowledge.retriever.search("船底藤壶附着", k=9)]
    beside.close()
    agent.close()
