"""The inbox: needs with age, quality, best level, status and owner."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from agent.officer.room import Room
from agent.officer.staff import Officer
from knowledge.casebook import NEED_STATUSES, CaseError, Need, NeedStatus
from knowledge.database import now

ANYBODY = "所有人"
NOBODY = "无人认领"
INBOX_MAX = 200


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


class Inbox(Room):
    """The officers' inbox; ``most`` rows at a time."""

    most: int = INBOX_MAX

    def rows(self, *, status: str = "", owner: str = ANYBODY, text: str = "", limit: int = INBOX_MAX) -> list[InboxRow]:
        """Needs by status ("" for any), owner and a part of the title, the latest changed first."""
        if status and status not in NEED_STATUSES:
            raise CaseError(f"没有“{status}”这个状态。")
        whose = None if owner == ANYBODY else "" if owner == NOBODY else owner
        found = self._casebook.needs.search(status or None, whose, text.strip()[:60], min(limit, INBOX_MAX))
        moment = now()
        return [_row(need, moment) for need in found]

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
