"""Labelled texts for the reader of asks: what each unit, stretch and span of them is."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from agent.read.asks.sight.features import BUCKETS, plain
from agent.read.asks.sight.prepared import Prepared
from agent.read.asks.sight.relations import ROLES
from agent.read.asks.sight.stretches import Stretch
from agent.read.terms.read import without_excluded
from agent.read.typed.restore import as_read
from knowledge.text import simplify

Array = NDArray[np.float64]
_NEAR = 0.4
_LIKE = 0.55
_ROLE_OF = {"other_firm": "other", "name": "nominal"}
_EVERYWHERE = frozenset(["asked", "target", "present", "money", "date"])
"""Roles that every gold folder labels; the others count only where a folder labels ``others``."""


@dataclass
class Text:
    """One labelled text: features of its units and stretches, and how well each meets the labels."""

    rid: str
    prepared: Prepared
    quotes: list[str]
    thing: str
    weight: float
    labelled: frozenset[str]
    roles: Array
    goodness: Array
    unit_rows: csr_matrix
    stretch_rows: csr_matrix
    group: int = -1
    row: dict[str, Any] = field(default_factory=dict)


def matrix(rows: Sequence[Sequence[int]]) -> csr_matrix:
    """Rows of ones at their buckets."""
    starts = np.cumsum([0, *(len(row) for row in rows)])
    flat = np.fromiter((b for row in rows for b in row), dtype=np.int32)
    return csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(rows), BUCKETS))


def goodness(stretch: Stretch, quotes: Sequence[str], source: str) -> float:
    """How well a stretch meets the nearest label, 0–1: by shared characters, by coverage, and by place."""
    best, own, size = 0.0, Counter(stretch.quote), len(stretch.quote)
    for quote in quotes:
        shared, at = (own & Counter(quote)).total(), source.find(quote)
        common = max(0, min(at + len(quote), stretch.end) - max(at, stretch.start)) if at >= 0 else 0
        values = (2 * shared / (size + len(quote)), shared / len(quote), common / max(size, len(quote)))
        dice, cover, place = (min(max((value - 0.4) / 0.2, 0.0), 1.0) for value in values)
        best = max(best, 0.6 * dice + 0.1 * cover * (size <= 3 * len(quote)) + 0.3 * place)
    return best


def _said(row: dict[str, Any]) -> dict[str, list[str]]:
    """The quotes of each role in a gold row."""
    said: dict[str, list[str]] = {role: [] for role in ROLES}
    said["asked"] = [item["quote"] for item in row.get("sub_requirements", [])]
    said["target"] = [item["quote"] for item in row.get("indicators", [])]
    said["present"] = [item["quote"] for item in row.get("baselines", [])]
    said["money"] += [row["budget_quote"]] if row.get("budget_quote") else []
    said["date"] += [row["deadline"]] if row.get("deadline") else []
    for item in row.get("others") or []:
        said.setdefault(_ROLE_OF.get(item["role"], item["role"]), []).append(item["quote"])
    said["constraint"] += row.get("constraints") or []
    said["exclusion"] += row.get("exclusions") or []
    return said


def _role_table(prepared: Prepared, said: dict[str, list[str]]) -> Array:
    table = np.zeros((len(prepared.units), len(ROLES)))
    sources = ((prepared.title, True), (prepared.text, False))
    for column, role in enumerate(ROLES):
        for quote in filter(None, said[role]):
            for source, in_title in sources:
                at = source.find(quote)
                for number, unit in enumerate(prepared.units):
                    if at >= 0 and unit.in_title == in_title:
                        common = min(unit.end, at + len(quote)) - max(unit.start, at)
                        held = common >= 0.5 * (unit.end - unit.start) or common >= 0.8 * len(quote)
                        table[number, column] = max(table[number, column], float(held))
    return table


class AsRead:
    """A title and a text as the reader of asks sees them, and the labelled quotes of them in the same letters."""

    def __init__(self, title: str, text: str) -> None:
        self.typed = title, text
        self.title, read, _, _ = as_read(title, text)
        self.text = without_excluded(read)
        self._read = self.title, read

    def quote(self, quote: str) -> str:
        """``quote`` as it stands in what is read; every character keeps its place."""
        for typed, read in zip(self.typed, self._read, strict=True):
            if quote and len(typed) == len(read) and (at := typed.find(quote)) >= 0:
                return read[at : at + len(quote)]
        return simplify(quote)


def read_text(body: dict[str, Any], row: dict[str, Any], weight: float) -> Text:
    """Cut a labelled text and compare its parts with the labels."""
    seen = AsRead(body["title"], body["content"])
    title, content = seen.title, seen.text
    prepared = Prepared.of(title, content)
    said = {role: [seen.quote(quote) for quote in quotes] for role, quotes in _said(row).items()}
    good = np.array([goodness(s, said["asked"], title if s.in_title else content) for s in prepared.stretches])
    labelled = frozenset(ROLES) if "others" in row or "constraints" in row else _EVERYWHERE
    return Text(
        body["rid"],
        prepared,
        said["asked"],
        seen.quote(row.get("object", "")),
        weight,
        labelled if "sub_requirements" in row else frozenset(),
        _role_table(prepared, said),
        good,
        matrix(prepared.unit_rows),
        matrix(prepared.stretch_rows),
        row=row,
    )


def span_goodness(text: str, thing: str) -> float:
    """How well a span meets the labelled object, 0–1; both plain."""
    if not thing:
        return 0.0
    if text == thing:
        return 1.0
    close = 2 * (Counter(text) & Counter(thing)).total() / (len(text) + len(thing))
    return 0.5 * close if close > _LIKE and (text in thing or thing in text) else 0.0


def object_of(text: Text) -> str:
    """The labelled object, plain."""
    return plain(text.thing)


def lines(path: Path) -> list[dict[str, Any]]:
    """The JSON objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def read_gold(folder: Path, weight: float = 1.0) -> list[Text]:
    """The texts of a gold folder whose split is ``train`` or not told."""
    bodies = {row["rid"]: row for row in lines(folder / "texts.jsonl")}
    rows = [row for row in lines(folder / "gold.jsonl") if bodies[row["rid"]].get("split", "train") == "train"]
    return [read_text(bodies[row["rid"]], row, weight) for row in rows]


def near_groups(texts: Sequence[str]) -> list[int]:
    """A group number for each text: those that share two fifths of the shorter one's 5-grams belong together."""
    seen: list[set[str]] = []
    owner: list[int] = []
    for text in texts:
        letters = re.sub(r"\\n|\s", "", text)
        grams = {letters[i : i + 5] for i in range(len(letters) - 4)}
        near = (g for g, other in enumerate(seen) if len(grams & other) > _NEAR * max(1, min(len(grams), len(other))))
        first = next(near, None)
        owner.append(owner[first] if first is not None else len(seen))
        seen.append(grams)
    return owner


def set_groups(texts: Sequence[Text]) -> None:
    """Give each text the number of its group of near duplicates."""
    for text, group in zip(texts, near_groups([t.prepared.title + t.prepared.text for t in texts]), strict=True):
        text.group = group


def fold_of(text: Text, count: int, salt: str = "") -> int:
    """The fold of a text, the same for its whole group."""
    return int(hashlib.sha256(f"{salt}{text.group}".encode()).hexdigest(), 16) % count


def writers(texts: Iterable[Text]) -> list[str]:
    """The hands that wrote the texts of our own folder, by the first letter of their number."""
    return sorted({text.rid[0] for text in texts if re.fullmatch(r"[a-z]\d{3}", text.rid) and "others" in text.row})
