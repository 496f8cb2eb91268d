"""Complaints about content: taken from anybody, answered by the bureau, looked up with a receipt."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import insert, select, update

from knowledge.casebook.base import CaseError, Store, View, digest
from knowledge.casebook.doors.tables import complaints
from knowledge.storage.database import now
from knowledge.storage.transactions import reading, writing

ComplaintKind = Literal["违法和不良信息", "内容有误", "侵犯权益", "个人信息", "其他"]
COMPLAINT_KINDS: tuple[ComplaintKind, ...] = get_args(ComplaintKind)


class Complaint(View):
    """What somebody complains of; ``answer`` is empty until an officer has settled it."""

    id: str
    kind: ComplaintKind
    text: str
    contact: str
    about: str
    answer: str
    settled_by: str
    created: datetime
    settled: datetime | None


class Complaints(Store):
    """The complaints of one tenant."""

    def add(self, kind: ComplaintKind, text: str, contact: str = "", about: str = "") -> tuple[Complaint, str]:
        """Keep a complaint; it, and the receipt with which its state is looked up."""
        receipt = secrets.token_urlsafe(12)
        row: dict[str, Any] = {"kind": kind, "text": text, "contact": contact, "about": about, "answer": ""}
        row |= {"settled_by": "", "created": now(), "settled": None}
        with writing(self._engine) as connection:
            row["id"] = self._next_id(connection, complaints)
            connection.execute(insert(complaints).values({**row, "tenant": self.tenant, "receipt": digest(receipt)}))
        return Complaint.model_validate(row), receipt

    def look_up(self, id: str, receipt: str) -> Complaint | None:
        """The complaint, when the receipt is its own."""
        with reading(self._engine) as connection:
            stored = connection.scalar(select(complaints.c.receipt).where(self._mine(complaints, id=id)))
        if stored is None or not hmac.compare_digest(stored, digest(receipt)):
            return None
        return self._one(Complaint, select(complaints).where(self._mine(complaints, id=id)))

    def all(self, limit: int = 200) -> list[Complaint]:
        """The complaints, the latest first."""
        return self._all(
            Complaint, select(complaints).where(self._mine(complaints)).order_by(complaints.c.id.desc()).limit(limit)
        )

    def settle(self, id: str, who: str, answer: str) -> Complaint:
        """Answer a complaint; the contact goes, it has served. CaseError without an answer, NotFoundError for none."""
        if not answer.strip():
            raise CaseError("请写明处理结果，投诉人凭回执能看到。")
        with writing(self._engine) as connection:
            row = dict(self._must(connection, complaints, "这条投诉", id=id))
            row |= {"answer": answer.strip()[:2_000], "settled_by": who, "settled": now(), "contact": ""}
            connection.execute(update(complaints).where(self._mine(complaints, id=id)).values(row))
        return Complaint.model_validate(row)
