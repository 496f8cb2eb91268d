"""Turns of a conversation from the message to the kept answer.

A message is kept before work on it begins; the answer, the memory, the card and the need are kept together before any
of it is told. So what a client was told survives a crash, and a turn that came to no answer can be tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

from pydantic import BaseModel

from agent.conversation.lines import Lines
from agent.errors import MessageError
from agent.model import Cancel
from agent.read.changes.fields import CardError
from agent.read.memory import Memory
from agent.schema import Reply
from agent.turn.events import BUSY, CHANGED, FAILED, Event, Problem, lost, told, unkept
from agent.turn.keeping import keep, recall
from agent.turn.needs.begin import corrected, said
from agent.turn.state import Turn
from knowledge import Casebook, DatabaseProblem
from knowledge.casebook import ConflictError, NotFoundError
from knowledge.casebook.turns import must_turn
from knowledge.storage.database import now

log = logging.getLogger(__name__)
ATTEMPTS = 4
"""How often a turn is done because another process changed its conversation meanwhile."""

Run = Callable[[Turn, Cancel], Generator[Event, None, Reply]]
"""The work of a turn: yields its steps and returns the reply."""

Make = Callable[[Memory], Turn]

Also = Callable[[Reply], object]
"""What is written in the transaction that keeps an answer; what it raises undoes both."""


def nothing_more(reply: Reply) -> None:
    """Write nothing beside the answer."""


class Unfinished(BaseModel):
    """A message without an answer: still at work (``open``), ``failed`` or ``left``."""

    number: int
    message: str
    state: str
    at: datetime


class Turns:
    """The turns of one tenant. Thread-safe; turns of different conversations may run at the same time."""

    def __init__(self, casebook: Casebook, run: Run, patience_s: float) -> None:
        self._casebook = casebook
        self._run = run
        self._patience_s = patience_s
        self._lines = Lines()

    def say(self, id: str, message: str, cancel: Cancel, also: Also = nothing_more) -> Iterator[Event]:
        """Answer a message as events; the last one is ``done`` or ``error``. ``also`` joins what keeps the answer."""
        return self._begun(id, message, None, partial(said, message), cancel, also=also)

    def correct(
        self,
        id: str,
        changes: Mapping[str, Any],
        author: str,
        *,
        also: Callable[[], object] = lambda: None,
        based_on: int | None = None,
    ) -> Iterator[Event]:
        """Correct card fields and match again; ``also`` is written in the same transaction. Raises CardError.

        Nothing is done when ``based_on`` is not the version of the card.
        """

        def make(memory: Memory) -> Turn:
            if based_on is not None and memory.card is not None and memory.card.version != based_on:
                raise ConflictError(f"需求卡已有第 {memory.card.version} 版，您看到的是第 {based_on} 版。")
            return corrected(dict(changes), memory)

        message = make(recall(self._casebook, id))["message"]
        request = {"changes": dict(changes), "author": author}
        return self._begun(id, message, request, make, Cancel(), author, lambda _: also())

    def retry(self, id: str, number: int, cancel: Cancel) -> Iterator[Event]:
        """Try an unfinished turn again. Raises NotFoundError for none, MessageError for one that is at work or done."""
        turn = must_turn(self._casebook.conversations.turn(id, number))
        if self._state(turn.state, turn.at) not in ("failed", "left"):
            raise MessageError("这条消息已经有了回答，或正在回答。请刷新页面。")
        if turn.state == "open":
            self._casebook.conversations.leave(id, number, "left")
        if turn.request is None:
            return self.say(id, turn.message, cancel)
        return self.correct(id, turn.request["changes"], turn.request["author"])

    def unfinished(self, id: str) -> list[Unfinished]:
        """The messages of a conversation that have no answer, oldest first."""
        found = self._casebook.conversations.unfinished(id)
        return [
            Unfinished(number=one.number, message=one.message, state=self._state(one.state, one.at), at=one.at)
            for one in found
        ]

    def _state(self, state: str, begun: datetime) -> str:
        """An open turn that is older than any turn may get was left by a process that ended."""
        old = now() - begun > timedelta(seconds=3 * self._patience_s)
        return "left" if state == "open" and old else state

    def _begun(
        self,
        id: str,
        message: str,
        request: dict[str, Any] | None,
        make: Make,
        cancel: Cancel,
        author: str = "user",
        also: Also = nothing_more,
    ) -> Iterator[Event]:
        """The events of a turn whose message is kept now, before anybody asks for the first of them."""
        try:
            number = self._casebook.conversations.begin(id, message, request)
        except NotFoundError as error:
            return iter([Event("error", problem=Problem("gone", str(error), "请刷新页面。"))])
        except DatabaseProblem as error:
            return iter([Event("error", problem=lost(error))])
        return self._events(id, number, make, cancel, author, also)

    def _events(self, id: str, number: int, make: Make, cancel: Cancel, author: str, also: Also) -> Iterator[Event]:
        reply: Reply | None = None
        problem: Problem | None = None
        try:
            with self._lines.turn(id, self._patience_s) as first:
                if first:
                    reply = yield from self._answered(id, number, make, author, cancel, also)
                else:
                    problem = BUSY
        except ConflictError:
            problem = CHANGED
        except CardError as error:
            problem = Problem("bad_card", str(error), "请按提示修改后再提交。")
        except DatabaseProblem as error:
            problem = unkept(error)
        except Exception:
            log.exception("turn failed")
            problem = FAILED
        finally:
            cancel.set()
            if reply is None:
                self._leave(id, number, "failed" if problem else "left")
        if problem is not None:
            yield Event("error", problem=problem)
        elif reply is not None:
            yield from told(reply)

    def _answered(
        self, id: str, number: int, make: Make, author: str, cancel: Cancel, also: Also
    ) -> Generator[Event, None, Reply]:
        """The reply, kept; a turn that another process overtook is done anew on what stands then."""
        for attempt in range(1, ATTEMPTS + 1):
            memory = recall(self._casebook, id)
            turn = make(memory)
            reply = yield from self._run(turn, cancel)
            try:
                with self._casebook.action():
                    keep(self._casebook, id, number, turn["message"], author, memory, reply)
                    also(reply)
                break
            except ConflictError:
                if attempt == ATTEMPTS:
                    raise
        return reply

    def _leave(self, id: str, number: int, state: Literal["failed", "left"]) -> None:
        try:
            self._casebook.conversations.leave(id, number, state)
        except Exception:
            log.exception("the turn stays open; it reads as left when it is old enough")
