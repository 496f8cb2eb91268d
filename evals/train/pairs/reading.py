"""Judged pairs from a folder of CSV files, or from officers' decisions."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from evals.train.pairs.judged import Judged, JudgedError, Pair, in_order

DECISION_COLUMNS = ("rid", "need_title", "need_text", "aid", "title", "level")

_GUARD = re.compile(r"^'(?=[=+\-@])")
"""The mark that the export puts before a cell which a spreadsheet could take for a formula."""


def read_judged(folder: Path) -> Judged:
    """Read requirements.csv (rid, title, content), achievements.csv (aid, title) and pairs.csv (rid, aid[, level]).

    Raises JudgedError on a missing file or column, an unknown id, or a level outside 1 to 4.
    """
    needs = {
        row["rid"]: (row["title"], row.get("content", "").replace("\\n", "\n"))
        for _, row in _rows(folder / "requirements.csv", ("rid", "title"))
    }
    titles = {row["aid"]: row["title"] for _, row in _rows(folder / "achievements.csv", ("aid", "title"))}
    pairs = []
    for number, row in _rows(folder / "pairs.csv", ("rid", "aid")):
        where = f"pairs.csv 第 {number} 行"
        if row["rid"] not in needs or row["aid"] not in titles:
            raise JudgedError(f"{where}：编号 {row['rid'][:40]} 或 {row['aid'][:40]} 不在需求或成果表中。")
        pairs.append(Pair(row["rid"], row["aid"], _level(row.get("level", ""), where)))
    return Judged(needs, titles, in_order(pairs))


def read_decisions(path: Path) -> Judged:
    """Officers' decisions: .jsonl or .csv with rid, need_title, need_text, aid, title, level (1 to 4) in each row.

    A column ``features`` may hold a JSON object of numbers. Raises JudgedError on a row without one of the others
    (``need_text`` may be empty), or with features that are no such object.
    """
    needs, titles, pairs, features = {}, {}, [], {}
    for number, row in _decision_rows(path):
        where = f"{path.name} 第 {number} 行"
        missing = [name for name in DECISION_COLUMNS if not row.get(name) and name != "need_text"]
        if missing:
            raise JudgedError(f"{where}：缺少 {'、'.join(missing)}。")
        needs[row["rid"]] = (row["need_title"], row.get("need_text", ""))
        titles[row["aid"]] = row["title"]
        pairs.append(Pair(row["rid"], row["aid"], _level(row["level"], where)))
        if row.get("features"):
            features[row["rid"], row["aid"]] = _features(row["features"], where)
    return Judged(needs, titles, in_order(pairs), features)


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    if not path.is_file():
        raise JudgedError(
            f"找不到文件 {path.name}，请检查路径。评测文件夹里应有 requirements.csv、achievements.csv 和 pairs.csv。"
        )
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            raise JudgedError(f"{path.name} 缺少列：{'、'.join(missing)}。")
        for number, row in enumerate(reader, 2):
            yield number, {name: (value or "").strip() for name, value in row.items() if name}


def _level(text: str, where: str) -> int:
    if text in ("", "1", "2", "3", "4"):
        return int(text or 0)
    raise JudgedError(f"{where}：level 应为 1、2、3、4，现为“{text[:20]}”。")


def _features(text: str, where: str) -> dict[str, float]:
    try:
        held = json.loads(text)
        return {str(name): float(value) for name, value in held.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise JudgedError(f"{where}：features 应是名称到数值的 JSON 对象。") from error


def _decision_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    if not path.is_file():
        raise JudgedError(f"找不到文件 {path.name}，请检查路径。")
    if path.suffix != ".jsonl":
        for number, row in _rows(path, DECISION_COLUMNS):
            yield number, {name: _GUARD.sub("", value) for name, value in row.items()}
        return
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, _decision(line, f"{path.name} 第 {number} 行")


def _decision(line: str, where: str) -> dict[str, str]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise JudgedError(f"{where}不是合法的 JSON。") from error
    if not isinstance(row, dict):
        raise JudgedError(f"{where}应是一个对象。")
    return {str(key): _plain(value) for key, value in row.items() if value is not None}


def _plain(value: object) -> str:
    return json.dumps(value) if isinstance(value, dict) else str(value).strip()
