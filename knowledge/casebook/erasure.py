"""Erasing a conversation: everything personal goes, and it is said what went."""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, insert, or_, select, update

from knowledge.casebook.base import NotFoundError, Store, View
from knowledge.casebook.channels.tables import identities, messages
from knowledge.casebook.keeping.tables import drafts
from knowledge.casebook.tables import (
    audit,
    cards,
    conversations,
    decisions,
    feedback,
    matches,
    moves,
    needs,
    reports,
    turns,
)
from knowledge.storage.database import now
from knowledge.storage.transactions import writing

_NAMES = {
    "turns": "轮对话",
    "cards": "版需求卡",
    "feedback": "条反馈",
    "needs": "条需求",
    "reports": "份报告",
    "matches": "条对接",
    "match_moves": "条对接记录",
    "channel_messages": "条待送达的回答",
    "drafts": "份没保存的草稿",
}


class Erasure(View):
    """What an erasure removed, by table, and how many decisions and audit lines lost their text."""

    conversation_id: str
    removed: dict[str, int]
    decisions_anonymised: int
    audit_blanked: int

    def text(self) -> str:
        """The erasure in one Chinese sentence or two."""
        parts = [f"{count} {_NAMES[name]}" for name, count in self.removed.items() if count]
        text = f"已删除这段对话及其 {'、'.join(parts)}。" if parts else "已删除这段对话。"
        if self.decisions_anonymised:
            text += f"{self.decisions_anonymised} 条取舍记录已去除文字与需求编号，只保留特征数值。"
        return text


class Eraser(Store):
    """Removes personal data of one tenant."""

    def erase(self, conversation_id: str, who: str) -> Erasure:
        """Remove the conversation and all that hangs on it, and write an audit line without its content.

        NotFoundError when there is no such conversation.
        """
        with writing(self._engine) as connection:
            mine = self._mine(conversations, id=conversation_id)
            if connection.scalar(select(conversations.c.id).where(mine)) is None:
                raise NotFoundError("没有找到这段对话，可能已被删除。")
            query = select(needs.c.id).where(self._mine(needs, conversation_id=conversation_id))
            need_ids = list(connection.scalars(query))
            removed = self._remove(connection, conversation_id, need_ids)
            anonymised = self._anonymise(connection, need_ids)
            blanked = self._blank(connection, [conversation_id, *need_ids])
            connection.execute(delete(conversations).where(mine))
            connection.execute(delete(identities).where(self._mine(identities, channel="web", user=conversation_id)))
            line = {"who": who, "action": "erase", "object": conversation_id, "at": now()}
            line["id"] = self._next_id(connection, audit)
            connection.execute(insert(audit).values({**line, "tenant": self.tenant, "detail": ""}))
        return Erasure(
            conversation_id=conversation_id,
            removed=removed,
            decisions_anonymised=anonymised,
            audit_blanked=blanked,
        )

    def _remove(self, connection: Connection, conversation_id: str, need_ids: list[str]) -> dict[str, int]:
        def gone(table: Table, column: str, values: list[str]) -> int:
            return connection.execute(delete(table).where(self._mine(table), table.c[column].in_(values))).rowcount

        by_need = {table.name: gone(table, "need_id", need_ids) for table in (reports, moves, matches, drafts)}
        own = (turns, cards, feedback, needs, messages)
        return {table.name: gone(table, "conversation_id", [conversation_id]) for table in own} | by_need

    def _anonymise(self, connection: Connection, need_ids: list[str]) -> int:
        mine = self._mine(decisions) & decisions.c.need_id.in_(need_ids)
        return connection.execute(update(decisions).where(mine).values(need_id="", reason="")).rowcount

    def _blank(self, connection: Connection, ids: list[str]) -> int:
        about = or_(
            *(audit.c.object == id for id in ids), *(audit.c.object.startswith(f"{id}/", autoescape=True) for id in ids)
        )
        blank = update(audit).where(self._mine(audit), about, audit.c.detail != "").values(detail="")
        return connection.execute(blank).rowcount
