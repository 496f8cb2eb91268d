"""Reading .xlsx safely: size checked before unpacking, formulas never evaluated, every sheet a stream."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from knowledge.importing.limits import MAX_UNPACKED_BYTES, ImportProblem

_BROKEN = "不是完整的 Excel 文件（可能下载中断、加了密，或是旧版 .xls 改了扩展名）。请在 Excel 中打开并另存为 .xlsx。"


class Uncalculated(str):
    """A formula that the file holds no result for; its text is the formula."""

    __slots__ = ()


def worksheets(path: Path) -> Iterator[tuple[str, Iterator[tuple[int, Sequence[Any]]]]]:
    """Each visible sheet's name and its rows with their row numbers.

    A formula's cell holds the result that Excel saved, or :class:`Uncalculated`. ImportProblem for a file that
    is broken, encrypted or unpacks to more than MAX_UNPACKED_BYTES.
    """
    formulas = _inspect(path)
    try:
        values = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        written = openpyxl.load_workbook(path, read_only=True, keep_links=False) if formulas else None
        for sheet in values.worksheets:
            if sheet.sheet_state == "visible":
                yield sheet.title, _rows(sheet, written[sheet.title] if written else None)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, ParseError, OSError, EOFError) as error:
        if isinstance(error, ImportProblem):
            raise
        raise ImportProblem(_BROKEN) from error


def _inspect(path: Path) -> bool:
    """Check the sizes that the archive states; whether any sheet holds a formula."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MAX_UNPACKED_BYTES:
                raise ImportProblem(
                    f"解压后有 {unpacked / 2**20:.0f} MB，上限 {MAX_UNPACKED_BYTES // 2**20} MB。"
                    "请删去图片和空行，或拆成几个文件。"
                )
            sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
            return any(_mentions(archive, name, b"<f") for name in sheets)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise ImportProblem(_BROKEN) from error


def _mentions(archive: zipfile.ZipFile, name: str, mark: bytes) -> bool:
    tail = b""
    with archive.open(name) as stream:
        while chunk := stream.read(2**20):
            if any(mark + end in tail + chunk for end in (b">", b" ", b"/")):
                return True
            tail = chunk[-4:]
    return False


def _rows(sheet: Any, written: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    sheet.reset_dimensions()
    if written is None:
        yield from enumerate(sheet.iter_rows(values_only=True), 1)
        return
    written.reset_dimensions()
    pairs = zip(sheet.iter_rows(values_only=True), written.iter_rows(values_only=True), strict=False)
    for number, (values, formulas) in enumerate(pairs, 1):
        yield number, [_cell(value, formula) for value, formula in zip(values, formulas, strict=False)]


def _cell(value: Any, formula: Any) -> Any:
    pending = value is None and isinstance(formula, str) and formula.startswith("=")
    return Uncalculated(formula) if pending else value
