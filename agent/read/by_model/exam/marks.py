"""A short exam of a model's reading: whether it may overrule our trained readers, or only fill what they leave."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from agent.model import ChatModel, ModelUnavailable
from agent.read.by_model.call import propose
from agent.read.by_model.proposed import Proposal, rows
from agent.read.by_model.values import checked
from agent.read.memory import Memory
from knowledge.quantities import direction_of

CASES = Path(__file__).with_name("exam.toml")
Row = Mapping[str, Any]


@lru_cache(maxsize=1)
def cases() -> list[Row]:
    """The messages and what a good reader finds in them."""
    return list(tomllib.loads(CASES.read_text("utf-8"))["case"])


def exam(model: ChatModel) -> tuple[int, int]:
    """Points that the model's readings get, and how many there are; a message that it cannot read gets none."""
    points: list[bool] = []
    for case in cases():
        try:
            proposal = propose(model, case["message"], Memory())
        except ModelUnavailable:
            proposal = Proposal(case["message"])
        points += marks(proposal, case)
    return sum(points), len(points)


def marks(proposal: Proposal, case: Row) -> Iterator[bool]:
    """One point for the act, each part that was asked for, and each value read that should be or should not."""
    need: Row = proposal.needs[0] if proposal.needs else {}
    yield proposal.act == case["act"]
    if "object" in case:
        yield case["object"] in str(need.get("object"))
    if "budget" in case:
        yield isinstance(need.get("budget"), dict) and need["budget"].get("yuan") == case["budget"]
    if "exclusion" in case:
        yield any(case["exclusion"] in str(row.get("word")) for row in rows(need.get("exclusions")))
    wanted = {_wanted(text) for text in case["values"]}
    read = set(_values(need, proposal.message))
    yield from (value in read for value in wanted)
    yield from (False for _ in read - wanted)


def _wanted(text: str) -> tuple[str, int, float]:
    side, op, number = text.split()
    return side, direction_of(op) if side == "targets" else 0, float(number)  # type: ignore[arg-type]


def _values(need: Row, message: str) -> Iterator[tuple[str, int, float]]:
    """The values that hold, as side, direction and number."""
    for side in ("targets", "present"):
        for row in rows(need.get(side)):
            found = checked(row, message, target=side == "targets").value
            if found is not None:
                yield side, direction_of(found.op) if side == "targets" else 0, found.value
