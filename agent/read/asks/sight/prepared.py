"""A text made ready for the models: its units and stretches with their features, computed once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.read.asks.sight.features import Surroundings, of_units, plain
from agent.read.asks.sight.model import Model
from agent.read.asks.sight.objects import Span, choose, find_spans, of_spans
from agent.read.asks.sight.relations import SEEN, columns
from agent.read.asks.sight.stretches import Stretch, find_stretches
from agent.read.asks.sight.units import Unit, find_units
from agent.read.asks.sight.views import of_stretches

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Units and stretches of a text with the buckets of their features."""

    title: str
    text: str
    units: list[Unit]
    around: Surroundings
    unit_rows: list[list[int]]
    stretches: list[Stretch]
    stretch_rows: list[list[int]]

    @classmethod
    def of(cls, title: str, text: str) -> Prepared:
        """Cut and look at a text."""
        units = find_units(title, text)
        around = Surroundings.of(units, title)
        found = find_stretches(units, title, text)
        return cls(title, text, units, around, of_units(around), found, of_stretches(found, around, title, text))

    def second_pass(self, scores: Array, roles: Array) -> tuple[list[int], NDArray[np.float32]]:
        """The likeliest stretches by the first pass (their numbers, in order) and their columns."""
        kept = sorted(np.argsort(-scores, kind="stable")[:SEEN].tolist())
        return kept, columns([self.stretches[i] for i in kept], self.around, scores[kept], roles)

    def asked(self, chances: Sequence[float]) -> list[float]:
        """The chance of each unit that it is asked for: that of the likeliest stretch that holds it."""
        best = [0.0] * len(self.units)
        for stretch, chance in zip(self.stretches, chances, strict=True):
            for index in range(stretch.first, stretch.last + 1):
                best[index] = max(best[index], chance)
        return best

    def spans(self, asked: Sequence[float]) -> tuple[list[Span], list[list[int]]]:
        """The spans that may be the object and their features, given the chances of the units."""
        found = find_spans(self.units)
        return found, of_spans(found, self.around, asked, f"{self.title}\n{self.text}")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the models see in a text: roles of units (log odds), chances of stretches, the object and its chance."""

    prepared: Prepared
    roles: Array
    chances: list[float]
    thing: str
    sureness: float


def see(title: str, text: str, weights: Model) -> Seen:
    """Run the models over a text."""
    prepared = Prepared.of(title, text)
    roles = weights.role_scores(prepared.unit_rows)
    chances = [0.0] * len(prepared.stretches)
    if chances:
        kept, table = prepared.second_pass(weights.stretch_scores(prepared.stretch_rows), roles)
        for index, chance in zip(kept, weights.chances(table).tolist(), strict=True):
            chances[index] = chance
    spans, rows = prepared.spans(prepared.asked(chances))
    scores = weights.object_scores(rows)
    thing, sureness = choose([plain(span.text) for span in spans], scores)
    written = next((span.text for span in spans if plain(span.text) == thing), "")
    return Seen(prepared, roles, chances, written, sureness)
