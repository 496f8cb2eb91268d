"""What a model may say of a candidate, once code has checked it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.match.cover.coverage import Evidence
from agent.schema import Level, Reason


@dataclass(frozen=True)
class Opinion:
    """A model's checked judgement of one record.

    ``level`` is what it asked for and ``fit`` (0–100) orders records of one level. ``covers`` maps ids of
    sub-requirements to evidence that quotes the record, ``names`` indices of indicators to names of parameters,
    ``against`` holds what speaks against it.
    """

    level: Level
    fit: int
    covers: Mapping[str, Evidence] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    against: tuple[Reason, ...] = ()
