"""Webhooks: addresses that are told of events. A letter is put for each in the transaction of the event itself.

Events are thin: identifiers and states, never what an enterprise wrote. Who wants more asks the API for it.
"""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, delete, insert, select, update

from knowledge.casebook.base import CaseError, NotFoundError, Store, View
from knowledge.casebook.doors.outbox import Outbox
from knowledge.casebook.doors.tables import webhooks
from knowledge.storage.database import now
from knowledge.storage.transactions import writing

EventKind = Literal[
    "need.created", "need.updated", "match.proposed", "match.moved", "report.approved", "feedback.added"
]
EVENT_KINDS: tuple[EventKind, ...] = get_args(EventKind)
CHANNEL = "webhook"
HOOKS_MAX = 20


class Webhook(View):
    """An address and the events it is told of; ``secret`` signs what is sent there."""

    id: str
    url: str
    events: list[EventKind]
    secret: str
    active: bool
    created_by: str
    created: datetime


class Webhooks(Store):
    """The webhooks of one tenant."""

    def add(self, url: str, events: Sequence[EventKind], who: str) -> Webhook:
        """A new webhook with a secret of its own; CaseError for unknown events or too many webhooks."""
        if not events or not set(events) <= set(EVENT_KINDS):
            raise CaseError(f"请选择事件，可选：{'、'.join(EVENT_KINDS)}。")
        row: dict[str, Any] = {"id": secrets.token_hex(8), "url": url, "events": list(dict.fromkeys(events))}
        row |= {
            "secret": f"whsec_{b64encode(secrets.token_bytes(32)).decode()}",
            "active": True,
            "created_by": who,
            "created": now(),
        }
        with writing(self._engine) as connection:
            if len(connection.execute(select(webhooks.c.id).where(self._mine(webhooks))).all()) >= HOOKS_MAX:
                raise CaseError(f"最多设 {HOOKS_MAX} 个推送地址，请先删去不用的。")
            connection.execute(insert(webhooks).values({**row, "tenant": self.tenant}))
        return Webhook.model_validate(row)

    def get(self, id: str) -> Webhook | None:
        """The webhook, or None."""
        return self._one(Webhook, select(webhooks).where(self._mine(webhooks, id=id)))

    def all(self) -> list[Webhook]:
        """Every webhook, oldest first."""
        return self._all(Webhook, select(webhooks).where(self._mine(webhooks)).order_by(webhooks.c.created))

    def set_active(self, id: str, active: bool) -> Webhook:
        """Switch a webhook on or off; NotFoundError when there is none."""
        with writing(self._engine) as connection:
            row = self._must(connection, webhooks, "这个推送地址", id=id)
            connection.execute(update(webhooks).where(self._mine(webhooks, id=id)).values(active=active))
        return Webhook.model_validate({**row, "active": active})

    def remove(self, id: str) -> None:
        """Remove a webhook; NotFoundError when there is none."""
        with writing(self._engine) as connection:
            if connection.execute(delete(webhooks).where(self._mine(webhooks, id=id))).rowcount == 0:
                raise NotFoundError("没有找到这个推送地址。")

    def ping(self, id: str) -> None:
        """Put a test letter for one webhook; NotFoundError when there is none."""
        with writing(self._engine) as connection:
            self._must(connection, webhooks, "这个推送地址", id=id)
            self._put(connection, id, "ping", {})

    def announce(
        self, connection: Connection, kind: EventKind, data: Mapping[str, Any], conversation_id: str | None = None
    ) -> None:
        """Put a letter for every webhook that wants the event, in the transaction of the event."""
        query = select(webhooks.c.id, webhooks.c.events).where(self._mine(webhooks, active=True))
        for id, wanted in connection.execute(query).all():
            if kind in wanted:
                self._put(connection, id, kind, data, conversation_id)

    def _put(
        self, connection: Connection, id: str, kind: str, data: Mapping[str, Any], conversation_id: str | None = None
    ) -> None:
        event = {"id": f"evt_{secrets.token_hex(12)}", "type": kind, "at": now().isoformat(timespec="seconds")}
        payload = {**event, "data": dict(data)}
        Outbox(self._engine, self.tenant).put_in(
            connection, CHANNEL, id, payload, dedup=event["id"], conversation_id=conversation_id
        )
