"""Files of records and requirements: read, checked, deduplicated and stored, with a line-by-line report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from knowledge.catalogue import Catalogue
from knowledge.importing.headers import ImportType, known_headers, nearest_header
from knowledge.importing.hostile import KEPT, ORDERS, suspicions, without_orders
from knowledge.importing.limits import ImportProblem
from knowledge.importing.needs import NeedRow, NeedRows, read_needs
from knowledge.importing.report import ImportIssue, ImportReport, UnknownColumn
from knowledge.importing.rows import Row, RowError, build
from knowledge.importing.sheets import BROKEN, Sheet, read_sheets
from knowledge.records import AnyRecord
from knowledge.storage.transactions import whole

__all__ = [
    "ImportProblem",
    "ImportIssue",
    "ImportReport",
    "NeedRow",
    "NeedRows",
    "Progress",
    "UnknownColumn",
    "import_files",
    "read_needs",
]

Progress = Callable[[str, int, int], None]
"""Progress: what is being done (Chinese), how many rows are done, how many there are in all files."""

_STEP = 200


def import_files(
    paths: Iterable[str | Path],
    catalogue: Catalogue,
    *,
    progress: Progress | None = None,
    type_hint: ImportType | None = None,
    keep: Callable[[ImportReport], object] = lambda report: None,
) -> ImportReport:
    """Store the records of .jsonl, .csv, .tsv, .txt and .xlsx files; nothing in a file makes this raise.

    Rows that cannot be taken are reported and left out; the others of all files are stored in one transaction, in
    which ``keep`` is called with the report. Of rows with one id the first is kept. Importing a file again changes
    nothing.
    """
    report = ImportReport()
    files: list[tuple[str, list[Sheet]]] = []
    for path in map(Path, paths):
        report.files += 1
        try:
            files.append((path.name, read_sheets(path, known_headers)))
        except ImportProblem as error:
            report.errors.append(ImportIssue(file=path.name, message=str(error)))
    report.rows = sum(len(sheet.rows) for _, sheets in files for sheet in sheets)
    _Importer(catalogue, report, progress, type_hint).run(files, keep)
    return report


class _Importer:
    """One import: what has been seen, and the report that grows."""

    def __init__(
        self, catalogue: Catalogue, report: ImportReport, progress: Progress | None, type_hint: ImportType | None
    ) -> None:
        self._catalogue = catalogue
        self._report = report
        self._progress = progress
        self._type_hint = type_hint
        self._seen: dict[str, str] = {}
        self._done = 0

    def run(self, files: list[tuple[str, list[Sheet]]], keep: Callable[[ImportReport], object]) -> None:
        several = self._report.files > 1
        read: list[list[tuple[AnyRecord, ImportIssue]]] = []
        for name, sheets in files:
            records: list[tuple[AnyRecord, ImportIssue]] = []
            for sheet in sheets:
                place = ImportIssue(message="", file=name if several else "", sheet=sheet.name)
                named = {"file": place.file}
                self._report.notices += [problem.model_copy(update=named) for problem in sheet.problems]
                self._report.flagged += [problem.model_copy(update=named) for problem in sheet.flagged]
                records += self._read(sheet, name, place)
            read.append(records)
        with whole(self._catalogue.engine):
            for records in read:
                self._store(records)
            keep(self._report)

    def _read(self, sheet: Sheet, file: str, place: ImportIssue) -> list[tuple[AnyRecord, ImportIssue]]:
        records = []
        unknown: dict[str, str] = {}
        for line, cells in sheet.rows:
            here = place.model_copy(update={"line": line})
            try:
                if BROKEN in cells:
                    raise RowError([("", f"不是完整的 JSON 对象（“{cells[BROKEN]}”），请检查引号、逗号和括号。")])
                record, row = build(cells, self._type_hint, sheet.headers, sheet.name, file)
                unknown |= {header: nearest_header(header, row.type) for header in row.unknown if header not in unknown}
                self._note(self._report.notices, here, row.notices)
                if self._is_new(record, here):
                    records.append((self._looked_at(record, row, here), here))
            except RowError as error:
                self._note(self._report.errors, here, error.problems)
            self._step()
        columns = [UnknownColumn(name=name, suggestion=near, file=place.file) for name, near in unknown.items()]
        self._report.unknown_columns += columns
        return records

    def _looked_at(self, record: AnyRecord, row: Row, here: ImportIssue) -> AnyRecord:
        """The record without what is meant for a program; what looks hostile is flagged."""
        found = list(suspicions(record))
        orders = any(reason.startswith(ORDERS) for _, reason in found)
        left = "，所在的句子没有导入"
        told = [(name, reason + left * (reason.startswith(ORDERS) and name not in KEPT)) for name, reason in found]
        self._note(self._report.flagged, here, [(row.columns.get(name, name), reason) for name, reason in told])
        return without_orders(record) if orders else record

    def _is_new(self, record: AnyRecord, here: ImportIssue) -> bool:
        first = self._seen.setdefault(record.id, here.model_copy(update={"message": ""}).text().rstrip("："))
        if first == here.text().rstrip("："):
            return True
        message = f"与{first}重复（编号 {record.id}），保留先出现的一行。"
        self._report.errors.append(here.model_copy(update={"message": message}))
        return False

    def _store(self, records: list[tuple[AnyRecord, ImportIssue]]) -> None:
        stored = self._catalogue.get_many(record.id for record, _ in records)
        fit = []
        for record, here in records:
            old = stored.get(record.id)
            if old is not None and old.type != record.type:
                message = f"编号 {record.id} 已是另一类记录《{old.title}》，请换一个编号。"
                self._report.errors.append(here.model_copy(update={"message": message}))
            else:
                fit.append(record)
        outcome = self._catalogue.upsert(fit)
        self._report.added += outcome.added
        self._report.updated += outcome.updated
        self._report.unchanged += outcome.unchanged

    def _note(self, target: list[ImportIssue], here: ImportIssue, problems: list[tuple[str, str]]) -> None:
        target += [here.model_copy(update={"column": column, "message": message}) for column, message in problems]

    def _step(self) -> None:
        self._done += 1
        if self._progress and (self._done % _STEP == 0 or self._done == self._report.rows):
            self._progress("正在读取", self._done, self._report.rows)
