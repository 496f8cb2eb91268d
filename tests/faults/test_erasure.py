"""What is erased is in no file of the data folder any more, byte for byte, while the service runs on."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from agent import Agent, Desk, Settings
from agent.upkeep import CACHE
from knowledge import Achievement
from tests.faults.actions import HEAD, WANG
from tests.six_records import RECORDS, SOURCE

SAID, TYPED, STORED = "CANARYSAID7731", "CANARYTYPED7732", "CANARYSTORED7733"
NEED = f"我们{SAID}厂的保险杠注塑件表面有银纹，良率只有92%，想提高到98%以上，预算50万"


def files_with(folder: Path, word: str) -> list[str]:
    """The files that hold the word in any of the encodings it may stand in."""
    forms = {form for text in (word, word.lower()) for form in (text.encode(), text.encode("utf-16-le"))}
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    )


def segments(folder: Path) -> set[str]:
    """The files of the lexical index that hold words."""
    return {path.name for path in folder.glob("index/*/lexical/*.term")}


@pytest.fixture(params=["none", "e5"])
def agent(request: pytest.FixtureRequest, tmp_path: Path) -> Agent:
    opened = Agent.open(Settings(data_dir=tmp_path / "data", embedder=request.param), demo=False)
    opened.knowledge.catalogue.upsert(RECORDS)
    opened.sync()
    return opened


def fill(agent: Agent) -> str:
    """A conversation that left something in every place there is."""
    id = agent.start_conversation("test").id
    for text in (NEED, f"{SAID}还要说一句：预算改成30万", f"{SAID}的专家有哪些"):
        assert list(agent.stream(id, text))[-1].type == "done"
    agent.feedback(id, "A-9001", useful=False, reason=f"{SAID}不对路")
    list(agent.correct(id, {"enterprise": f"{SAID}公司"}))
    failed = agent.knowledge.casebook.conversations.begin(id, f"{SAID}没有回答")
    agent.knowledge.casebook.conversations.leave(id, failed, "failed")
    desk = Desk(agent)
    need = agent.knowledge.casebook.needs.search().needs[0].id
    desk.candidates.accept(WANG, need, "A-9001", f"{TYPED}备注")
    desk.progress.move(WANG, need, "A-9001", "联系", f"{TYPED}电话")
    written = desk.reports.draft(WANG, need, "brief")
    desk.reports.save(WANG, need, "brief", written.stored.version, f"{TYPED}改过的正文 {SAID}")
    agent.knowledge.casebook.drafts.keep(need, "report/brief/1", "wang", f"{TYPED}没保存的 {SAID}", "x")
    desk.reports.export(WANG, need, "brief", 1, "md")
    desk.administration.decisions(HEAD)
    return id


def test_an_erased_conversation_is_in_no_file(agent: Agent) -> None:
    folder = agent.knowledge.data_dir
    id = fill(agent)
    assert files_with(folder, SAID) and files_with(folder, TYPED)
    agent.erase(id)
    assert files_with(folder, SAID) == files_with(folder, TYPED) == []
    assert not any(SAID in line for line in agent.traces())
    agent.close()
    assert files_with(folder, SAID) == files_with(folder, TYPED) == []


def test_an_erased_record_is_in_no_file(agent: Agent) -> None:
    folder = agent.knowledge.data_dir
    for word in ("", "改过"):
        record = Achievement(
            id="A-7733",
            title=f"银纹控制{word} {STORED}",
            problem=f"注塑件银纹 {STORED}",
            contact=f"{STORED} 13900001111",
            internal=STORED,
            institution=f"{STORED}所",
            source=SOURCE,
        )
        agent.knowledge.catalogue.upsert([record])
        agent.sync()
    assert agent.knowledge.catalogue.delete("A-7733")
    agent.sync()
    assert files_with(folder, STORED), "a deleted record keeps its history"
    before = segments(folder)
    assert agent.knowledge.erase_record("A-7733") and not agent.knowledge.erase_record("A-0000")
    assert files_with(folder, STORED) == []
    assert before and not before & segments(folder), "the words of a segment are packed: it has to go whole"
    assert not [one for one in agent.knowledge.doctor() if one.level == "error"]
    assert agent.knowledge.catalogue.history("A-7733") == []
    agent.close()
    assert files_with(folder, STORED) == []


def test_memory_forgets_what_was_erased(agent: Agent) -> None:
    """No cache of the process has the erased text as its key or value after the next round of upkeep."""
    id = fill(agent)
    agent.erase(id)
    agent._upkeep.step()
    hit = [one for one in gc.get_objects() if isinstance(one, CACHE)]
    kept = [one for one in hit if one.__module__.startswith(("agent.", "knowledge.")) and one.cache_info().currsize]
    assert not kept, [one.__qualname__ for one in kept]
    agent.close()
