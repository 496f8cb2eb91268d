"""A backup that is made while others write: whole, and a hundred queries are answered from it bit by bit the same."""

from __future__ import annotations

import threading
from pathlib import Path

from agent import Agent, Settings
from knowledge.demo import demo_records
from tests.six_records import NEED


def test_a_hundred_queries_of_a_hot_backup_are_the_same_bit_by_bit(tmp_path: Path) -> None:
    agent = Agent.open(Settings(data_dir=tmp_path / "data", embedder="none"), owner=False)
    agent.sync()
    stop, written = threading.Event(), list[str]()

    def write() -> None:
        while not stop.is_set():
            id = agent.start_conversation("test").id
            list(agent.stream(id, NEED))
            written.append(id)

    writer = threading.Thread(target=write)
    writer.start()
    while len(written) < 2:
        stop.wait(0.05)
    before = list(written)
    agent.knowledge.backup(tmp_path / "hot.zip")
    stop.set()
    writer.join()

    restored = Agent.open(Settings(data_dir=tmp_path / "new", embedder="none"), demo=False, owner=False)
    restored.knowledge.restore(tmp_path / "hot.zip")
    queries = [record.title for record in list(demo_records())[::4]][:100]
    assert len(queries) == 100
    for query in queries:
        assert [(hit.record_id, hit.score) for hit in agent.knowledge.retriever.search(query, k=20)] == [
            (hit.record_id, hit.score) for hit in restored.knowledge.retriever.search(query, k=20)
        ]
    for id in before:
        assert restored.history(id) == agent.history(id) != []
    assert not [one for one in restored.knowledge.doctor() if one.level == "error"]
    restored.close()
    agent.close()
