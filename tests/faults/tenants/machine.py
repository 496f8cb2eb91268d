"""The machine: at each step a tenant at random does something at random, beside another one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from agent import CaseError
from tests.faults.tenants import enterprise, officer
from tests.faults.tenants.ground import Watch, standing


@dataclass
class Run:
    """What was done and what was met."""

    watch: Watch
    planted: int = 0
    done: Counter[str] = field(default_factory=Counter)
    impossible: Counter[str] = field(default_factory=Counter)


def run(folder: Path, each: int, seed: int, embedder: str, tell: Callable[[str], None] = lambda text: None) -> Run:
    """``each`` operations of every tenant, in a random order."""
    chance = random.Random(seed)
    acts = [*enterprise.ACTS, *officer.ACTS]
    with standing(folder, seed, embedder) as (tenants, watch):
        found = Run(watch)
        turns = [name for name in tenants for _ in range(each)]
        chance.shuffle(turns)
        for number, name in enumerate(turns, 1):
            other = chance.choice([one for one in tenants if one != name])
            act = chance.choice(acts)
            told = f"{act.__module__.rpartition('.')[2]} {act.__name__}"
            try:
                act(tenants[name], tenants[other])
                found.done[told] += 1
            except (CaseError, IndexError):  # nothing to decide on, a name that is taken, a match that is closed
                found.impossible[told] += 1
            if number % 500 == 0:
                tell(f"{number} operations, {len(watch.foreign)} foreign rows")
        found.planted = sum(one.planted for one in tenants.values())
    return found
