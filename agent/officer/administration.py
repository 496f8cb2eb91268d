"""For administrators: the audit log, usage, traces and the officers' verdicts as training data."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

from agent.officer.accounts.staff import Officer
from agent.officer.reports import Exported
from agent.officer.room import Room, must_administrate
from agent.schema import RequirementCard
from agent.turn.tracing.trace import export_traces
from knowledge.casebook import AuditLine, Complaint, Decision, Usage

DAYS = 30
TRACES_MAX = 5_000
COLUMNS = ("rid", "need_title", "need_text", "aid", "title", "level", "accepted", "reason", "at", "features")
NOT_RELATED = "技术不契合"
SIGNED = "签约"


class Administration(Room):
    """What only administrators may see and take out."""

    def audit(self, officer: Officer, who: str = "", action: str = "") -> list[AuditLine]:
        """Audit lines by person and action, the latest first."""
        must_administrate(officer)
        return self._casebook.audit.recent(who, action)

    def usage(self, officer: Officer) -> list[Usage]:
        """What models used on each of the last 30 days on which there was any."""
        must_administrate(officer)
        today = date.today()
        return self._casebook.usage.days(today - timedelta(days=DAYS), today)[::-1]

    def complaints(self, officer: Officer) -> list[Complaint]:
        """What was complained of, the latest first."""
        must_administrate(officer)
        return self._casebook.complaints.all()

    def settle(self, officer: Officer, complaint_id: str, answer: str) -> Complaint:
        """Answer a complaint. Raises CaseError without an answer or for an unknown one."""
        must_administrate(officer)
        with self._casebook.action():
            settled = self._casebook.complaints.settle(complaint_id, officer.username, answer)
            self._audit(officer, "处理投诉", complaint_id)
        return settled

    def traces(self, officer: Officer) -> Exported:
        """The traces of the most recent turns as JSON lines, without messages and answers."""
        must_administrate(officer)
        self._audit(officer, "导出运行记录", "traces")
        lines = "".join(f"{line}\n" for line in export_traces(self._casebook, limit=TRACES_MAX))
        return Exported("运行记录.jsonl", "application/x-ndjson", lines.encode())

    def decisions(self, officer: Officer) -> Exported:
        """The verdicts as CSV rows of need, achievement and level, ready for ``queqiao train``, as ``--decisions``.

        Level 4 is a match that came to a contract, 3 an accepted candidate, 1 one that was turned down because the
        technology does not fit, 2 one turned down for any other reason. Erased needs are left out.
        """
        must_administrate(officer)
        self._audit(officer, "导出取舍记录", "decisions")
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        latest = {(one.need_id, one.record_id): one for one in self._casebook.matches.decisions() if one.need_id}
        for decision in latest.values():
            if row := self._row(decision):
                writer.writerow([_harmless(cell) for cell in row])
        return Exported("取舍记录.csv", "text/csv; charset=utf-8", out.getvalue().encode("utf-8-sig"))

    def _row(self, decision: Decision) -> list[str] | None:
        need = self._casebook.needs.get(decision.need_id)
        record = self._catalogue.get(decision.record_id)
        if need is None or record is None or record.type != "achievement":
            return None
        stored = self._casebook.cards.latest(need.conversation_id)
        text = RequirementCard.model_validate(stored.card).text if stored else ""
        signed = any(
            one.record_id == record.id and one.status == SIGNED for one in self._casebook.matches.of_need(need.id)
        )
        level = "4" if signed else "3" if decision.accepted else "1" if decision.reason.startswith(NOT_RELATED) else "2"
        accepted = "是" if decision.accepted else "否"
        at = decision.at.isoformat(timespec="seconds")
        features = json.dumps({name: round(value, 4) for name, value in decision.features.items()}, ensure_ascii=False)
        return [need.id, need.title, text, record.id, record.title, level, accepted, decision.reason, at, features]


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet cannot take for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
