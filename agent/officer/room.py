"""What the parts of the desk share: one tenant's casebook and catalogue, the need asked for, the audit line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.officer.accounts.staff import Officer
from knowledge.casebook import CaseError, Need, NotFoundError

if TYPE_CHECKING:
    from agent.agent import Agent


class Room:
    """One part of the desk over the agent of one tenant."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self._casebook = agent.knowledge.casebook
        self._catalogue = agent.knowledge.catalogue

    def _need(self, need_id: str) -> Need:
        """The need of this tenant, or NotFoundError."""
        need = self._casebook.needs.get(need_id) if need_id else None
        if need is None:
            raise NotFoundError("没有找到这条需求，可能已被企业删除。请回到收件箱刷新。")
        return need

    def _audit(self, officer: Officer, action: str, object: str, detail: str = "") -> None:
        self._casebook.audit.write(officer.username, action, object, detail[:500])


def must_administrate(officer: Officer) -> None:
    """Raise CaseError unless the officer is an administrator."""
    if not officer.is_administrator:
        raise CaseError("这一项只有管理员可以使用。")
