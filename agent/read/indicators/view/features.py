"""What speaks for the role of a quantity: the words around it, its form, its neighbours, its table and heading."""

from __future__ import annotations

import math

import numpy as np

from agent.read.indicators.view.candidates import Place, Scene
from agent.read.indicators.view.grammar import Quantity, same_kind
from agent.read.indicators.view.hashing import Ids, bucket

_BEFORE = 60
_AFTER = 40
_STEPS = (1, 2, 4, 8, 16)


def step(value: float) -> int:
    """How large a count or a distance is, in six steps."""
    return sum(value > limit for limit in _STEPS)


def features(scene: Scene, index: int) -> Ids:
    """The buckets of everything known of quantity ``index`` before any role is known."""
    one, place = scene.found[index], scene.places[index]
    names = [*_form(one), *_neighbours(scene, index), *_position(scene, index), *_edges(scene, one)]
    words = _words(scene, index) + _table(scene, place)
    return np.unique(np.concatenate([np.fromiter(map(bucket, names), np.int64, len(names)), *words]))


def _form(one: Quantity) -> list[str]:
    size = math.floor(math.log10(abs(one.value))) if one.value else -9
    whole = one.value == int(one.value)
    year = whole and 1980 <= one.value <= 2050
    return [
        f"op={one.op}",
        f"op={one.op}:{one.symbolic}:{one.prefixed}",
        f"cue={one.cue}",
        f"cue={one.cue}:{one.op}",
        f"unit={one.unit}",
        f"unit={one.unit}:{one.op}",
        f"unit={one.unit}:{one.han}",
        f"unit0={one.unit[:1]}",
        f"unit1={one.unit[-1:]}",
        f"rate={'/' in one.unit}",
        f"han={one.han}:{bool(one.unit)}",
        f"signed={one.signed}",
        f"range={one.value_max is not None}",
        f"size={size}:{whole}",
        f"size={size}:{one.unit}",
        f"year={year}:{one.unit}",
    ]


def relation(one: Quantity, other: Quantity) -> str:
    """How ``other`` compares with ``one``: same unit or none, and which is greater."""
    unit = "same" if other.unit == one.unit else "kin" if same_kind(other.unit, one.unit) else "other"
    unit = "bare" if unit != "same" and not (one.unit and other.unit) else unit
    order = "less" if other.value < one.value else "more" if other.value > one.value else "equal"
    return f"{unit}:{order}" if unit != "other" else unit


def _neighbours(scene: Scene, index: int) -> list[str]:
    one, place = scene.found[index], scene.places[index]
    names = [f"count={step(len(scene.found))}", f"rank={step(index)}"]
    for side, other_index in (("p", index - 1), ("n", index + 1), ("pp", index - 2), ("nn", index + 2)):
        if not 0 <= other_index < len(scene.found):
            names.append(f"{side}none")
            continue
        other, there = scene.found[other_index], scene.places[other_index]
        where = where_to(place, there)
        how = relation(one, other)
        names += [f"{side}:{where}", f"{side}:{how}", f"{side}:{where}:{how}:{other.op}:{other.cue}"]
        names += [f"{side}:{where}:{how}", f"{side}unit={other.unit}:{one.unit}", f"{side}op={other.op}:{one.op}"]
        gap = other.start - one.end if other_index > index else one.start - other.end
        names.append(f"{side}gap={step(max(gap, 0))}:{how}")
    return names


def where_to(place: Place, there: Place) -> str:
    """How near another place is: the same row, table, clause, sentence or line, or far."""
    if place.cell and there.cell:
        return "row" if place.cell.row == there.cell.row else "table"
    if place.clause == there.clause:
        return "clause"
    if place.sentence == there.sentence:
        return "sentence"
    return "line" if place.line == there.line else "far"


