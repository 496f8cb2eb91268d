"""The gate: floors and ceilings of measures, kept in gate.toml; a run that misses one fails."""

from __future__ import annotations

import tomllib
from pathlib import Path

from evals.reports.report import Row

PATH = Path(__file__).with_name("gate.toml")


def misses(row: Row, path: Path = PATH) -> list[str]:
    """What the row misses, in Chinese; empty when it passes. Bounds of its way of searching override general ones."""
    limits = tomllib.loads(path.read_text("utf-8"))
    own = limits.get(row.search, {})
    found = []
    for kind, word in (("floor", "低于"), ("ceiling", "高于")):
        for key, bound in {**limits.get(kind, {}), **own.get(kind, {})}.items():
            measure = row.get(key)
            if measure is None:
                found.append(f"没有测量 {key}")
            elif (measure.value < bound) if kind == "floor" else (measure.value > bound):
                found.append(f"{measure.label} {measure.value:.4f} {word}门槛 {bound}")
    return found
