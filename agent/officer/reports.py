"""Reports at the desk: drafted from what stands, edited beside their sources, checked again, approved, exported."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast, get_args

from agent.draft.report import (
    VARIANTS,
    DiffLine,
    LetterWriter,
    Report,
    Variant,
    build_report,
    check_edited,
    labelled,
    report_docx,
    report_html,
    report_markdown,
    text_diff,
)
from agent.model import ModelUnavailable
from agent.officer.accounts.staff import Officer
from agent.officer.candidates import Candidates, Found
from agent.officer.cards import value_text
from agent.officer.preview import preview
from agent.officer.room import Room
from agent.read.changes.fields import LABELS
from agent.schema import Reply, Statement
from agent.turn.keeping import recall
from agent.turn.secrecy import is_kept
from knowledge.casebook import CaseError
from knowledge.casebook import Report as StoredReport
from knowledge.records import AnyRecord

Format = Literal["docx", "html", "md"]
MEDIA: dict[Format, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}
TEXT_MAX = 200_000
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WrittenReport:
    """One version of a report, what carries it, what is doubtful in its final text, and what the officer changed.

    ``saved`` is the final text as it was stored when this was read.
    """

    stored: StoredReport
    report: Report
    problems: list[Statement]
    changes: list[DiffLine]
    records: Mapping[str, AnyRecord]
    said: str
    saved: str

    @property
    def preview(self) -> str:
        """The final text as the HTML export shows it: a fragment, doubtful, unverified and removed places marked."""
        return preview(self.stored.final, _variant(self.stored.variant), self.problems, self.report.removed)

    def edited(self, text: str) -> WrittenReport:
        """As it would be with another final text, checked against the same records; CaseError when it is too long."""
        stored = self.stored.model_copy(update={"final": _bounded(text)})
        return _checked(stored, self.report, self.records, self.said, self.saved)


@dataclass(frozen=True)
class Exported:
    """A file to hand out."""

    name: str
    media: str
    content: bytes


class Reports(Room):
    """The reports of needs."""

    variants: Mapping[Variant, str] = VARIANTS

    def versions(self, need_id: str, variant: str) -> list[StoredReport]:
        """The versions of one variant, the latest first."""
        self._need(need_id)
        return [one for one in self._casebook.reports.of_need(need_id) if one.variant == variant][::-1]

    def draft(self, officer: Officer, need_id: str, variant: str) -> WrittenReport:
        """Draft a new version from the card and candidates as they stand. CaseError when there is nothing to write."""
        kind = _variant(variant)
        found = Candidates(self._agent).present(need_id)
        report = self._drafted(found, kind, officer.username)
        text = report_markdown(report)
        with self._casebook.action():
            stored = self._casebook.reports.draft(need_id, kind, text, officer.username)
            self._audit(officer, "起草报告", need_id, f"{VARIANTS[kind]} 第 {stored.version} 版")
        return _checked(stored, report, found.records, spoken(found))

    def read(self, need_id: str, variant: str, version: int | None = None) -> WrittenReport | None:
        """A version (default the latest) with its sources, problems and changes; None when none was drafted."""
        kind = _variant(variant)
        found = Candidates(self._agent).present(need_id)
        stored = self._casebook.reports.get(need_id, kind, version)
        return self._written(found, stored) if stored else None

    def check(self, need_id: str, variant: str, version: int, text: str) -> WrittenReport:
        """A version as it would be with another final text; nothing is stored."""
        found = Candidates(self._agent).present(need_id)
        return self._written(found, self._stored(need_id, _variant(variant), version)).edited(text)

    def save(
        self, officer: Officer, need_id: str, variant: str, version: int, text: str, based_on: str | None = None
    ) -> WrittenReport:
        """Replace the final text of a version that is not approved yet. Raises CaseError, NotFoundError.

        Nothing is saved over what somebody else saved since ``based_on`` was shown.
        """
        found = Candidates(self._agent).present(need_id)
        with self._casebook.action():
            stored = self._casebook.reports.edit(need_id, _variant(variant), version, _bounded(text), based_on)
            self._audit(officer, "修改报告", need_id, f"{VARIANTS[_variant(variant)]} 第 {version} 版")
        return self._written(found, stored)

    def approve(
        self,
        officer: Officer,
        need_id: str,
        variant: str,
        version: int,
        text: str,
        *,
        confirmed: bool = False,
        based_on: str | None = None,
    ) -> WrittenReport:
        """Approve a final text by name. CaseError while doubtful lines stand, unless the officer ``confirmed`` them.

        ``based_on`` as with ``save``.
        """
        written = self.check(need_id, variant, version, text)
        if written.problems and not confirmed:
            raise CaseError(
                f"还有 {len(written.problems)} 处没有通过核对。请修改，或逐处核实后勾选“以上各处我已核实”再批准。"
            )
        doubt = f"，保留 {len(written.problems)} 处待核实" if written.problems else ""
        with self._casebook.action():
            self._casebook.reports.edit(need_id, variant, version, text, based_on)
            stored = self._casebook.reports.approve(need_id, variant, version, officer.username)
            self._audit(officer, "批准报告", need_id, f"{VARIANTS[_variant(variant)]} 第 {version} 版{doubt}")
        return replace(written, stored=stored)

    def export(self, officer: Officer, need_id: str, variant: str, version: int, format: str) -> Exported:
        """The final text of a version as a file; its name says when it is not approved. Raises CaseError."""
        if format not in get_args(Format):
            raise CaseError("没有这种格式，可选 docx、html、md。")
        need, kind = self._need(need_id), _variant(variant)
        stored = self._stored(need_id, kind, version)
        made = cast("Format", format)
        mark = "" if stored.approved_by else "（未批准）"
        name = f"{VARIANTS[kind]}-{_safe(need.title)}-v{version}{mark}.{made}"
        self._audit(officer, "导出报告", need_id, name)
        return Exported(name, MEDIA[made], _file(stored, kind, made))

    def _stored(self, need_id: str, variant: Variant, version: int) -> StoredReport:
        stored = self._casebook.reports.get(self._need(need_id).id, variant, version)
        if stored is None:
            raise CaseError("还没有这版报告。请先点“起草新版本”。")
        return stored

    def _written(self, found: Found, stored: StoredReport) -> WrittenReport:
        kind = _variant(stored.variant)
        report = self._build(found, kind, stored.author, stored.created.astimezone().date())
        return _checked(stored, report, found.records, spoken(found))

    def _drafted(self, found: Found, variant: Variant, officer: str) -> Report:
        """A new draft, with a model's paragraphs where one is configured and the need may be told to it."""
        report = self._build(found, variant, officer, date.today())
        services, settings = self._agent.services, self._agent.settings
        secret = bool(found.card.secrecy) or is_kept(recall(self._casebook, found.need.conversation_id))
        model = services.open_model(f"{found.user_text}\n{found.card.enterprise}", secret=secret)
        if model is None:
            return report
        try:
            writer = LetterWriter(model, found.records, services.trade())
            worded = writer.worded(report.model_copy(update={"model": settings.model}))
        except ModelUnavailable as fault:
            log.warning("a report was drafted without the model: %s", fault.reason)
            return report
        finally:
            model.close()
        return labelled(worded) if any(one.taken for one in writer.decisions) else report

    def _build(self, found: Found, variant: Variant, officer: str, day: date) -> Report:
        by_model = any(Reply.model_validate(turn.reply).engine == "model" for turn in found.turns)
        model = self._agent.settings.model if by_model else ""
        try:
            return build_report(
                found.card, found.recommendation, found.records, variant, today=day, officer=officer, model=model
            )
        except ValueError as error:
            raise CaseError(str(error)) from error


