"""The agent of one tenant: opens the knowledge base, runs turns, and keeps them in the casebook."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import BaseModel, JsonValue

from agent.conversation.turns import Turns
from agent.draft.answers.record import public_view
from agent.draft.answers.smalltalk import EXAMPLES, GREETING
from agent.draft.report import build_report, report_markdown
from agent.errors import AgentError, MessageError, TooLongError
from agent.model import Cancel
from agent.read.export import card_row
from agent.read.memory import Memory
from agent.read.terms.secrecy import KEPT, extract_secrecy
from agent.schema import Reply
from agent.settings import Settings, get_settings, quiet_tracing
from agent.turn.by_model.reading import card_of
from agent.turn.events import Event, Problem
from agent.turn.keeping import recall, switch
from agent.turn.secrecy import KEPT_HOME, is_secret, said_so_far
from agent.turn.services import Services
from agent.turn.state import Turn
from agent.turn.telemetry import emit
from agent.turn.trace import Trace, export_traces
from agent.turn.warmup import warm_up
from knowledge import DatabaseProblem, Finding, ImportReport, KnowledgeBase, make_embedder, open_knowledge
from knowledge.demo import Refresh, load_demo, refresh_demo
from knowledge.text import clean

if TYPE_CHECKING:
    from agent.turn.graph import TurnGraph

log = logging.getLogger(__name__)
UNREVIEWED = "草稿，未经成果转化专员审核，供企业自己核对"
LABEL = Reply.model_fields["label"].default


class Opened(BaseModel):
    """A new conversation; the token is shown once."""

    id: str
    token: str


class Agent:
    """One tenant's agent. Thread-safe: turns of different conversations may run at the same time."""

    label: str = LABEL
    examples: list[str] = EXAMPLES
    greeting: str = GREETING

    def __init__(self, knowledge: KnowledgeBase, settings: Settings) -> None:
        quiet_tracing(settings)
        self.knowledge = knowledge
        self.settings = settings
        self.services = Services(knowledge, settings)
        self._turns = Turns(knowledge.casebook, self._run, settings.turn_timeout_s)
        self._sync: threading.Thread | None = None

    @classmethod
    def open(cls, settings: Settings | None = None, *, demo: bool = True, owner: bool = True) -> Agent:
        """Open the data folder; an empty catalogue gets the example records unless ``demo`` is False.

        With ``owner`` False (a short command beside a running server) Chroma is left alone and vectors are scored
        exactly.
        """
        settings = settings or get_settings()
        embedder = make_embedder(
            settings.embedder,
            model=settings.embedding_model,
            base_url=settings.embedding_base_url,
            api_key=settings.embedding_api_key.get_secret_value(),
            dimensions=settings.embedding_dimensions,
        )
        knowledge = open_knowledge(
            settings.data_dir,
            database_url=settings.database_url,
            tenant=settings.tenant,
            embedder=embedder or "none",
            vectors="auto" if owner else "exact",
            chroma_host=settings.chroma_host,
            chroma_port=settings.chroma_port,
        )
        if demo and not any(knowledge.catalogue.count().values()):
            load_demo(knowledge.catalogue)
        return cls(knowledge, settings)

    def load_examples(self) -> str:
        """Load the example catalogue, or bring it to the packaged version; says what was done, in Chinese."""
        return _told(load_demo(self.knowledge.catalogue))

    def refresh_examples(self) -> str:
        """After an upgrade: bring examples that nobody edited to the packaged version; "" when nothing was due."""
        done = refresh_demo(self.knowledge.catalogue)
        return _told(done) if done and (done.pending or done.left) else ""

    def sync(self, progress: Callable[[str, int, int], None] | None = None) -> None:
        """Bring the search indexes to the catalogue's revision; lexical first, then vectors."""
        self.knowledge.sync(progress)

    def take_over(self) -> int:
        """Mark what a service that ended here left at work as left; how many messages those are."""
        return self.knowledge.casebook.conversations.leave_open()

    def sync_in_background(self) -> None:
        """Bring the indexes up to date while turns already run on what is ready."""
        self._sync = threading.Thread(target=self._sync_quietly, name="index-sync", daemon=True)
        self._sync.start()

    def _sync_quietly(self) -> None:
        try:
            _ = self._graph
            self.knowledge.sync()
            warm_up(self.services)
        except Exception:
            log.exception("index sync failed; searching goes on with what is ready")

    def imported(self, report: ImportReport, who: str = "命令行") -> None:
        """Write the audit line of an import; belongs into its transaction."""
        told = f"新增 {report.added}，更新 {report.updated}，未变 {report.unchanged}，未收 {len(report.errors)}"
        self.knowledge.casebook.audit.write(who, "导入记录", "catalogue", told)

    def close(self) -> None:
        """Close the knowledge base, which stops a running sync."""
        self.knowledge.close()
        if self._sync is not None:
            self._sync.join(timeout=30)

    # Conversations

    def start_conversation(self, channel: str = "web") -> Opened:
        """A new conversation and its secret token."""
        conversation, token = self.knowledge.casebook.conversations.start(channel)
        return Opened(id=conversation.id, token=token)

    def check_conversation(self, conversation_id: str, token: str) -> bool:
        """Whether the token belongs to the conversation of this tenant."""
        return self.knowledge.casebook.conversations.open(conversation_id, token) is not None

    def history(self, conversation_id: str) -> list[dict[str, Any]]:
        """The finished turns of a conversation, oldest first, without traces."""
        turns = self.knowledge.casebook.conversations.turns(conversation_id)
        hidden: dict[str, Any] = {"trace": True, "request": True, "state": True, "reply": {"removed", "trace"}}
        return [turn.model_dump(mode="json", exclude=hidden) for turn in turns]

    def unfinished(self, conversation_id: str) -> list[dict[str, Any]]:
        """The messages of a conversation that got no answer, oldest first: number, message, state, moment."""
        return [turn.model_dump(mode="json") for turn in self._turns.unfinished(conversation_id)]

    def erase(self, conversation_id: str) -> dict[str, Any]:
        """Erase a conversation on its owner's wish; says what was removed."""
        return self.knowledge.casebook.erase(conversation_id, "user").model_dump(mode="json")

    def feedback(self, conversation_id: str, record_id: str, *, useful: bool, reason: str = "") -> None:
        """Keep a judgement of the conversation's last answer."""
        casebook = self.knowledge.casebook
        number = casebook.conversations.latest(conversation_id)
        casebook.feedback.add(conversation_id, number, record_id=record_id, useful=useful, reason=clean(reason))

    # Turns

    @cached_property
    def _graph(self) -> TurnGraph:
        """Compiled for the first turn: many commands run none, and LangGraph is slow to load."""
        from agent.turn.graph import build_graph

        return build_graph(self.services)

    def ask(self, text: str, *, title: str = "") -> Reply:
        """Answer one message outside any conversation; nothing is kept. Raises MessageError on unreadable text."""
        title = clean(title).strip()
        turn = Turn(message=self._read(text) or title, title=title, memory=Memory())
        cancel = Cancel()
        try:
            return _returned(self._run(turn, cancel))
        finally:
            cancel.set()

    def decompose(self, rid: str, title: str, content: str) -> dict[str, Any]:
        """Read one text into the line of ``queqiao decompose``, led by the model where one is configured."""
        text, title = self._read(content), clean(title).strip()
        model = self.services.open_model(f"{title}\n{text}", secret=extract_secrecy(text) == KEPT)
        try:
            return card_row(rid, card_of(model, text, title))
        finally:
            if model is not None:
                model.close()

    def stream(
        self, conversation_id: str, text: str, cancel: Cancel | None = None, *, confidential: bool | None = None
    ) -> Iterator[Event]:
        """Answer one message of a conversation as events; the last one is ``done`` or ``error``.

        ``confidential`` switches on or off that nothing of the conversation goes to an outside endpoint; None leaves
        it as it is.

        The message is kept when this returns, the work is done as the events are asked for. Setting ``cancel`` from
        another thread, or closing the iterator, stops the model's call in progress.
        """
        try:
            message = self._read(text)
        except AgentError as error:
            return iter([Event("error", problem=Problem.of(error))])
        if confidential is not None:
            switch(self.knowledge.casebook, conversation_id, confidential)
        return self._turns.say(conversation_id, message, cancel or Cancel())

    def correct(
        self,
        conversation_id: str,
        changes: Mapping[str, Any],
        author: str = "user",
        also: Callable[[], object] = lambda: None,
        based_on: int | None = None,
    ) -> Iterator[Event]:
        """Correct card fields and match again. Raises CardError for an unknown field or a wrong value.

        ``also`` is called in the transaction that keeps the new card; what it raises undoes it. ``based_on`` is the
        version of the card that was changed: with another one now nothing is done.
        """
        return self._turns.correct(conversation_id, changes, author, also=also, based_on=based_on)

    def retry(self, conversation_id: str, number: int, cancel: Cancel | None = None) -> Iterator[Event]:
        """Try a message again that got no answer. Raises CaseError for none, MessageError for one that is answered."""
        return self._turns.retry(conversation_id, number, cancel or Cancel())

    def record(self, record_id: str) -> dict[str, JsonValue] | None:
        """The public view of a record with Chinese labels, or None."""
        record = self.knowledge.catalogue.get(record_id)
        return public_view(record) if record else None

    def health(self) -> dict[str, Any]:
        """Counts and readiness, for a health check; ``status`` is ``error`` with a ``problem`` when nothing is kept."""
        try:
            records, problem = self.knowledge.catalogue.count(), self.knowledge.trouble()
        except DatabaseProblem as error:
            records, problem = {}, str(error)
        found: dict[str, Any] = {
            "status": "error" if problem else "ok",
            "records": records,
            "search": self.knowledge.retriever.mode,
            "model": self.settings.model if self.settings.model_enabled else "",
        }
        return found | {"problem": problem} if problem else found

    def traces(self, conversation_id: str = "", limit: int = 1000) -> Iterator[str]:
        """What recent turns (or those of one conversation) did, as JSON lines without what was said."""
        return export_traces(self.knowledge.casebook, conversation_id, limit)

    def check_model(self) -> Iterator[Finding]:
        """Test the configured model's endpoint and say what it supports; some short calls that cost little."""
        from agent.model.doctor.check import check_model
        from agent.read.by_model.exam.marks import exam

        return check_model(self.settings, self.services.gateway, exam)

    def draft(self, conversation_id: str, variant: Literal["brief", "bounty"]) -> str:
        """Markdown of a draft for the enterprise itself, marked as not yet reviewed; MessageError before any match."""
        memory = recall(self.knowledge.casebook, conversation_id)
        if memory.card is None or memory.recommendation is None:
            raise MessageError("还没有可以起草的需求，请先描述您的技术难题。")
        records = self.services.references() | self.knowledge.catalogue.get_many(memory.order)
        report = build_report(memory.card, memory.recommendation, records, variant, today=date.today())
        return f"> {UNREVIEWED}\n\n{report_markdown(report)}"

    def _read(self, text: str) -> str:
        if len(text) > self.settings.max_message_chars:
            raise TooLongError(f"文字太长：{len(text)} 字，最多 {self.settings.max_message_chars} 字。")
        message = clean(text).strip()
        if text.strip() and not message:
            raise MessageError("收到的内容里没有可读的文字，只有控制字符。")
        return message

    def _run(self, turn: Turn, cancel: Cancel) -> Generator[Event, None, Reply]:
        """The steps of a turn as events; returns its reply."""
        reply: Reply | None = None
        trace, secret = Trace(), is_secret(turn)
        said = said_so_far(turn) if self.services.gateway else ""
        model = self.services.open_model(said, secret=secret, cancel=cancel, record=trace.call)
        state = turn | Turn(trace=trace, model=model, secret=secret)
        if secret and self.services.tells_outside:
            state["degraded"] = KEPT_HOME
        try:
            stream = self._graph.stream(state, stream_mode=["custom", "updates"])
            for mode, chunk in cast("Iterator[tuple[str, dict[str, Any]]]", stream):
                if mode == "custom":
                    yield Event("step", chunk["step"])
                else:
                    reply = next((update["reply"] for update in chunk.values() if update and "reply" in update), reply)
        finally:
            if model is not None:
                model.close()
        assert reply is not None
        reply.trace = trace.export()
        if self.settings.opentelemetry:
            emit(trace)
        return reply


def _returned(steps: Generator[Event, None, Reply]) -> Reply:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            reply: Reply = end.value
            return reply


def _told(done: Refresh) -> str:
    left = f"{len(done.left)} 条您改过或导入过，保留原样。" if done.left else ""
    if not done.pending:
        return f"示例成果库已是随程序的版本。{left}"
    return f"示例成果库已按随程序的版本更新：更新 {done.updated} 条，新增 {done.added} 条。{left}"
