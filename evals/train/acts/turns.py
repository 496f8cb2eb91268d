"""Labelled turns with the state before them: training dialogues, single sentences, turns moved to other states."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from agent.read.acts.state import State
from agent.schema import Act
from knowledge.text import clean

HERE = Path(__file__).parents[2] / "cases" / "reading"
DIALOGUES, SENTENCES = HERE / "dialogues-train.jsonl", HERE / "turns-more.jsonl"
ANY = 3
"""States of other turns in which a sentence that may stand anywhere is seen."""
MOVED, LATER = 0.5, 0.5
"""Weight of a turn moved into the state of another, and of a first need said later."""
OF_A_LIST: frozenset[Act] = frozenset({"more", "compare", "why", "detail", "confirm", "summarise", "report"})


@dataclass(frozen=True)
class Turn:
    """One labelled turn: its dialogue (or sentence), what was said, its act, the state before, and its weight.

    ``natural`` turns stand in a dialogue as it was written; figures are told of these alone. ``need`` is what the
    dialogue has said of its need so far; ``new`` whether the turn opens another (None: it does not say).
    """

    group: str
    say: str
    act: Act
    state: State
    weight: float = 1.0
    natural: bool = True
    need: str = ""
    new: bool | None = None


def dialogue_turns(path: Path = DIALOGUES) -> list[Turn]:
    """The turns of a file of dialogues, in order."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [turn for row in rows for turn in _turns(row)]


def _turns(row: dict[str, Any]) -> Iterator[Turn]:
    state, need = State(), ""
    for each in row["turns"]:
        say, expect = clean(each["say"]).strip(), each["expect"]
        act: Act = expect["act"]
        yield Turn(row["id"], say, act, state, need=need, new=_new(expect, need, state))
        if act in ("recommend", "confirm", "ask"):
            need = f"{need}\n{say}".strip()
        state = state.after(act)


def _new(expect: dict[str, Any], need: str, state: State) -> bool | None:
    if not need or state.card == "vague" or expect["act"] not in ("recommend", "confirm"):
        return None
    if expect.get("new_need"):
        return True
    return False if expect.get("same_need") or expect["act"] == "confirm" else None


def sentences(later: Sequence[State], path: Path = SENTENCES) -> list[Turn]:
    """Single sentences, each in the states after the acts it is marked with; their weights sum to one."""
    random = np.random.default_rng(1)
    found: list[Turn] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        states = [state for after in row["after"] for state in _states(after, row["act"], later, random)]
        found += [
            Turn(f"sentence {number}", row["say"], row["act"], state, 1 / len(states), natural=False)
            for state in states
        ]
    return found


def _states(after: str, act: Act, later: Sequence[State], random: np.random.Generator) -> list[State]:
    if after == "":
        return [State()]
    if after != "any":
        before: Act = after  # type: ignore[assignment]
        full = State("full", listed=True, last="recommend", turns=1)
        return [State().after(before) if before in ("ask", "smalltalk", "offtopic") else full.after(before)]
    drawn = [later[place] for place in random.choice(len(later), ANY).tolist()]
    return [replace(one, card="full", listed=True) for one in drawn] if act in OF_A_LIST else drawn


def moved(turns: Iterable[Turn], later: Sequence[State]) -> list[Turn]:
    """The turns in the state of another turn, so that no state alone decides, and first needs said later."""
    random, found = np.random.default_rng(2), []
    for turn in turns:
        other = later[int(random.integers(len(later)))]
        if turn.state.turns:
            found.append(replace(turn, state=other, weight=MOVED, natural=False))
        elif turn.act == "recommend":
            state = replace(other, card="full", listed=True)
            found.append(replace(turn, state=state, weight=LATER, natural=False))
    return found


def needs(turns: Iterable[Turn]) -> dict[str, Turn]:
    """The turn that first tells of the need, by dialogue."""
    found: dict[str, Turn] = {}
    for turn in turns:
        if turn.act == "recommend":
            found.setdefault(turn.group, turn)
    return found


def strangers(turns: Sequence[Turn], count: int = 2) -> list[Turn]:
    """Needs of other dialogues, said when a dialogue is over: they open a need of their own."""
    random, first = np.random.default_rng(3), needs(turns)
    ends = {turn.group: turn for turn in turns if turn.need}
    others, found = list(first.values()), []
    for group, end in ends.items():
        if group not in first:
            continue
        for place in random.choice(len(others), count).tolist():
            other = others[place]
            if other.group != group:
                found.append(replace(other, state=end.state, need=end.need, new=True, natural=False))
    return found