def _checked(
    stored: StoredReport, report: Report, records: Mapping[str, AnyRecord], said: str, saved: str | None = None
) -> WrittenReport:
    problems = check_edited(stored.final, report, records, said, stored.draft) if stored.final != stored.draft else []
    kept = stored.final if saved is None else saved
    return WrittenReport(stored, report, problems, text_diff(stored.draft, stored.final), records, said, kept)


def spoken(found: Found) -> str:
    """The enterprise's words and the card's values: where a number in a report may come from."""
    card = found.card.model_dump(mode="json")
    return "\n".join(
        [found.user_text, *(f"{label} {value_text(card.get(name), name)}" for name, label in LABELS.items())]
    )


def _variant(name: str) -> Variant:
    if name not in VARIANTS:
        raise CaseError(f"没有“{name}”这种报告。")
    return name


def _bounded(text: str) -> str:
    if len(text) > TEXT_MAX:
        raise CaseError(f"正文太长：{len(text)} 字，最多 {TEXT_MAX} 字。")
    return text


def _safe(title: str) -> str:
    return "".join(char for char in title if char.isalnum())[:24] or "需求"


def _file(stored: StoredReport, variant: Variant, made: Format) -> bytes:
    if made == "docx":
        return report_docx(stored.final, variant=variant, day=stored.created.astimezone().date())
    return report_html(stored.final, variant=variant).encode() if made == "html" else stored.final.encode()
