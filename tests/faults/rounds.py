"""Random rounds: a process under load with vectors on is killed with -9, again and again, over one folder.

After each kill: the database whole, everything acknowledged there, no half action, both indexes in step.
``python -m tests.faults.rounds [rounds] [seed]`` prints the figures.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from sqlalchemy import text

from agent import Agent, Desk, Settings
from knowledge import Achievement, Casebook
from knowledge.upkeep.halves import count_halves
from tests.faults.actions import WANG
from tests.six_records import NEED, SOURCE

THREADS = 3
Acknowledged = list[tuple[str, str]]


def opened(folder: Path) -> Agent:
    return Agent.open(Settings(data_dir=folder))


class Worker:
    """Acts at random and writes down, in a pipe that outlives the process, what was acknowledged."""

    def __init__(self, agent: Agent, number: int, chance: random.Random, pipe: int) -> None:
        self._agent = agent
        self._number = number
        self._desk = Desk(agent)
        self._chance = chance
        self._pipe = pipe

    def run(self) -> None:
        """Act until the process is killed."""
        while True:
            acts = (self.say, self.say, self.store, self.delete, self.accept, self.write, self.type, self.erase)
            act = self._chance.choice(acts)
            with suppress(ValueError, IndexError):  # what another thread erased or decided meanwhile
                act()

    def say(self) -> None:
        """A first message."""
        id = self._agent.start_conversation("test").id
        if list(self._agent.stream(id, NEED))[-1].type == "done":
            self._tell("turn", id)

    def store(self) -> None:
        """A record, and the indexes after it."""
        id = f"A-{self._chance.randrange(10**9)}"
        record = Achievement(id=id, title=f"银纹控制 {id}", problem="注塑件银纹", institution="某所", source=SOURCE)
        self._agent.knowledge.catalogue.upsert([record])
        self._tell("record", id)
        self._agent.sync()

    def delete(self) -> None:
        """A record that was stored here."""
        own = [one for one in self._agent.knowledge.catalogue.ids() if len(one) > 7]
        id = self._chance.choice(own)
        self._tell("going", id)
        if self._agent.knowledge.catalogue.delete(id):
            self._tell("deleted", id)

    def accept(self) -> None:
        """The first candidate of a need."""
        need = self._chance.choice(self._agent.knowledge.casebook.needs.search().needs)
        first = self._desk.candidates.present(need.id).recommendation.achievements[0].record_id
        self._desk.candidates.accept(WANG, need.id, first)
        self._tell("match", f"{need.id}/{first}")

    def write(self) -> None:
        """A report of a need, drafted and saved."""
        need, variant = self._need(), self._chance.choice(("brief", "full"))
        version = self._desk.reports.draft(WANG, need, variant).stored.version
        words = f"改过的正文 {self._chance.randrange(10**9)}"
        self._desk.reports.save(WANG, need, variant, version, words)
        self._tell("report", f"{need}/{variant}/{version}/{words.rpartition(' ')[2]}")

    def type(self) -> None:
        """A draft of an officer of his own for this thread, as it is typed."""
        need, who = self._need(), f"officer{self._number}"
        for _ in range(5):
            words = str(self._chance.randrange(10**9))
            version = self._agent.knowledge.casebook.drafts.keep(need, "card", who, words, "1").version
            self._tell("draft", f"{need}/{who}/{version}/{words}")

    def _need(self) -> str:
        return self._chance.choice(self._agent.knowledge.casebook.needs.search().needs).id

    def erase(self) -> None:
        """Now and then a conversation."""
        need = self._chance.choice(self._agent.knowledge.casebook.needs.search().needs)
        if self._chance.random() < 0.3:
            self._tell("going", need.conversation_id)
            self._agent.erase(need.conversation_id)
            self._tell("erased", need.conversation_id)

    def _tell(self, kind: str, id: str) -> None:
        os.write(self._pipe, f"{kind} {id}\n".encode())


def work(folder: Path, seed: int, pipe: int) -> None:
    """Act in several threads until killed, while the indexes are brought up to date beside them."""
    agent = opened(folder)
    agent.start_upkeep()
    for number in range(THREADS):
        worker = Worker(agent, number, random.Random(seed * 10 + number), pipe)
        threading.Thread(target=worker.run, daemon=True).start()
    time.sleep(600)


def killed(folder: Path, seed: int) -> Acknowledged:
    """Let a child work for a while, kill it, and give what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            work(folder, seed, writing)
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(random.Random(seed).uniform(1.5, 5.0))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, encoding="utf-8") as said:
        lines = [line for line in said.read().splitlines() if " " in line]
    return [(kind, id) for kind, _, id in (line.partition(" ") for line in lines)]


