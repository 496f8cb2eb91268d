"""What the network sees of a text: characters, where quantities stand, the form of each, where names may stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import get_args
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from agent.read.indicators.view.candidates import Place, Scene
from agent.read.layout import Column
from knowledge.quantities import Quantity

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

ROLES = (
    *("target", "baseline", "condition", "nominal", "background", "other_firm"),
    *("company", "money", "date", "deliverable", "name", "none"),
)
OPERATORS = (">=", "<=", ">", "<", "=", "range", "approx")
PAIRS = 1 << 12
UNITS = 1 << 8
BEFORE, AFTER = 120, 40
_CUES = ("", "reach", "up", "down")
_COLUMNS: tuple[Column, ...] = get_args(Column)
FORMS = (len(OPERATORS) + 1, len(_CUES), 2, 2, 2, 2, 2, 2, len(_COLUMNS))
"""How many values each part of a quantity's form takes."""

_DIGITS = str.maketrans("123456789", "000000000")
_STEPS = np.array([1, 2, 3, 4, 6, 8, 11, 15, 20, 28, 40, 60, 100])
_MIX = np.uint64(0x9E3779B97F4A7C15)
DISTANCES = 2 * len(_STEPS) + 3


@dataclass(frozen=True, slots=True)
class Inputs:
    """One text as arrays; every array but those of the characters has one row per quantity."""

    codes: Ints
    pairs: Ints
    tags: Ints
    flags: Floats
    spans: Ints
    ats: Ints
    tails: Ints
    heads: Ints
    rows: Ints
    forms: Ints
    units: Ints
    sizes: Floats
    windows: list[Ints]
    distances: list[Ints]


def inputs(scene: Scene) -> Inputs:
    """The arrays of ``scene``."""
    found, places = scene.found, scene.places
    codes = _codes(scene.text)
    heads = [_head(place) for place in places]
    rows = [place.cell.row[0] if place.cell else (0, 0) for place in places]
    windows = [_window(scene, one, head, row) for one, head, row in zip(found, heads, rows, strict=True)]
    return Inputs(
        codes,
        _pairs(codes),
        _tags(scene),
        _flags(scene),
        np.array([(one.start, one.end) for one in found], dtype=np.int64).reshape(-1, 2),
        np.array([one.at for one in found], dtype=np.int64),
        np.array([one.tail for one in found], dtype=np.int64),
        np.array(heads, dtype=np.int64).reshape(-1, 2),
        np.array(rows, dtype=np.int64).reshape(-1, 2),
        np.array([_form(one, place) for one, place in zip(found, places, strict=True)], dtype=np.int64).reshape(
            -1, len(FORMS)
        ),
        np.array([crc32(one.unit.encode()) % (UNITS - 1) + 1 if one.unit else 0 for one in found], dtype=np.int64),
        np.array([_size(one.value) for one in found], dtype=np.float32).reshape(-1, 3),
        windows,
        [_distances(window, one) for window, one in zip(windows, found, strict=True)],
    )


def _codes(text: str) -> Ints:
    """The characters in small letters, every digit a zero."""
    small = text.lower()
    plain = (small if len(small) == len(text) else text).translate(_DIGITS)
    return np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)


def _pairs(codes: Ints) -> Ints:
    """A bucket for each character and its successor."""
    one = codes.astype(np.uint64)
    both = one * np.uint64(1 << 21) + np.append(one[1:], np.uint64(32))
    mixed = (both * _MIX) >> np.uint64(40)
    return (mixed % np.uint64(PAIRS - 1)).astype(np.int64) + 1


def _tags(scene: Scene) -> Ints:
    tags = np.zeros(len(scene.text), dtype=np.int64)
    for one in scene.found:
        tags[one.start : one.end] = 1
        tags[one.at : one.tail] = 3
        tags[one.at] = 2
    return tags


def _flags(scene: Scene) -> Floats:
    flags = np.zeros((len(scene.text), 2), dtype=np.float32)
    flags[: scene.body, 0] = 1
    for cell in scene.layout.cells:
        flags[cell.start : cell.end, 1] = 1
    return flags


def _head(place: Place) -> tuple[int, int]:
    cell = place.cell
    if cell is None or cell.head == cell.row or cell.column >= len(cell.head):
        return (0, 0)
    return cell.head[cell.column]


def _form(one: Quantity, place: Place) -> tuple[int, ...]:
    operator = OPERATORS.index(one.op) if one.op else len(OPERATORS)
    bracket = place.bracket >= 0
    signs = (one.symbolic, one.signed, one.han, bool(one.unit), one.value_max is not None, bracket)
    return (operator, _CUES.index(one.cue), *map(int, signs), _COLUMNS.index(place.holds))


def _size(value: float) -> tuple[float, float, float]:
    whole = value == int(value)
    return (math.log10(abs(value) + 1e-6) / 3, float(whole), float(whole and 1980 <= value <= 2050))


def _window(scene: Scene, one: Quantity, head: tuple[int, int], row: tuple[int, int]) -> Ints:
    """Where the name of a quantity may stand: before it, a little behind it, and in its table's names."""
    low, high = max(0, one.start - BEFORE), min(len(scene.text), one.end + AFTER)
    outside = [np.arange(*span) for span in (row, head) if span[1] <= low or span[0] >= high]
    places = np.concatenate([*outside, np.arange(low, one.start), np.arange(one.end, high)])
    return np.unique(places)


def _distances(window: Ints, one: Quantity) -> Ints:
    """How far each place of the window is from the quantity, in steps: small numbers before, great ones behind."""
    away = np.where(window < one.start, window - one.start, window - one.end + 1)
    steps = np.digitize(np.abs(away), _STEPS)
    middle = len(_STEPS) + 1
    signed: Ints = np.where(away < 0, middle - steps, middle + steps).astype(np.int64)
    return signed
