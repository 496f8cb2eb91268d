"""Matches: one need with one record, from recommendation to contract or close, every move kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, func, insert, select, update

from knowledge.casebook.base import CaseError, Store, View
from knowledge.casebook.doors.webhooks import EventKind, Webhooks
from knowledge.casebook.needs import NEED_STATUSES
from knowledge.casebook.tables import decisions, matches, moves, needs
from knowledge.storage.database import now
from knowledge.storage.transactions import writing

MatchStatus = Literal["推荐", "联系", "洽谈", "签约", "关闭"]
CloseReason = Literal[
    "技术不契合",
    "指标达不到",
    "成熟度不够",
    "价格或经费谈不拢",
    "权属或知识产权问题",
    "团队无暇承接",
    "企业已另行解决",
    "需求取消或变更",
    "联系不上",
    "其他",
]
MATCH_STATUSES: tuple[MatchStatus, ...] = get_args(MatchStatus)
CLOSE_REASONS: tuple[CloseReason, ...] = get_args(CloseReason)


class Match(View):
    """One need with one record; ``close_reason`` is set only while the match is closed."""

    need_id: str
    record_id: str
    status: MatchStatus
    level: str
    close_reason: CloseReason | Literal[""]
    created: datetime
    updated: datetime


class Move(View):
    """One step of a match; the first has no ``from_status``."""

    need_id: str
    record_id: str
    from_status: MatchStatus | Literal[""]
    to_status: MatchStatus
    close_reason: CloseReason | Literal[""]
    who: str
    note: str
    at: datetime


class Decision(View):
    """An officer's verdict on one candidate, with the features it had: training data for the ranker."""

    id: str
    need_id: str
    record_id: str
    accepted: bool
    reason: str
    features: dict[str, float]
    who: str
    at: datetime


class Matches(Store):
    """The matches and decisions of one tenant."""

    def propose(self, need_id: str, record_id: str, who: str, level: str = "", note: str = "") -> Match:
        """Recommend a record for a need; an existing match is returned as it is. NotFoundError if unknown."""
        moment = now()
        with writing(self._engine) as connection:
            need = self._must(connection, needs, "这条需求", id=need_id)
            mine = self._mine(matches, need_id=need_id, record_id=record_id)
            if (old := connection.execute(select(matches).where(mine)).mappings().one_or_none()) is not None:
                return Match.model_validate(dict(old))
            row: dict[str, Any] = {"need_id": need_id, "record_id": record_id, "status": "推荐", "level": level}
            row |= {"close_reason": "", "created": moment, "updated": moment}
            connection.execute(insert(matches).values({**row, "tenant": self.tenant}))
            self._log(connection, row, "", who, note)
            self._advance(connection, need, "推荐")
        return Match.model_validate(row)

    def move(
        self,
        need_id: str,
        record_id: str,
        status: MatchStatus,
        who: str,
        note: str = "",
        close_reason: CloseReason | Literal[""] = "",
    ) -> Match:
        """Set a match's status and keep who did it, when and why; the need follows a step forward.

        CaseError when the status is unknown or a close has no reason of CLOSE_REASONS; NotFoundError when
        there is no such match.
        """
        _check(status, close_reason)
        with writing(self._engine) as connection:
            old = self._must(connection, matches, "这条对接", need_id=need_id, record_id=record_id)
            row = {**old, "status": status, "close_reason": close_reason, "updated": now()}
            mine = self._mine(matches, need_id=need_id, record_id=record_id)
            connection.execute(update(matches).where(mine).values(row))
            self._log(connection, row, old["status"], who, note)
            self._advance(connection, self._must(connection, needs, "这条需求", id=need_id), status)
        return Match.model_validate(row)

    def of_need(self, need_id: str) -> list[Match]:
        """The matches of a need, in the order they were proposed."""
        first = select(moves.c.record_id, func.min(moves.c.id).label("id")).where(self._mine(moves, need_id=need_id))
        begun = first.group_by(moves.c.record_id).subquery()
        query = select(matches).join(begun, begun.c.record_id == matches.c.record_id, isouter=True)
        query = query.where(self._mine(matches, need_id=need_id))
        return self._all(Match, query.order_by(begun.c.id, matches.c.record_id))

    def moves(self, need_id: str, record_id: str) -> list[Move]:
        """Every step of a match, oldest first."""
        query = select(moves).where(self._mine(moves, need_id=need_id, record_id=record_id))
        return self._all(Move, query.order_by(moves.c.id))

    def decide(
        self, need_id: str, record_id: str, accepted: bool, who: str, reason: str = "", features: Any = None
    ) -> Decision:
        """Keep an officer's verdict on a candidate; NotFoundError for an unknown need."""
        row: dict[str, Any] = {"need_id": need_id, "record_id": record_id, "accepted": accepted}
        row |= {"reason": reason, "features": dict(features or {}), "who": who, "at": now()}
        with writing(self._engine) as connection:
            self._must(connection, needs, "这条需求", id=need_id)
            decision = Decision.model_validate(row | {"id": self._next_id(connection, decisions)})
            connection.execute(insert(decisions).values({**decision.model_dump(), "tenant": self.tenant}))
        return decision

    def decisions(self, need_id: str | None = None) -> list[Decision]:
        """The verdicts on one need, or all of them, oldest first; after an erasure ``need_id`` is empty."""
        query = select(decisions).where(self._mine(decisions, **({} if need_id is None else {"need_id": need_id})))
        return self._all(Decision, query.order_by(decisions.c.id))

    def _log(self, connection: Connection, row: Mapping[str, Any], before: str, who: str, note: str) -> None:
        step = {"tenant": self.tenant, "id": self._next_id(connection, moves)}
        step |= {"from_status": before, "to_status": row["status"]}
        step |= {name: row[name] for name in ("need_id", "record_id", "close_reason")}
        connection.execute(insert(moves).values(step | {"who": who, "note": note, "at": row["updated"]}))
        told = {name: step[name] for name in ("need_id", "record_id", "from_status", "to_status", "close_reason")}
        kind: EventKind = "match.moved" if before else "match.proposed"
        conversation_id = connection.scalar(select(needs.c.conversation_id).where(self._mine(needs, id=row["need_id"])))
        Webhooks(self._engine, self.tenant).announce(connection, kind, told, conversation_id)

    def _advance(self, connection: Connection, need: Mapping[str, Any], status: MatchStatus) -> None:
        if status == "关闭" or NEED_STATUSES.index(need["status"]) >= NEED_STATUSES.index(status):
            return
        mine = self._mine(needs, id=need["id"])
        changed = {"status": status, "updated": now(), "changed": self._next(connection, needs, "changed")}
        connection.execute(update(needs).where(mine).values(changed))


def _check(status: str, close_reason: str) -> None:
    if status not in MATCH_STATUSES:
        raise CaseError(f"没有“{status}”这个状态，请用：{'、'.join(MATCH_STATUSES)}。")
    if status == "关闭" and close_reason not in CLOSE_REASONS:
        raise CaseError(f"关闭对接要选一个原因：{'、'.join(CLOSE_REASONS)}。")
    if status != "关闭" and close_reason:
        raise CaseError("只有关闭对接时才填写关闭原因。")