def check(folder: Path, said: Acknowledged, gone: set[str]) -> list[str]:
    """What is wrong in the folder, in a process of its own, since one that forks must open nothing."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            os.write(writing, "\n".join(_faults(folder, said, gone)).encode())
            os._exit(0)
        except BaseException as error:  # noqa: BLE001
            os.write(writing, f"{type(error).__name__}: {error}".encode())
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        faults = told.read().splitlines()
    os.waitpid(child, 0)
    return faults


def _faults(folder: Path, said: Acknowledged, gone: set[str]) -> list[str]:
    agent = opened(folder)
    agent.take_over()
    casebook, catalogue, engine = agent.knowledge.casebook, agent.knowledge.catalogue, agent.knowledge.engine
    with engine.connect() as connection:
        whole = [row[0] for row in connection.execute(text("PRAGMA integrity_check"))]
    faults = [] if whole == ["ok"] else whole
    for kind, id in said:
        if kind == "turn" and id not in gone and not (casebook.conversations.turns(id) and casebook.cards.latest(id)):
            faults.append(f"lost turn {id}")
        if kind == "record" and id not in gone and catalogue.get(id) is None:
            faults.append(f"lost record {id}")
        if kind == "deleted" and catalogue.get(id) is not None:
            faults.append(f"record is back {id}")
        if kind == "erased" and casebook.conversations.get(id) is not None:
            faults.append(f"conversation is back {id}")
        if kind == "match":
            need, _, record = id.partition("/")
            alive = casebook.needs.get(need)
            if alive and not any(one.record_id == record for one in casebook.matches.of_need(need)):
                faults.append(f"lost match {id}")
    faults += _typed_faults(casebook, said)
    faults += [f"half: {kind} {count}" for kind, count in count_halves(engine, catalogue.tenant).items() if count]
    agent.sync()
    faults += [one.message for one in agent.knowledge.doctor() if one.level == "error"]
    agent.close()
    return faults


def _typed_faults(casebook: Casebook, said: Acknowledged) -> list[str]:
    """Reports and drafts that were acknowledged and are not there, or older than what was acknowledged last."""
    faults = []
    for kind, told in said:
        need, *rest = told.split("/")
        if kind not in ("report", "draft") or casebook.needs.get(need) is None:
            continue
        if kind == "report":
            report = casebook.reports.get(need, rest[0], int(rest[1]))
            faults += [] if report and report.final.endswith(rest[2]) else [f"lost report {told}"]
        else:
            draft = casebook.drafts.get(need, "card", rest[0])
            whole = draft and (draft.version > int(rest[1]) or (draft.version, draft.body) == (int(rest[1]), rest[2]))
            faults += [] if whole else [f"lost draft {told}"]
    return faults


def main() -> None:
    """The rounds; the figures."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    counts, faults = Counter[str](), list[str]()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "data")
        gone: set[str] = set()
        for number in range(rounds):
            said = killed(folder, seed * 1000 + number)
            counts.update(kind for kind, _ in said)
            gone |= {id for kind, id in said if kind == "going"}
            wrong = check(folder, said, gone)
            faults += [f"round {number}: {one}" for one in wrong]
            if number % 10 == 9 or wrong:
                print(
                    f"{number + 1} rounds, {sum(counts.values())} acknowledged, {len(faults)} faults",
                    *wrong,
                    flush=True,
                )
    print(f"{rounds} rounds: acknowledged {dict(counts)}, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
