"""Recommendation reports of a need: what was drafted, what the officer made of it, who approved it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from knowledge.casebook.base import CaseError, ConflictError, Store, View
from knowledge.casebook.doors.webhooks import Webhooks
from knowledge.casebook.tables import needs, reports
from knowledge.storage.database import now
from knowledge.storage.transactions import writing


class Report(View):
    """One version of a report; ``draft`` never changes, ``final`` is the text that may be sent."""

    need_id: str
    variant: str
    version: int
    draft: str
    final: str
    author: str
    created: datetime
    approved_by: str
    approved_at: datetime | None


class Reports(Store):
    """The reports of one tenant."""

    def draft(self, need_id: str, variant: str, text: str, author: str) -> Report:
        """Store a new version of the report; NotFoundError for an unknown need."""
        with writing(self._engine) as connection:
            self._must(connection, needs, "这条需求", id=need_id)
            version = self._next(connection, reports, "version", need_id=need_id, variant=variant)
            row = {"need_id": need_id, "variant": variant, "version": version, "draft": text, "final": text}
            row |= {"author": author, "created": now(), "approved_by": "", "approved_at": None}
            connection.execute(insert(reports).values({**row, "tenant": self.tenant}))
        return Report.model_validate(row)

    def edit(self, need_id: str, variant: str, version: int, text: str, based_on: str | None = None) -> Report:
        """Replace the final text; CaseError once approved, NotFoundError when there is no such version.

        ConflictError when ``based_on`` is given and is not the final text any more: somebody else saved meanwhile.
        """
        return self._change(need_id, variant, version, {"final": text}, based_on)

    def approve(self, need_id: str, variant: str, version: int, who: str) -> Report:
        """Approve the final text as it is; CaseError when already approved or when it is empty."""
        return self._change(need_id, variant, version, {"approved_by": who, "approved_at": now()})

    def get(self, need_id: str, variant: str, version: int | None = None) -> Report | None:
        """That version, or the latest; None when there is none."""
        query = select(reports).where(self._mine(reports, need_id=need_id, variant=variant))
        if version is not None:
            query = query.where(reports.c.version == version)
        return self._one(Report, query.order_by(reports.c.version.desc()))

    def of_need(self, need_id: str) -> list[Report]:
        """Every version of every variant, oldest first."""
        query = select(reports).where(self._mine(reports, need_id=need_id))
        return self._all(Report, query.order_by(reports.c.variant, reports.c.version))

    def _change(
        self, need_id: str, variant: str, version: int, values: dict[str, Any], based_on: str | None = None
    ) -> Report:
        key = {"need_id": need_id, "variant": variant, "version": version}
        with writing(self._engine) as connection:
            row = self._open(connection, key)
            if based_on is not None and row["final"] not in (based_on, values.get("final")):
                raise ConflictError(
                    "这版报告刚有别人保存过，您的改动没有保存，还在编辑框里。请先复制，再选一次版本看新内容。"
                )
            if "approved_by" in values and not row["final"].strip():
                raise CaseError("报告是空的，不能批准。请先写好正文。")
            connection.execute(update(reports).where(self._mine(reports, **key)).values(values))
            if "approved_by" in values:
                need = self._must(connection, needs, "这条需求", id=need_id)
                webhooks = Webhooks(self._engine, self.tenant)
                webhooks.announce(connection, "report.approved", key, need["conversation_id"])
        return Report.model_validate({**row, **values})

    def _open(self, connection: Connection, key: Mapping[str, object]) -> Mapping[str, Any]:
        row = self._must(connection, reports, "这版报告", **key)
        if row["approved_at"] is not None:
            raise CaseError(f"这版报告已由 {row['approved_by']} 批准，不能再改。请另存为新版本。")
        return row
