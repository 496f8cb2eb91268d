"""Needs and grades of the honest set, and of the graded pairs that levels are learned from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from evals.errors import EvalError
from evals.files import json_lines

FOLDER = Path(__file__).parents[1] / "cases" / "truth"
Direction = Literal["solves", "detects", "measures", "mentions", "none"]
Row = TypeVar("Row", bound=BaseModel)
GOOD = 2
"""The least grade of a record that answers: 3 solves it, 2 answers a good part, 1 is next to it, 0 is not."""


class Need(BaseModel):
    """One first message. ``kind`` says what its writer expected of a catalogue, ``wants`` which kind of record."""

    model_config = ConfigDict(extra="ignore")

    id: str
    message: str
    style: str = ""
    wants: str = "technology"
    kind: str = ""
    split: str = ""


class Grade(BaseModel):
    """What one judge said of one record for one need.

    ``grade`` 0 to 3; ``object`` and ``process``: the record acts on this thing (or a kind of it), in this process;
    ``direction``: what it does about the problem.
    """

    model_config = ConfigDict(extra="forbid")

    need: str
    record: str
    grade: int = Field(ge=0, le=3)
    object: bool
    process: bool
    direction: Direction
    by: str = ""


def load_needs(path: Path = FOLDER / "needs.jsonl") -> list[Need]:
    """The needs of a file. Raises EvalError for a broken line."""
    return [_valid(Need, place, row) for place, row in json_lines(path)]


def load_grades(path: Path) -> list[Grade]:
    """The grades of a file. Raises EvalError for a broken line."""
    return [_valid(Grade, place, row) for place, row in json_lines(path)]


def by_need(grades: Iterable[Grade]) -> Mapping[str, dict[str, Grade]]:
    """Need id -> record id -> grade."""
    found: dict[str, dict[str, Grade]] = defaultdict(dict)
    for grade in grades:
        found[grade.need][grade.record] = grade
    return found


def _valid(kind: type[Row], place: str, row: object) -> Row:
    try:
        return kind.model_validate(row)
    except ValueError as error:
        raise EvalError(f"{place}不是有效的一行：{error}") from error
