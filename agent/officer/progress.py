"""Matches at the desk: moved by hand, with their history; contact data only after contact was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from pydantic import BaseModel

from agent.officer.accounts.staff import Officer
from agent.officer.room import Room
from knowledge.casebook import CLOSE_REASONS, MATCH_STATUSES, CaseError, CloseReason, Match, Move

OPENED = ("联系", "洽谈", "签约")


class MatchLine(BaseModel):
    """One match with its record's title and its history, oldest step first."""

    match: Match
    title: str
    moves: list[Move]


class Progress(Room):
    """The matches of needs, from 推荐 to 签约 or 关闭."""

    statuses: Sequence[str] = MATCH_STATUSES
    close_reasons: Sequence[str] = CLOSE_REASONS

    def of_need(self, need_id: str) -> list[MatchLine]:
        """The matches of a need. NotFoundError for an unknown need."""
        matches = self._casebook.matches.of_need(self._need(need_id).id)
        records = self._catalogue.get_many(one.record_id for one in matches)
        return [
            MatchLine(
                match=one,
                title=records[one.record_id].title if one.record_id in records else "（记录已删除）",
                moves=self._casebook.matches.moves(need_id, one.record_id),
            )
            for one in matches
        ]

    def move(
        self, officer: Officer, need_id: str, record_id: str, status: str, note: str = "", reason: str = ""
    ) -> Match:
        """Set the status of a match by hand; closing needs one of CLOSE_REASONS. Raises CaseError, NotFoundError."""
        self._need(need_id)
        if status not in MATCH_STATUSES:
            raise CaseError(f"没有“{status}”这个状态，请用：{'、'.join(MATCH_STATUSES)}。")
        chosen = cast("CloseReason", reason) if status == "关闭" else ""
        detail = f"{status}{'：' + chosen if chosen else ''}"
        with self._casebook.action():
            moved = self._casebook.matches.move(
                need_id, record_id, status, officer.username, note.strip()[:500], chosen
            )
            self._audit(officer, "更新对接状态", f"{need_id}/{record_id}", detail)
        return moved

    def contact(self, officer: Officer, need_id: str, record_id: str) -> str:
        """The record's protected contact data, once the match is at 联系 or later; every look is in the audit log."""
        match = next((one for one in self._casebook.matches.of_need(need_id) if one.record_id == record_id), None)
        if match is None or match.status not in OPENED:
            raise CaseError("对接到“联系”之后才能查看联系方式。")
        record = self._catalogue.get(record_id)
        self._audit(officer, "查看联系方式", f"{need_id}/{record_id}")
        return getattr(record, "contact", "") or "记录里没有联系方式。"
