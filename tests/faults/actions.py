"""Every action that changes what is kept, by name: prepared in a folder, then run with nothing else open."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

import knowledge
from agent import Agent, Desk, Officer, Settings, Staff
from agent.upkeep import apply_retention
from knowledge import Achievement, Casebook
from knowledge.storage.database import now
from tests.six_records import NEED, RECORDS, SOURCE

WANG = Officer(username="wang", role="officer")
HEAD = Officer(username="head", role="administrator")
PASSWORD = "一句 很长 的话 当密码 7788"
NEW = "另一句 很长 的话 当密码 99"
HASHER = PasswordHasher(time_cost=1, memory_cost=1024)
CSV = "编号,类型,成果名称,解决的问题\nA-7001,成果,焊缝跟踪,焊缝偏移\nA-7002,成果,涂层检测,涂层厚薄不匀\n"


KEPT_A_DAY = Settings(keep_conversations_days=1, keep_traces_days=0, keep_drafts_days=0)
MORE = Achievement(id="A-9003", title="灯具外壳烘烤工艺", problem="灯罩发黄", trl=4, institution="某所", source=SOURCE)
"""What no need here finds: to be put in place of a candidate, or deleted."""


@dataclass
class Ground:
    """A folder as the actions find it: a need with a candidate, a match, a report, accounts and a session."""

    agent: Agent
    desk: Desk
    staff: Staff
    conversation: str
    need: str
    session: str

    @property
    def book(self) -> Casebook:
        return self.agent.knowledge.casebook

    @property
    def card(self) -> int:
        return self.desk.cards.present(self.need).version


def opened(folder: Path) -> Agent:
    return Agent.open(Settings(data_dir=folder, embedder="none"), demo=False, owner=False)


def prepare(folder: Path) -> None:
    """Make the folder."""
    agent = opened(folder)
    agent.knowledge.catalogue.upsert([*RECORDS, MORE])
    agent.sync()
    staff = Staff(agent.knowledge.casebook, agent.settings, HASHER)
    for officer in (HEAD, WANG):
        staff.add(officer.username, PASSWORD, officer.role, "test")
    conversation = agent.start_conversation("test").id
    assert list(agent.stream(conversation, NEED))[-1].type == "done"
    need = agent.knowledge.casebook.needs.search().needs[0].id
    desk = Desk(agent)
    desk.candidates.accept(WANG, need, "A-9002")
    desk.reports.draft(WANG, need, "brief")
    token = staff.log_in("wang", PASSWORD, "127.0.0.1")
    assert token
    failed = agent.knowledge.casebook.conversations.begin(conversation, "第二条消息，还没有回答：想降到1%以下")
    agent.knowledge.casebook.conversations.leave(conversation, failed, "failed")
    (folder / "ground.txt").write_text(f"{conversation}\n{need}\n{token}", encoding="utf-8")
    agent.close()


def ground(folder: Path) -> Ground:
    """Open the folder for an action."""
    conversation, need, token = (folder / "ground.txt").read_text(encoding="utf-8").split("\n")
    agent = opened(folder)
    return Ground(
        agent, Desk(agent), Staff(agent.knowledge.casebook, agent.settings, HASHER), conversation, need, token
    )


def _form(g: Ground, **changes: Any) -> dict[str, Any]:
    return g.desk.cards.form(g.desk.cards.present(g.need)) | changes


def _import(g: Ground) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "新成果.csv")
        file.write_text(CSV, encoding="utf-8")
        report = knowledge.import_files([file], g.agent.knowledge.catalogue, keep=g.agent.imported)
    assert report.added == 2, report.text()


def _answer_message(g: Ground) -> None:
    book = g.book
    book.channel_messages.take("wechat", "m2", "gh", "openid", "你好")
    with book.action():
        book.channel_messages.answered("wechat", "m2", g.conversation, ["您好"])
        book.outbox.put("wechat", "openid", {"account": "gh"}, dedup="m2", conversation_id=g.conversation)


def _link(g: Ground) -> None:
    people = g.book.people
    page, other = people.adopt(g.conversation), people.at("wechat", "gh", "another")
    people.redeem(people.code(page.id), other.id)


ACTIONS: dict[str, Callable[[Ground], object]] = {
    "start a conversation": lambda g: g.agent.start_conversation("test"),
    "say the first need": lambda g: list(g.agent.stream(g.agent.start_conversation("test").id, NEED)),
    "say a change": lambda g: list(g.agent.stream(g.conversation, "预算改成30万")),
    "ask about a record": lambda g: list(g.agent.stream(g.conversation, "第一个的成熟度怎么样")),
    "correct the card": lambda g: list(g.agent.correct(g.conversation, {"budget_cny": 330_000})),
    "try a failed turn again": lambda g: list(g.agent.retry(g.conversation, 2)),
    "judge an answer": lambda g: g.agent.feedback(g.conversation, "A-9001", useful=True, reason="对路"),
    "keep a message of a channel": lambda g: g.book.channel_messages.take("wechat", "m1", "gh", "openid", "你好"),
    "answer a message of a channel": _answer_message,
    "link two channels": _link,
    "erase a conversation": lambda g: g.agent.erase(g.conversation),
    "accept a candidate": lambda g: g.desk.candidates.accept(WANG, g.need, "A-9001"),
    "reject a candidate": lambda g: g.desk.candidates.reject(WANG, g.need, "A-9001", "技术不契合"),
    "swap a candidate": lambda g: g.desk.candidates.swap(WANG, g.need, "A-9001", "A-9003", "指标达不到"),
    "edit the card at the desk": lambda g: g.desk.cards.edit(WANG, g.need, g.card, _form(g, enterprise="某某厂")),
    "type at the desk": lambda g: g.desk.drafts.keep_card(WANG, g.need, g.card, _form(g, enterprise="没写完"), 0),
    "erase a record": lambda g: g.agent.knowledge.erase_record("A-9003"),
    "end of retention": lambda g: apply_retention(g.agent.knowledge.casebook, KEPT_A_DAY, now() + timedelta(days=9)),
    "assign a need": lambda g: g.desk.inbox.assign(HEAD, g.need, "wang"),
    "move a match": lambda g: g.desk.progress.move(WANG, g.need, "A-9002", "联系", "电话联系"),
    "close a match": lambda g: g.desk.progress.move(WANG, g.need, "A-9002", "关闭", "", "联系不上"),
    "draft a report": lambda g: g.desk.reports.draft(WANG, g.need, "full"),
    "save a report": lambda g: g.desk.reports.save(WANG, g.need, "brief", 1, "改过的正文"),
    "approve a report": lambda g: g.desk.reports.approve(WANG, g.need, "brief", 1, "改过的正文", confirmed=True),
    "export a report": lambda g: g.desk.reports.export(WANG, g.need, "brief", 1, "md"),
    "export the decisions": lambda g: g.desk.administration.decisions(HEAD),
    "open an account": lambda g: g.staff.add("zhao", NEW, "officer", "head"),
    "set a password": lambda g: g.staff.set_password("wang", NEW, "head"),
    "change one's password": lambda g: g.staff.change_own(WANG, PASSWORD, NEW),
    "change a role": lambda g: g.staff.set_role("wang", "administrator", "head"),
    "close an account": lambda g: g.staff.set_active("wang", False, "head"),
    "log in": lambda g: g.staff.log_in("wang", PASSWORD, "127.0.0.1"),
    "fail to log in": lambda g: g.staff.log_in("wang", "不对的密码 1234", "127.0.0.1"),
    "use a session": lambda g: g.staff.session(g.session),
    "log out": lambda g: g.staff.log_out(g.session, WANG),
    "import a file": _import,
    "delete a record": lambda g: g.agent.knowledge.catalogue.delete("A-9003"),
    "load the examples": lambda g: g.agent.load_examples(),
}
