"""The files of evaluations, JSON lines and CSV; what cannot be read is an EvalError with its place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.errors import EvalError


def json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The place (file and line, in Chinese) and the object of every line that is not empty."""
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path.name} 第 {number} 行"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise EvalError(f"{place}不是合法的 JSON。") from error
        if not isinstance(row, dict):
            raise EvalError(f"{place}应是一个 JSON 对象。")
        yield place, row


def csv_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The place and the cells of every row, without the spaces around them; ``columns`` must be there."""
    reader = csv.DictReader(io.StringIO(_text(path), newline=""))
    if missing := [name for name in columns if name not in (reader.fieldnames or ())]:
        raise EvalError(f"{path.name} 缺少列：{'、'.join(missing)}。")
    for number, row in enumerate(reader, 2):
        yield f"{path.name} 第 {number} 行", {name: (value or "").strip() for name, value in row.items() if name}


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table with its header, in a folder that is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def _text(path: Path) -> str:
    if not path.is_file():
        raise EvalError(f"找不到文件 {path.name}，请检查路径。")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return file.read()
