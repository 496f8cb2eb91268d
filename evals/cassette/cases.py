"""What a cassette plays: dialogues, labelled texts and needs, by their ids."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from evals.files import json_lines
from evals.labelled.dialogues import read_dialogues
from evals.truth.cases import Need, load_needs

CASES = Path(__file__).parents[1] / "cases"
READING = CASES / "reading"
DIALOGUES, TEXTS, NEEDS = 12, 30, 20
FIRST_HAND = "e"
"""The ids of the needs of the honest set that were written first."""
FEWEST_TURNS, FEWEST_VALUES = 5, 5
Row = dict[str, Any]


def chosen() -> dict[str, Any]:
    """The ids of our own cases, drawn by the digest of their ids so that nobody picked them.

    Dialogues of some length, texts of the training part that are rich in values, and needs of the honest set.
    """
    talks = [row["id"] for row in dialogues() if len(row["turns"]) >= FEWEST_TURNS]
    rich = [row["rid"] for row in gold() if len(row["indicators"]) + len(row["baselines"]) >= FEWEST_VALUES]
    training = {row["rid"] for row in texts() if row["split"] == "train"}
    return {
        "dialogues": _drawn(talks, DIALOGUES),
        "texts": _drawn((one for one in rich if one in training), TEXTS),
        "needs": _drawn((need.id for need in load_needs() if need.id.startswith(FIRST_HAND)), NEEDS),
    }


def dialogues(path: Path | None = None) -> list[Row]:
    """The dialogues of a file, or of our training part."""
    return read_dialogues(path or READING / "dialogues-train.jsonl")


def texts() -> list[Row]:
    """The labelled texts: rid, title, content."""
    return [row for _, row in json_lines(READING / "texts.jsonl")]


def gold() -> list[Row]:
    """Their labels."""
    return [row for _, row in json_lines(READING / "gold.jsonl")]


def needs(ids: Iterable[str]) -> list[Need]:
    """The needs of these ids."""
    wanted = set(ids)
    return [need for need in load_needs() if need.id in wanted]


def _drawn(ids: Iterable[str], count: int) -> list[str]:
    return sorted(sorted(ids, key=lambda one: hashlib.sha256(one.encode()).hexdigest())[:count])
