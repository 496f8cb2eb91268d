"""The inbox: needs with age, quality, best level, status and owner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel

from agent.officer.accounts.staff import Officer
from agent.officer.room import Room
from knowledge.casebook import NEED_STATUSES, CaseError, Need, NeedOrder, NeedStatus
from knowledge.storage.database import now

ANYBODY = "所有人"
NOBODY = "无人认领"
PAGE = 20
WORDS_MAX = 60
ORDERS: dict[str, NeedOrder] = {
    "最近有变化": "changed",
    "最新收到": "newest",
    "等得最久": "oldest",
    "完整度高": "quality",
    "匹配级别高": "level",
}


class InboxRow(BaseModel):
    """One need in the inbox; ``quality`` in percent."""

    id: str
    title: str
    age: str
    quality: int
    level: str
    status: str
    owner: str
    created: datetime


class InboxPage(BaseModel):
    """One page of the inbox: its number from 1, how many pages there are, and how many needs were found in all."""

    rows: list[InboxRow]
    number: int
    pages: int
    total: int


class Inbox(Room):
    """The officers' inbox, PAGE needs at a time; ``orders`` are the Chinese names of what a page may be sorted by."""

    orders: Mapping[str, NeedOrder] = ORDERS

    def page(
        self, *, status: str = "", owner: str = ANYBODY, text: str = "", order: str = "最近有变化", number: int = 1
    ) -> InboxPage:
        """Needs by status ("" for any), owner and words; a page beyond the last is the last. Raises CaseError.

        Words are looked for in the need's number, title, card (object, problem), owner and what the enterprise wrote.
        """
        if status and status not in NEED_STATUSES:
            raise CaseError(f"没有“{status}”这个状态。")
        if order not in ORDERS:
            raise CaseError(f"没有“{order}”这种排序。")
        whose = None if owner == ANYBODY else "" if owner == NOBODY else owner
        asked = (status or None, whose, text.strip()[:WORDS_MAX], ORDERS[order], PAGE)
        found = self._casebook.needs.search(*asked, offset=PAGE * (max(number, 1) - 1))
        pages = max(1, -(-found.total // PAGE))
        if number > pages:
            return self.page(status=status, owner=owner, text=text, order=order, number=pages)
        moment = now()
        rows = [_row(need, moment) for need in found.needs]
        return InboxPage(rows=rows, number=max(number, 1), pages=pages, total=found.total)

    def counts(self) -> dict[NeedStatus, int]:
        """How many needs have each status."""
        return self._casebook.needs.count()

    def owners(self) -> list[str]:
        """Whom a need may belong to: the active accounts."""
        return [user.username for user in self._casebook.accounts.all() if user.active]

    def assign(self, officer: Officer, need_id: str, owner: str) -> Need:
        """Give the need to an active account ("" for nobody). CaseError for another name."""
        need = self._need(need_id)
        if owner and owner not in self.owners():
            raise CaseError(f"没有“{owner}”这个在用的账号。")
        if need.owner == owner:
            return need
        with self._casebook.action():
            assigned = self._casebook.needs.assign(need_id, owner)
            self._audit(officer, "分派需求", need_id, f"{need.owner or '无人'} → {owner or '无人'}")
        return assigned


def _row(need: Need, moment: datetime) -> InboxRow:
    return InboxRow(
        id=need.id,
        title=need.title or "（未命名的需求）",
        age=age(need.created, moment),
        quality=round(need.quality * 100),
        level=need.best_level or "无",
        status=need.status,
        owner=need.owner,
        created=need.created,
    )


def age(since: datetime, moment: datetime) -> str:
    """How long ago, in the largest fitting unit."""
    minutes = int((moment - since).total_seconds() // 60)
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 1440 else f"{minutes // 1440} 天"
