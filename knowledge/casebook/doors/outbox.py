"""The outbox: what must reach somebody outside is kept with the change it tells of, and sent until it arrives.

At least once: a letter is claimed for a while, and one whose sender died is due again when that while is over. Once
only where the receiver keeps our ``id``. Letters of one ``line`` go one after another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, select, update

from knowledge.casebook.base import Store, View
from knowledge.casebook.doors.tables import outbox
from knowledge.storage.database import now
from knowledge.storage.transactions import insert_missing, reading, writing

LetterState = Literal["waiting", "sent", "dead"]
LEASE = timedelta(seconds=60)
"""How long a claimed letter is its sender's; longer than any sending may take."""

KEPT = timedelta(days=7)
"""How long it is remembered that a letter was sent or given up."""

BACKOFF_S = (2, 10, 60, 300, 1_800, 7_200, 21_600, 43_200)
"""Seconds until the next attempt; after the last the letter is given up."""


class Letter(View):
    """Something to send through ``channel`` to ``target``; ``attempts`` counts this one."""

    id: str
    channel: str
    target: str
    line: str
    payload: dict[str, Any]
    state: LetterState
    attempts: int
    due: datetime
    error: str
    created: datetime


class Outbox(Store):
    """One tenant's outbox."""

    def put(
        self,
        channel: str,
        target: str,
        payload: Mapping[str, Any],
        *,
        dedup: str = "",
        line: str = "",
        conversation_id: str | None = None,
    ) -> bool:
        """Keep a letter, in the caller's transaction where there is one; False when ``dedup`` was put there before.

        Letters with the same non-empty ``line`` are sent in order. A letter goes when its conversation is erased.
        """
        with writing(self._engine) as connection:
            return self.put_in(
                connection, channel, target, payload, dedup=dedup, line=line, conversation_id=conversation_id
            )

    def put_in(
        self,
        connection: Connection,
        channel: str,
        target: str,
        payload: Mapping[str, Any],
        *,
        dedup: str = "",
        line: str = "",
        conversation_id: str | None = None,
    ) -> bool:
        """Keep a letter in the transaction of another store, as :meth:`put` does."""
        id, moment = self._next_id(connection, outbox), now()
        row: dict[str, Any] = {
            "tenant": self.tenant,
            "id": id,
            "channel": channel,
            "target": target,
            "dedup": dedup or id,
        }
        row |= {"line": line, "payload": dict(payload), "conversation_id": conversation_id, "state": "waiting"}
        row |= {"attempts": 0, "due": moment, "error": "", "created": moment}
        return insert_missing(connection, outbox, row)

    def claim(self, channels: Sequence[str], lease: timedelta = LEASE) -> Letter | None:
        """The oldest letter of these channels that is due, claimed for ``lease``; None when there is none."""
        ready = self._next_of(channels) & (outbox.c.due <= now())
        query = select(outbox).where(ready).order_by(outbox.c.due, outbox.c.id).limit(1)
        with writing(self._engine) as connection:
            row = connection.execute(query.with_for_update(skip_locked=True)).mappings().one_or_none()
            if row is None:
                return None
            changed = {"attempts": row["attempts"] + 1, "due": now() + lease}
            connection.execute(update(outbox).where(self._mine(outbox, id=row["id"])).values(changed))
        return Letter.model_validate({**row, **changed})

    def sent(self, id: str) -> None:
        """The letter has arrived; its content goes."""
        self._end(id, state="sent", payload={}, error="")

    def failed(self, id: str, error: str, *, retry_after_s: float | None = None, final: bool = False) -> None:
        """The letter did not arrive: it is tried again later, or given up when it was the last attempt or ``final``.

        Nothing happens to one that has been erased meanwhile.
        """
        mine = self._mine(outbox, id=id)
        with writing(self._engine) as connection:
            row = connection.execute(select(outbox).where(mine).with_for_update()).mappings().one_or_none()
            if row is None:
                return
            if final or row["attempts"] > len(BACKOFF_S):
                values: dict[str, Any] = {"state": "dead", "payload": {}}
            else:
                wait = max(retry_after_s or 0, BACKOFF_S[max(0, row["attempts"] - 1)])
                values = {"due": now() + timedelta(seconds=wait)}
            connection.execute(update(outbox).where(mine).values(values | {"error": error[:200]}))

    def take_over(self, channels: Sequence[str]) -> None:
        """Let what waits be due now: for the start of the one process that sends these, after one that ended."""
        mine = self._mine(outbox, state="waiting") & outbox.c.channel.in_(channels)
        with writing(self._engine) as connection:
            connection.execute(update(outbox).where(mine, outbox.c.due > now()).values(due=now()))

    def count(self, state: LetterState = "waiting", channel: str = "") -> int:
        """How many letters are in a state, of one channel or of all."""
        key = {"channel": channel} if channel else {}
        query = select(func.count()).select_from(outbox).where(self._mine(outbox, state=state, **key))
        with reading(self._engine) as connection:
            return connection.scalar(query) or 0

    def of_target(self, channel: str, target: str, limit: int = 50) -> list[Letter]:
        """The letters to one receiver, the latest first."""
        query = select(outbox).where(self._mine(outbox, channel=channel, target=target))
        return self._all(Letter, query.order_by(outbox.c.id.desc()).limit(limit))

    def next_due(self, channels: Sequence[str]) -> datetime | None:
        """When the next letter of these channels is due, or None."""
        query = select(func.min(outbox.c.due)).where(self._next_of(channels))
        with reading(self._engine) as connection:
            due: datetime | None = connection.scalar(query)
            return due

    def forget(self, older: timedelta = KEPT) -> int:
        """Remove letters that ended longer ago than that; how many."""
        with writing(self._engine) as connection:
            old = self._mine(outbox) & (outbox.c.state != "waiting") & (outbox.c.due < now() - older)
            return connection.execute(delete(outbox).where(old)).rowcount

    def _next_of(self, channels: Sequence[str]) -> ColumnElement[bool]:
        """What waits and has none before it in its line."""
        before = outbox.alias()
        same = and_(before.c.tenant == outbox.c.tenant, before.c.channel == outbox.c.channel)
        earlier = and_(same, before.c.line == outbox.c.line, before.c.id < outbox.c.id, before.c.state == "waiting")
        free = (outbox.c.line == "") | ~exists().where(earlier)
        return and_(self._mine(outbox, state="waiting"), outbox.c.channel.in_(channels), free)

    def _end(self, id: str, **values: Any) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(outbox).where(self._mine(outbox, id=id)).values(values))
