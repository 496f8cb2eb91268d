"""Needs: the requirements that officers work on, one per conversation that holds one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Table, and_, case, func, insert, or_, select, update

from knowledge.casebook.base import Store, View, new_id
from knowledge.casebook.doors.webhooks import EventKind, Webhooks
from knowledge.casebook.tables import cards, conversations, needs, turns
from knowledge.storage.database import now
from knowledge.storage.transactions import reading, writing

NeedStatus = Literal["新建", "推荐", "联系", "洽谈", "签约", "关闭"]
NeedOrder = Literal["changed", "newest", "oldest", "quality", "level"]
NEED_STATUSES: tuple[NeedStatus, ...] = get_args(NeedStatus)
LEVELS = ("强", "较强", "弱", "无")
WORDS_MAX = 6
ID_MIN = 4


class Need(View):
    """One requirement in the officers' inbox; ``quality`` 0–1, ``best_level`` 强 / 较强 / 弱 / 无 or empty."""

    id: str
    conversation_id: str
    title: str
    status: NeedStatus
    owner: str
    quality: float
    best_level: str
    created: datetime
    updated: datetime


class ChangedNeed(Need):
    """A need with its place in the order of changes."""

    changed: int


class NeedPage(View):
    """A stretch of what a search found, and how many it found in all."""

    total: int
    needs: list[Need]


class Needs(Store):
    """The needs of one tenant."""

    def record(self, conversation_id: str, title: str, quality: float = 0.0, best_level: str = "") -> Need:
        """Open the conversation's need, or refresh it; its status and owner stay. NotFoundError if unknown."""
        facts: dict[str, Any] = {"title": title, "quality": quality, "best_level": best_level, "updated": now()}
        with writing(self._engine) as connection:
            self._must(connection, conversations, "这段对话", id=conversation_id)
            mine = self._mine(needs, conversation_id=conversation_id)
            facts["changed"] = self._next(connection, needs, "changed")
            if connection.execute(update(needs).where(mine).values(facts)).rowcount == 0:
                fresh = facts | {"id": new_id(), "conversation_id": conversation_id, "status": "新建", "owner": ""}
                fresh |= {"tenant": self.tenant, "created": facts["updated"]}
                connection.execute(insert(needs).values(fresh))
                kind: EventKind = "need.created"
            else:
                kind = "need.updated"
            row = connection.execute(select(needs).where(mine)).mappings().one()
            told = {"need_id": row["id"], "status": row["status"], "best_level": best_level}
            Webhooks(self._engine, self.tenant).announce(connection, kind, told, conversation_id)
        return Need.model_validate(dict(row))

    def get(self, id: str) -> Need | None:
        """The need, or None."""
        return self._one(Need, select(needs).where(self._mine(needs, id=id)))

    def search(
        self,
        status: NeedStatus | None = None,
        owner: str | None = None,
        text: str = "",
        order: NeedOrder = "changed",
        limit: int = 50,
        offset: int = 0,
    ) -> NeedPage:
        """Needs by status, owner (empty string: nobody's) and words, of which each must be found in one of these:

        title or owner, the beginning of the id (from ID_MIN characters on), the messages of the conversation, object or
        problem of the present card. At most WORDS_MAX words count. ``order``: latest changed, newest, oldest, most
        complete or best matched first.
        """
        condition = self._condition(status, owner, text.split()[:WORDS_MAX])
        wanted = select(needs).where(condition).order_by(*_order(order)).limit(limit).offset(offset)
        with reading(self._engine) as connection:
            total = connection.scalar(select(func.count()).select_from(needs).where(condition)) or 0
            found = [Need.model_validate(dict(row)) for row in connection.execute(wanted).mappings()]
        return NeedPage(total=total, needs=found)

    def latest(self, limit: int, before: int | None = None, status: NeedStatus | None = None) -> list[ChangedNeed]:
        """Needs by status, the latest changed first; ``before`` is the ``changed`` of the last one seen."""
        condition = self._condition(status, None, [])
        if before is not None:
            condition &= needs.c.changed < before
        return self._all(ChangedNeed, select(needs).where(condition).order_by(needs.c.changed.desc()).limit(limit))

    def count(self) -> dict[NeedStatus, int]:
        """How many needs have each status; every status is named."""
        query = select(needs.c.status, func.count()).where(self._mine(needs)).group_by(needs.c.status)
        with reading(self._engine) as connection:
            counted = {row[0]: row[1] for row in connection.execute(query)}
        return {status: counted.get(status, 0) for status in NEED_STATUSES}

    def assign(self, id: str, owner: str) -> Need:
        """Give the need to an officer (empty: to nobody); NotFoundError for an unknown id."""
        return self._change(id, owner=owner)

    def _change(self, id: str, **values: Any) -> Need:
        with writing(self._engine) as connection:
            row = self._must(connection, needs, "这条需求", id=id)
            values |= {"updated": now(), "changed": self._next(connection, needs, "changed")}
            connection.execute(update(needs).where(self._mine(needs, id=id)).values(values))
            told = {"need_id": id, "status": row["status"], "best_level": row["best_level"]}
            Webhooks(self._engine, self.tenant).announce(connection, "need.updated", told, row["conversation_id"])
        return Need.model_validate({**row, **values})

    def _condition(self, status: NeedStatus | None, owner: str | None, words: list[str]) -> ColumnElement[bool]:
        condition = self._mine(needs)
        if status is not None:
            condition &= needs.c.status == status
        if owner is not None:
            condition &= needs.c.owner == owner
        return and_(condition, *(self._holds(word) for word in words))

    def _holds(self, word: str) -> ColumnElement[bool]:
        own = [needs.c[name].icontains(word, autoescape=True) for name in ("title", "owner")]
        if len(word) >= ID_MIN:
            own.append(needs.c.id.istartswith(word, autoescape=True))
        latest = select(func.max(cards.c.version)).where(self._of_need(cards)).correlate(needs).scalar_subquery()
        card = [cards.c.card[name].as_string().icontains(word, autoescape=True) for name in ("object", "problem")]
        said = turns.c.message.icontains(word, autoescape=True)
        return or_(
            *own,
            select(turns.c.number).where(self._of_need(turns), said).exists(),
            select(cards.c.version).where(self._of_need(cards), cards.c.version == latest, or_(*card)).exists(),
        )

    def _of_need(self, table: Table) -> ColumnElement[bool]:
        return self._mine(table) & (table.c.conversation_id == needs.c.conversation_id)


def _order(order: NeedOrder) -> list[ColumnElement[Any]]:
    level = case({name: place for place, name in enumerate(LEVELS)}, value=needs.c.best_level, else_=len(LEVELS))
    first: dict[NeedOrder, list[ColumnElement[Any]]] = {
        "changed": [],
        "newest": [needs.c.created.desc()],
        "oldest": [needs.c.created],
        "quality": [needs.c.quality.desc()],
        "level": [level],
    }
    return [*first[order], needs.c.changed.desc(), needs.c.id]