def _position(scene: Scene, index: int) -> list[str]:
    one, place, text = scene.found[index], scene.places[index], scene.text
    held = place.bracket >= max(place.sentence - 1, 0) and place.bracket >= 0
    host = held and index > 0 and 0 <= place.bracket - scene.found[index - 1].end <= 1
    names = [
        f"title={one.at < scene.body}",
        f"title={one.at < scene.body}:{one.unit}",
        f"bracket={held}",
        f"bracket={held}:{host}:{one.op}",
        f"first={one.start - place.clause <= 1}",
        f"last={place.clause_end - one.end <= 1}",
        f"lead={step(one.start - place.clause)}",
        f"rest={step(place.clause_end - one.end)}",
        f"clauses={step(place.clause - place.sentence)}",
        f"length={step(len(text) / 30)}",
        f"place={int(4 * one.at / max(len(text), 1))}",
        f"line={place.line == place.clause}",
        f"table={place.cell is not None}",
        f"lines={step(len(scene.layout.lines))}",
    ]
    if place.cell:
        names += [f"column={place.cell.column}:{len(place.cell.row)}"]
        names += [f"column={place.cell.column - len(place.cell.row)}"]
        names += [f"holds={place.holds}", f"holds={place.holds}:{one.op}", f"holds={place.holds}:{len(place.cell.row)}"]
    return names


def _edges(scene: Scene, one: Quantity) -> list[str]:
    """The strings of one to five characters that touch the quantity, as they are."""
    text = scene.text
    names = []
    for n in range(1, 6):
        before, after = text[max(0, one.start - n) : one.start], text[one.end : one.end + n]
        names += [f"<{before}", f">{after}", f"<{before}:{one.op}:{bool(one.unit)}"]
        names += [f"<{text[max(0, one.at - n) : one.at]}!", f">{text[one.tail : one.tail + n]}!"]
    names += [f"<{text[max(0, one.start - 1) : one.start]}>{text[one.end : one.end + 1]}"]
    names += [f"<{text[max(0, one.start - 2) : one.start]}>{text[one.end : one.end + 2]}"]
    return names


def _words(scene: Scene, index: int) -> list[Ids]:
    one, place, grams = scene.found[index], scene.places[index], scene.grams
    begin = scene.found[index - 1].end if index else 0
    finish = scene.found[index + 1].start if index + 1 < len(scene.found) else len(scene.text)
    low, high = max(place.sentence, one.start - _BEFORE), min(place.sentence_end, one.end + _AFTER)
    left, right = max(place.clause, begin, low), min(place.clause_end, finish, high)
    words = [
        grams.between(left, one.start, "L", near=one.start),
        grams.between(one.end, right, "R", near=one.end),
        grams.between(max(place.clause, low), one.start, "C", near=one.start),
        grams.between(max(begin, low), one.start, "P", near=one.start),
        grams.between(one.end, min(finish, high), "N", near=one.end),
        grams.between(low, one.start, "S"),
        grams.between(one.end, high, "T"),
        grams.between(max(0, place.sentence - 30), place.sentence, "E", 2),
        grams.between(place.line, min(place.line + 6, one.start), "B", 2),
        grams.between(one.start, one.end, "Q", 2),
    ]
    if place.bracket >= 0:
        words.append(grams.between(place.bracket, one.start, "K", near=one.start))
        words.append(grams.between(max(0, place.bracket - 8), place.bracket, "J", 2))
    words.append(grams.between(*place.heading, "H", 3))
    return words


def _table(scene: Scene, place: Place) -> list[Ids]:
    cell, grams = place.cell, scene.grams
    if cell is None:
        return []
    words = [grams.between(*cell.row[0], "W", 2)]
    if cell.column < len(cell.head) and cell.head != cell.row:
        words.append(grams.between(*cell.head[cell.column], "V", 3))
    for side, column in (("X", cell.column - 1), ("Y", cell.column + 1)):
        if 0 <= column < len(cell.head) and cell.head != cell.row:
            words.append(grams.between(*cell.head[column], side, 2))
        if 0 <= column < len(cell.row):
            words.append(grams.between(*cell.row[column], side + "r", 2))
    return words
