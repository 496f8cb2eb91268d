"""The committed questions: a Dataset of Cases, each with what a good answer must hold."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from evals.errors import EvalError
from evals.files import json_lines

CASES = Path(__file__).parent / "cases"
SEED = 7
NAMES = ("matching", "conditions", "unanswerable", "knowledge", "dialogues")


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
    """Read one case file. Raises EvalError for a broken line or a repeated id."""
    cases: dict[str, Case] = {}
    for place, row in json_lines(folder / f"{name}.jsonl"):
        try:
            case = Case.model_validate(row)
        except ValueError as error:
            raise EvalError(f"{place}不是有效的用例：{error}") from error
        if case.id in cases:
            raise EvalError(f"{place}的编号 {case.id} 已经用过。")
        cases[case.id] = case
    return Dataset(name, list(cases.values()))


def load_all() -> list[Dataset]:
    """Every dataset of the suite, in a fixed order."""
    return [load(name) for name in NAMES]


def sample(datasets: Sequence[Dataset], number: int) -> list[Dataset]:
    """About ``number`` cases: each dataset by its share and at least one, drawn with a fixed seed."""
    whole, found = sum(map(len, datasets)), []
    for each in datasets:
        drawn = random.Random(f"{SEED} {each.name}").sample(list(each), _share(len(each), whole, number))  # noqa: S311
        found.append(Dataset(each.name, drawn))
    return found


def _share(own: int, whole: int, number: int) -> int:
    return min(own, max(1, round(number * own / whole)))
