"""The committed questions: a Dataset of Cases, each with what a good answer must hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from evals.errors import EvalError

CASES = Path(__file__).parent / "cases"
NAMES = ("matching", "conditions", "unanswerable", "knowledge", "dialogues")


class CaseError(EvalError):
    """A case file that cannot be read; the message names the file and the line."""


class Case(BaseModel):
    """One question.

    ``expected`` holds, by dataset: for matching ``achievements`` and ``experts`` (record id -> grade: 3 fits, 2 partly,
    1 marginal; everything else 0), ``slots`` of the card and ``conflict`` (the expert who must be marked); for
    conditions ``first`` and ``over`` (which of two records comes first when the condition is heeded); for
    unanswerable ``abstain``; for knowledge ``records``, ``numbers``, ``forbidden``, ``contains``, ``leads``; for
    dialogues ``turns``. ``metadata`` holds field, style, hard (the kind of difficulty), wording and split (dev,
    held-out).
    """

    model_config = ConfigDict(extra="forbid")

    id: str
    message: str
    expected: dict[str, Any]
    metadata: dict[str, Any] = {}

    @property
    def messages(self) -> list[str]:
        """What the user says, turn by turn."""
        turns = self.expected.get("turns")
        return [turn["message"] for turn in turns] if turns else [self.message]


@dataclass(frozen=True)
class Dataset:
    """Named cases."""

    name: str
    cases: Sequence[Case]

    def __iter__(self) -> Iterator[Case]:
        return iter(self.cases)

    def __len__(self) -> int:
        return len(self.cases)


def load(name: str, folder: Path = CASES) -> Dataset:
    """Read one case file. Raises CaseError for a broken line or a repeated id."""
    path, cases, seen = folder / f"{name}.jsonl", [], set()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            case = Case.model_validate(json.loads(line))
        except ValueError as error:
            raise CaseError(f"{path.name} 第 {number} 行不是有效的用例：{error}") from error
        if case.id in seen:
            raise CaseError(f"{path.name} 第 {number} 行的编号 {case.id} 已经用过。")
        seen.add(case.id)
        cases.append(case)
    return Dataset(name, cases)


def load_all(folder: Path = CASES) -> list[Dataset]:
    """Every dataset of the suite, in a fixed order."""
    return [load(name, folder) for name in NAMES]
