"""What an import tells its user: every line that was not taken as it stands, and what to do about it."""

from __future__ import annotations

from pydantic import BaseModel

_SHOWN = 50


class ImportIssue(BaseModel):
    """One place in a file; ``line`` counts from 1 and is 0 when the whole file is meant."""

    message: str
    file: str = ""
    sheet: str = ""
    line: int = 0
    column: str = ""

    def text(self) -> str:
        """Place and message as one Chinese line."""
        place = (f"《{self.file}》" if self.file else "") + (f"工作表「{self.sheet}」" if self.sheet else "")
        place += f"第 {self.line} 行" if self.line else ""
        column = f"「{self.column}」" if self.column else ""
        return f"{place}{column}{self.message}" if column or not place else f"{place}：{self.message}"


class UnknownColumn(BaseModel):
    """A column that was not imported, and the known header that it resembles (or empty)."""

    name: str
    suggestion: str = ""
    file: str = ""

    def text(self) -> str:
        """The column and the suggestion."""
        return f"「{self.name}」" + (f"（是不是「{self.suggestion}」？）" if self.suggestion else "")


class ImportReport(BaseModel):
    """The outcome: ``errors`` are lines that were left out, ``notices`` lines taken with a reservation.

    ``flagged`` are lines that were taken and look hostile: a data manager decides about them.
    """

    files: int = 0
    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[ImportIssue] = []
    notices: list[ImportIssue] = []
    flagged: list[ImportIssue] = []
    unknown_columns: list[UnknownColumn] = []

    @property
    def imported(self) -> int:
        """Rows that are in the catalogue now."""
        return self.added + self.updated + self.unchanged

    def text(self) -> str:
        """The whole report in Chinese: counts, errors, notices, columns that were not recognised."""
        counts = f"新增 {self.added}，更新 {self.updated}，未变 {self.unchanged}"
        lines = [f"读了 {self.files} 个文件、{self.rows} 行：{counts}，未导入 {self.rows - self.imported}。"]
        lines += _listed(self.errors)
        if self.errors and self.imported:
            lines.append(f"其余 {self.imported} 行已导入。")
        if self.notices:
            lines += [f"另有 {len(self.notices)} 处请留意：", *_listed(self.notices)]
        if self.flagged:
            told = f"有 {len(self.flagged)} 处内容可疑，记录已导入；请数据管理员核对，不当的请撤下："
            lines += [told, *_listed(self.flagged)]
        if self.unknown_columns:
            names = "、".join(column.text() for column in self.unknown_columns)
            lines.append(f"有 {len(self.unknown_columns)} 列没有识别，未导入：{names}。改成已知的列名后可重新导入。")
        return "\n".join(lines)


def _listed(problems: list[ImportIssue]) -> list[str]:
    rest = len(problems) - _SHOWN
    return [problem.text() for problem in problems[:_SHOWN]] + ([f"…… 还有 {rest} 处。"] if rest > 0 else [])
