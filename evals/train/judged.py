"""Judged pairs: needs, titles and levels from a folder of CSV files, or from officers' decisions."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.match.rank.features import Centres, Vectors
from agent.match.rank.features.text import opening
from knowledge.embedding import Embedder

Array = NDArray[np.float32]
Progress = Callable[[str], None]
TEXT_CHARS = 120
DECISION_COLUMNS = ("rid", "need_title", "need_text", "aid", "title", "level")


_GUARD = re.compile(r"^'(?=[=+\-@])")
"""The mark that the export puts before a cell which a spreadsheet could take for a formula."""


class JudgedError(ValueError):
    """A folder of judged pairs cannot be read; the message says which file and line, in Chinese."""


@dataclass(frozen=True)
class Pair:
    """One judged pair; ``level`` is 1 to 4, or 0 when it is not given."""

    rid: str
    aid: str
    level: int


@dataclass(frozen=True)
class Judged:
    """Needs ``rid -> (title, text)``, titles ``aid -> title``, and pairs, sorted by (rid, aid).

    ``features`` holds what the matcher saw of a pair, where that was kept.
    """

    needs: dict[str, tuple[str, str]]
    titles: dict[str, str]
    pairs: list[Pair]
    features: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)

    def lists(self) -> Iterator[tuple[str, list[Pair]]]:
        """Each need's judged list."""
        by_need: dict[str, list[Pair]] = {}
        for pair in self.pairs:
            by_need.setdefault(pair.rid, []).append(pair)
        yield from by_need.items()

    def levels(self) -> NDArray[np.int64]:
        """Level of each pair, in the order of ``pairs``."""
        return np.array([pair.level for pair in self.pairs], dtype=np.int64)

    def labelled(self) -> Judged:
        """Only the pairs that have a level."""
        return Judged(self.needs, self.titles, [pair for pair in self.pairs if pair.level])

    def groups(self) -> NDArray[np.str_]:
        """The rid of each pair."""
        return np.array([pair.rid for pair in self.pairs])

    def subset(self, keep: Sequence[int]) -> Judged:
        """The same needs and titles with only some pairs."""
        return Judged(self.needs, self.titles, sorted((self.pairs[i] for i in keep), key=_order))


def _order(pair: Pair) -> tuple[str, str]:
    return pair.rid, pair.aid


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
    return Judged(needs, titles, sorted(pairs, key=_order))


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
    return Judged(needs, titles, sorted(pairs, key=_order), features)


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
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise JudgedError(f"{path.name} 第 {number} 行不是合法的 JSON。") from error
            if not isinstance(row, dict):
                raise JudgedError(f"{path.name} 第 {number} 行应是一个对象。")
            yield number, {str(key): _plain(value) for key, value in row.items() if value is not None}


def _plain(value: object) -> str:
    return json.dumps(value) if isinstance(value, dict) else str(value).strip()


def merge(one: Judged, other: Judged) -> Judged:
    """Both together; a pair judged twice keeps the level of ``other``."""
    pairs = {(pair.rid, pair.aid): pair for pair in (*one.pairs, *other.pairs)}
    return Judged(one.needs | other.needs, one.titles | other.titles, sorted(pairs.values(), key=_order))


class Embedded:
    """Vectors of needs and titles, each text embedded once. ``embedder`` may be None: then there are none."""

    def __init__(self, embedder: Embedder | None) -> None:
        self._embedder = embedder
        self._known: dict[tuple[str, bool], Array] = {}

    @property
    def available(self) -> bool:
        """Whether there are vectors at all."""
        return self._embedder is not None

    def add(self, judged: Judged, progress: Progress | None = None) -> None:
        """Embed what is not known yet; reports once per thousand titles."""
        if self._embedder is None:
            return
        used = {pair.rid for pair in judged.pairs}
        texts = [_whole(judged.needs[rid]) for rid in used]
        wanted = dict.fromkeys([*judged.titles.values(), *texts])
        missing = [text for text in wanted if (text, False) not in self._known]
        for start in range(0, len(missing), 32):
            part = missing[start : start + 32]
            self._known.update(zip(((text, False) for text in part), self._embedder.passages(part), strict=True))
            if progress and start % 1024 == 0:
                progress(f"向量 {start + len(part)}/{len(missing)}")
        for rid in used:
            title = judged.needs[rid][0]
            if (title, True) not in self._known:
                self._known[title, True] = self._embedder.query(title)

    def of(self, need: tuple[str, str], titles: Sequence[str], text: bool = True) -> Vectors | None:
        """The vectors of one need and its candidates; ``text=False`` leaves the need's text out."""
        if self._embedder is None:
            return None
        whole = self._known[_whole(need), False] if text else None
        return Vectors(self._known[need[0], True], self.docs(titles), whole)

    def docs(self, titles: Sequence[str]) -> Array:
        """Title vectors, shape (n, d)."""
        return np.stack([self._known[title, False] for title in titles])

    def centres(self, judged: Judged) -> Centres:
        """Mean vectors over the judged needs and all titles; zeros, shape (1,), without an embedder."""
        if self._embedder is None:
            nothing = np.zeros(1, dtype=np.float32)
            return Centres(nothing, nothing, nothing)
        needs = [judged.needs[rid] for rid in sorted({pair.rid for pair in judged.pairs})]
        means = (
            np.mean([self.title(need) for need in needs], axis=0),
            np.mean([self.text(need) for need in needs], axis=0),
            self.docs(list(judged.titles.values())).mean(axis=0),
        )
        return Centres(*(mean.astype(np.float32) for mean in means))

    def title(self, need: tuple[str, str]) -> Array:
        """The need's title vector, shape (d,)."""
        return self._known[need[0], True]

    def text(self, need: tuple[str, str]) -> Array:
        """The need's text vector, shape (d,)."""
        return self._known[_whole(need), False]


def _whole(need: tuple[str, str]) -> str:
    title, text = need
    return "。".join([title, *opening(text)])[:TEXT_CHARS]
