"""Labelled texts for the reading of quantities: which label belongs to which number of the text."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.read.indicators.view.candidates import Scene, look
from knowledge.quantities import Quantity

Row = dict[str, Any]
SIDED = ("target", "baseline")
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Label:
    """What a person said of one number; ``row`` is the whole label, empty where nobody named the number."""

    role: str
    row: Row


@dataclass(frozen=True)
class Labelled:
    """One text with a label per quantity. ``full`` tells whether the roles of all its numbers were labelled."""

    rid: str
    writer: str
    scene: Scene
    labels: list[Label]
    full: bool
    text: Row
    gold: Row


def read_labelled(folder: Path) -> list[Labelled]:
    """The texts of ``folder`` whose split is train.

    Where the roles of all numbers are labelled, the writer is the first letter of the id; else it is the folder's name.
    """
    texts = {row["rid"]: row for row in _lines(folder / "texts.jsonl")}
    found = []
    for gold in _lines(folder / "gold.jsonl"):
        text = texts[gold["rid"]]
        if text.get("split", "train") == "train":
            found.append(align(text, gold, str(gold["rid"])[0] if "others" in gold else folder.name))
    return found


def _lines(path: Path) -> Iterator[Row]:
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def align(text: Row, gold: Row, writer: str) -> Labelled:
    """Give every label to the number of its quote that agrees best; what repeats a labelled value stays unknown."""
    scene = look(text["content"], text["title"])
    labels: list[Label | None] = [None] * len(scene.found)
    items = [
        Label(role, row) for role, key in zip(SIDED, ("indicators", "baselines"), strict=True) for row in gold[key]
    ]
    items += [Label(row["role"], row) for row in gold.get("others", [])]
    for least in (3, 2, 1):
        items = [item for item in items if not _place(scene, labels, item, least)]
    known = {_values(one) for one, label in zip(scene.found, labels, strict=True) if label and label.role in SIDED}
    rest = [Label(UNKNOWN if _values(one) in known else "none", {}) for one in scene.found]
    both = [label or other for label, other in zip(labels, rest, strict=True)]
    return Labelled(gold["rid"], writer, scene, both, "others" in gold, text, gold)


def _values(one: Quantity) -> tuple[float, float | None, str]:
    return one.value, one.value_max, one.unit


def _place(scene: Scene, labels: list[Label | None], item: Label, least: int) -> bool:
    """Put ``item`` on the last of the best agreeing free numbers of the first place of its quote that has one."""
    for match in re.finditer(re.escape(item.row["quote"]), scene.original):
        free = [
            (agreement(one, item.row), index)
            for index, one in enumerate(scene.found)
            if labels[index] is None and match.start() - 1 <= one.at < match.end()
        ]
        best = max(free, default=(0, 0))
        if best[0] >= least:
            labels[best[1]] = item
            return True
    return False


def agreement(one: Quantity, row: Row) -> int:
    """0 where the value differs, else 1, and 1 more each for the same upper value and the same unit."""
    if not _close(one.value, row["value"]):
        return 0
    return 1 + _close(one.value_max, row.get("value_max")) + (plain(one.unit) == plain(row["unit"]))


def plain(text: str) -> str:
    """``text`` in compatibility form without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _close(a: float | None, b: float | None) -> bool:
    return a == b if a is None or b is None else abs(a - b) <= 1e-9 * max(1.0, abs(a))


def writers(texts: Sequence[Labelled]) -> list[str]:
    """The single writers, those whose texts all come from one hand, in order; sets of many hands have longer names."""
    return sorted({text.writer for text in texts if len(text.writer) == 1})
