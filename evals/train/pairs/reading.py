"""Judged pairs from a folder of CSV files, or from officers' decisions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from evals.errors import EvalError
from evals.files import csv_rows, json_lines
from evals.train.pairs.judged import Judged, Pair, in_order

DECISION_COLUMNS = ("rid", "need_title", "need_text", "aid", "title", "level")

_GUARD = re.compile(r"^'(?=[=+\-@])")
"""The mark that the export puts before a cell which a spreadsheet could take for a formula."""


def read_judged(folder: Path) -> Judged:
    """Read requirements.csv (rid, title, content), achievements.csv (aid, title) and pairs.csv (rid, aid[, level]).

    Raises EvalError on a missing file or column, an unknown id, or a level outside 1 to 4.
    """
    needs = {
        row["rid"]: (row["title"], row.get("content", "").replace("\\n", "\n"))
        for _, row in csv_rows(folder / "requirements.csv", ("rid", "title"))
    }
    titles = {row["aid"]: row["title"] for _, row in csv_rows(folder / "achievements.csv", ("aid", "title"))}
    pairs = []
    for where, row in csv_rows(folder / "pairs.csv", ("rid", "aid")):
        if row["rid"] not in needs or row["aid"] not in titles:
            raise EvalError(f"{where}：编号 {row['rid'][:40]} 或 {row['aid'][:40]} 不在需求或成果表中。")
        pairs.append(Pair(row["rid"], row["aid"], _level(row.get("level", ""), where)))
    return Judged(needs, titles, in_order(pairs))


def read_decisions(path: Path) -> Judged:
    """Officers' decisions: .jsonl or .csv with rid, need_title, need_text, aid, title, level (1 to 4) in each row.

    A column ``features`` may hold a JSON object of numbers. Raises EvalError on a row without one of the others
    (``need_text`` may be empty), or with features that are no such object.
    """
    needs, titles, pairs, features = {}, {}, [], {}
    for where, row in _decision_rows(path):
        missing = [name for name in DECISION_COLUMNS if not row.get(name) and name != "need_text"]
        if missing:
            raise EvalError(f"{where}：缺少 {'、'.join(missing)}。")
        needs[row["rid"]] = (row["need_title"], row.get("need_text", ""))
        titles[row["aid"]] = row["title"]
        pairs.append(Pair(row["rid"], row["aid"], _level(row["level"], where)))
        if row.get("features"):
            features[row["rid"], row["aid"]] = _features(row["features"], where)
    return Judged(needs, titles, in_order(pairs), features)


def _level(text: str, where: str) -> int:
    if text in ("", "1", "2", "3", "4"):
        return int(text or 0)
    raise EvalError(f"{where}：level 应为 1、2、3、4，现为“{text[:20]}”。")


def _features(text: str, where: str) -> dict[str, float]:
    try:
        held = json.loads(text)
        return {str(name): float(value) for name, value in held.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise EvalError(f"{where}：features 应是名称到数值的 JSON 对象。") from error


def _decision_rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    if path.suffix == ".jsonl":
        for place, row in json_lines(path):
            yield place, {key: _plain(value) for key, value in row.items() if value is not None}
        return
    for place, cells in csv_rows(path, DECISION_COLUMNS):
        yield place, {name: _GUARD.sub("", value) for name, value in cells.items()}


def _plain(value: object) -> str:
    return json.dumps(value) if isinstance(value, dict) else str(value).strip()
