"""From a file to tables: named columns, and rows with the line they stand on."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from knowledge.importing.encoding import decode
from knowledge.importing.limits import (
    HEADER_SEARCH_ROWS,
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_HEADER_CHARS,
    MAX_LINE_CHARS,
    MAX_ROWS,
    ImportProblem,
)
from knowledge.importing.report import ImportIssue
from knowledge.importing.workbook import Uncalculated, worksheets
from knowledge.text import clean, hidden

IsHeader = Callable[[Sequence[str]], int]
"""How many of these cells are known headers."""

BROKEN = ""
_DELIMITERS = ",\t;|"
DEEPEST = 100
"""How deep a line of JSON may be nested."""


@dataclass
class Sheet:
    """One table: rows map a header to a cell (text, or any JSON value from JSONL, which has no ``headers``).

    A JSONL line that is no JSON object is a row with the one key :data:`BROKEN`.
    """

    name: str = ""
    headers: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    problems: list[ImportIssue] = field(default_factory=list)
    flagged: list[ImportIssue] = field(default_factory=list)

    def take(self, line: int, cells: dict[str, Any]) -> None:
        """Take a row, tidied; a cell with characters that cannot be seen is flagged."""
        for header, value in cells.items():
            if count := _hidden(value):
                message = f"有 {count} 个看不见的字符（零宽、双向控制之类），已去掉，请对照原文。"
                self.flagged.append(ImportIssue(sheet=self.name, line=line, column=header, message=message))
        self.rows.append((line, _tidy(cells)))


def read_sheets(path: Path, known: IsHeader) -> list[Sheet]:
    """The tables of a .jsonl, .csv, .tsv, .txt or .xlsx file; ImportProblem when it cannot be read at all."""
    if not path.is_file():
        raise ImportProblem("找不到这个文件，请检查路径。")
    size = path.stat().st_size
    if size == 0:
        raise ImportProblem("文件是空的，没有可导入的内容。")
    if size > MAX_FILE_BYTES:
        raise ImportProblem(f"文件有 {size / 2**20:.0f} MB，上限 {MAX_FILE_BYTES // 2**20} MB。请拆成几个文件。")
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        return _from_workbook(path, known)
    if suffix in (".jsonl", ".ndjson", ".json"):
        return [_from_jsonl(decode(path.read_bytes()))]
    if suffix in (".csv", ".tsv", ".txt"):
        return [_from_csv(decode(path.read_bytes()), known)]
    hint = "请在 Excel 中另存为 .xlsx。" if suffix == ".xls" else "请用 .xlsx、.csv 或 .jsonl。"
    raise ImportProblem(f"不支持“{suffix or '无扩展名'}”文件。{hint}")


def _from_csv(text: str, known: IsHeader) -> Sheet:
    if not text.strip():
        raise ImportProblem("文件是空的，没有可导入的内容。")
    head = text[:20_000].splitlines()[:HEADER_SEARCH_ROWS]
    delimiter = max(_DELIMITERS, key=lambda mark: max((known(line.split(mark)) for line in head), default=0))
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    sheet = _with_header(_csv_lines(text, delimiter), known, "")
    if sheet is None:
        first = head[0][:60] if head else ""
        raise ImportProblem(f"没有找到表头。第一行是“{first}”，请在数据上方加一行列名，至少有「成果名称」或「标题」。")
    return sheet


def _csv_lines(text: str, delimiter: str) -> Iterator[tuple[int, Sequence[Any]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _from_workbook(path: Path, known: IsHeader) -> list[Sheet]:
    sheets, skipped = [], []
    for name, lines in worksheets(path):
        sheet = _with_header(lines, known, name)
        if sheet is not None:
            sheets.append(sheet)
        else:
            skipped.append(name)
    if not sheets:
        raise ImportProblem("每个工作表都没有找到表头。请在数据上方加一行列名，至少有「成果名称」或「标题」。")
    notices = [ImportIssue(sheet=name, message="没有找到表头，未读取。") for name in skipped]
    sheets[0].problems += notices
    return sheets


def _with_header(lines: Iterable[tuple[int, Sequence[Any]]], known: IsHeader, name: str) -> Sheet | None:
    """The rows below the row with the most known headers among the first ones; None when there is none."""
    rest = iter(lines)
    head = list(islice(rest, HEADER_SEARCH_ROWS))
    scores = [known([str(cell or "") for cell in cells]) for _, cells in head]
    if not scores or max(scores) == 0:
        return None
    start = scores.index(max(scores))
    headers = [_header(cell) for cell in head[start][1][:MAX_COLUMNS]]
    sheet = Sheet(name, headers)
    for lines_part in (head[start + 1 :], rest):
        for line, cells in lines_part:
            _add_row(sheet, headers, line, cells)
    return sheet


def _header(cell: Any) -> str:
    return clean(str(cell if cell is not None else "")[: 2 * MAX_HEADER_CHARS]).strip()[:MAX_HEADER_CHARS]


def _add_row(sheet: Sheet, headers: list[str], line: int, cells: Sequence[Any]) -> None:
    tidy = [_tidy(cell) for cell in cells]
    if all(value in (None, "") for value in tidy):
        return
    if len(sheet.rows) >= MAX_ROWS:
        raise ImportProblem(f"数据超过 {MAX_ROWS} 行。请拆成几个文件。")
    row: dict[str, Any] = {}
    for header, cell, value in zip(headers, cells, tidy, strict=False):
        if header and value not in (None, "") and header not in row:
            row[header] = cell
    if extra := [str(value) for value in tidy[len(headers) :] if value not in (None, "")]:
        message = f"比表头多出 {len(extra)} 格（“{extra[0][:20]}”），未导入多出的部分。请检查分隔符和引号。"
        sheet.problems.append(ImportIssue(sheet=sheet.name, line=line, message=message))
    sheet.take(line, row)


def _from_jsonl(text: str) -> Sheet:
    sheet = Sheet()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line.strip():
            continue
        if len(sheet.rows) >= MAX_ROWS:
            raise ImportProblem(f"数据超过 {MAX_ROWS} 行。请拆成几个文件。")
        if len(line) > MAX_LINE_CHARS:
            message = f"有 {len(line)} 字，一行上限 {MAX_LINE_CHARS} 字，未导入。"
            sheet.problems.append(ImportIssue(line=number, message=message))
            continue
        row = _parsed(line)
        if isinstance(row, dict):
            sheet.take(number, row)
        else:
            sheet.rows.append((number, {BROKEN: line[:40].strip()}))
    if not sheet.rows and not sheet.problems:
        raise ImportProblem("文件是空的，没有可导入的内容。")
    return sheet


def _parsed(line: str) -> Any:
    """The JSON value of a line; None when it is none, or nested so deep that only an attack would be."""
    if line.count("[") + line.count("{") > DEEPEST and _depth(line) > DEEPEST:
        return None
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _depth(line: str) -> int:
    """How deep brackets and braces are nested at most."""
    return max(accumulate((c in "[{") - (c in "]}") for c in line))


def _tidy(value: Any) -> Any:
    """The JSON value with every text stripped of control characters and outer space; of a dict the first MAX_COLUMNS
    entries, without empty keys.
    """
    if isinstance(value, Uncalculated):
        return value
    if isinstance(value, str):
        return clean(value).strip()
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    if isinstance(value, dict):
        return {name[:MAX_HEADER_CHARS]: _tidy(item) for name, item in islice(value.items(), MAX_COLUMNS) if name}
    return value


def _hidden(value: Any) -> int:
    """How many characters of a JSON value cannot be seen."""
    if isinstance(value, str):
        return hidden(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(map(_hidden, parts))
