"""The unit of a number that does not carry one: from its table, from the bracket of its name, from its partner."""

from __future__ import annotations

import re

from agent.read.indicators.view.candidates import Place, Scene
from agent.read.indicators.view.grammar import match_unit
from agent.read.lexicon import words_of
from knowledge.text import HAN


def stated_unit(scene: Scene, index: int, name: tuple[int, int]) -> str:
    """The unit that the table, or the bracket behind the name ``name``, gives quantity ``index``; else nothing."""
    place = scene.places[index]
    if place.cell:
        return _of_table(scene, place)
    if unknown := _unknown(scene, index):
        return unknown
    end = min(scene.found[index].start, name[1] + _NEAR)
    return _trailing(scene.text[name[0] : end].rstrip()) if name[1] > name[0] else ""


def _unknown(scene: Scene, index: int) -> str:
    """What closes the clause right behind a bound, where it is no unit that is known: 不低于30担."""
    one = scene.found[index]
    behind = _CLOSING.match(scene.text, one.tail) if one.op else None
    return behind[0] if behind and behind[0] not in words_of("naming", "closers") else ""


_NEAR = 12
_CLOSING = re.compile(rf"[{HAN}]{{1,2}}(?=[，。；、)\n]|$)")


def _of_table(scene: Scene, place: Place) -> str:
    """The unit from a cell of its own, from the cells on the left, or from the heads of this and earlier columns."""
    cell = place.cell
    if cell is None:
        return ""
    text = scene.text
    for start, end in cell.row[1:]:
        if whole_unit(text[start:end].strip()):
            return text[start:end].strip()
    sources = [*cell.row[: cell.column][::-1]]
    if cell.head != cell.row:
        sources += cell.head[: cell.column + 1][::-1]
    return next((unit for start, end in sources if (unit := _trailing(text[start:end].strip()))), "")


def whole_unit(text: str) -> bool:
    """Whether all of ``text`` is a unit."""
    return bool(text) and not text[0].isdigit() and match_unit(text, 0, False)[1] == len(text)


def _trailing(text: str) -> str:
    """The unit at the end of a name: 板密度(kg/m3), 温差(0.5P充放,℃), 线圈重量/kg, 铜含量%."""
    name, _, bracket = text.rstrip(" :").rpartition("(")
    if bracket.endswith(")") and name and not name.endswith("/"):
        parts = bracket[:-1].replace("，", ",").split(",")
        return next((part for part in parts if whole_unit(part) or ("/" in part and not part[0].isdigit())), "")
    for start in range(max(1, len(text) - _LONGEST), len(text)):
        if (text[start - 1] == "/" or not _glued(text, start)) and whole_unit(text[start:]):
            return text[start:]
    return ""


_LONGEST = 12


def _glued(text: str, start: int) -> bool:
    """Whether a unit that begins at ``start`` would be cut out of a word: only Latin letters and signs follow Han."""
    first, before = text[start], text[start - 1 : start]
    return not first.isascii() and first not in "℃μΩ°‰" or (before.isascii() and before.isalnum())
