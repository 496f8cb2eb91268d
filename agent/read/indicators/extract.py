"""Quantities of a text with role, direction, name and unit; the targets and present values among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent.read.indicators.direction import operator_rows, operators
from agent.read.indicators.lists import listed_names
from agent.read.indicators.model import Model, shipped
from agent.read.indicators.names import Span, name_spans
from agent.read.indicators.roles import Role, roles, rows, sides
from agent.read.indicators.units import stated_unit
from agent.read.indicators.view.candidates import Scene, look
from agent.read.lexicon import words_of
from agent.schema import Indicator
from knowledge.quantities import Operator, Quantity
from knowledge.text import has_han

UNNAMED = "指标"
"""The name of a target for which the text has no words."""

_SPACES = str.maketrans("", "", " \t\n\r\u3000")


@dataclass(frozen=True, slots=True)
class Read:
    """One quantity as read: what it is, which way it binds, what it measures; ``quote`` stands in the text."""

    quantity: Quantity
    role: Role
    operator: Operator
    name: str
    unit: str
    quote: str
    chance: float

    def indicator(self) -> Indicator:
        """The quantity as an indicator of a card."""
        one = self.quantity
        high = one.value_max
        return Indicator(
            name=self.name, op=self.operator, value=one.value, value_max=high, unit=self.unit, quote=self.quote
        )


def read_quantities(text: str, title: str = "", model: Model | None = None) -> list[Read]:
    """Every quantity of ``title`` and ``text`` in order, with its role; names only for targets and present values."""
    scene = look(text, title)
    if not scene.found:
        return []
    model = model or shipped()
    first = rows(scene)
    chances = sides(scene, first, model)
    given = roles(scene, chances, first, model)
    spans, pairs = name_spans(scene, given, model)
    listed = listed_names(scene)
    names = [_name(scene, index, spans, listed) for index in range(len(scene.found))]
    directions = operators(scene, operator_rows(scene, first, chances, names), model)
    directions = [directions[listed[index][1]] if index in listed else op for index, op in enumerate(directions)]
    units = _units(scene, spans, pairs)
    return [
        Read(one, role, direction, name, unit, _quote(scene, index, spans), float(np.max(chances[index])))
        for index, (one, role, direction, name, unit) in enumerate(
            zip(scene.found, given, directions, names, units, strict=True)
        )
    ]


def extract_indicators(
    text: str, title: str = "", model: Model | None = None
) -> tuple[list[Indicator], list[Indicator]]:
    """Targets and present values of a requirement: ``(targets, baselines)``.

    Every ``quote`` is an exact substring of ``text`` or of ``title``. A literal backslash-n in ``text`` counts as a
    line break. Conditions, company facts, money, dates and deliverables are left out.
    """
    return both_sides(read_quantities(text, title, model))


def both_sides(read: Sequence[Read]) -> tuple[list[Indicator], list[Indicator]]:
    """The targets and the present values among what was read, repeated statements once."""
    targets = [one.indicator() for one in read if one.role == "target"]
    return _unique(targets), _unique([one.indicator() for one in read if one.role == "baseline"])


def _unique(found: Sequence[Indicator]) -> list[Indicator]:
    """Without repeated statements: same name, operator, values and unit."""
    seen = {(one.name, one.op, one.value, one.value_max, one.unit): one for one in reversed(found)}
    return list(reversed(seen.values()))


def _name(scene: Scene, index: int, spans: dict[int, Span], listed: dict[int, tuple[str, int]]) -> str:
    """The name of one quantity: from its list, or the words of its span; nothing for what is neither side."""
    if index not in spans:
        return ""
    return listed[index][0] if index in listed else _plain(scene, spans[index]) or UNNAMED


def _plain(scene: Scene, span: Span) -> str:
    """The words of a name without spaces, as the text has them."""
    folded = scene.text[slice(*span)]
    signs = zip(scene.original[slice(*span)], folded, strict=True)
    return _verb_first(_bare("".join(own if has_han(own) else fold for own, fold in signs).translate(_SPACES)))


def _bare(name: str) -> str:
    """A name without the words of a wish at its ends: 出水要求 is 出水."""
    wishes = words_of("asks", "lead")
    tail = max((w for w in wishes if len(w) > 1 and name.endswith(w) and len(name) - len(w) > 1), key=len, default="")
    return name.removesuffix(tail)


_CHANGES = (
    "提高",
    "提升",
    "增加",
    "增长",
    "增大",
    "延长",
    "降低",
    "减少",
    "减轻",
    "减小",
    "下降",
    "缩短",
    "节约",
    "节省",
)


def _verb_first(name: str) -> str:
    """A change names its verb first: 整机重量减轻 is 减轻整机重量."""
    verb = next((verb for verb in _CHANGES if name.endswith(verb) and len(name) > len(verb)), "")
    return verb + name.removesuffix(verb) if verb else name


def _units(scene: Scene, spans: dict[int, Span], pairs: dict[int, int]) -> list[str]:
    """The unit of each quantity: its own, that of its table or name, or that of its partner."""
    units = [_written(scene, one) for one in scene.found]
    for index in spans:
        units[index] = units[index] or stated_unit(scene, index, spans[index])
    for baseline, target in pairs.items():
        units[baseline] = units[baseline] or units[target]
        units[target] = units[target] or units[baseline]
    return units


def _written(scene: Scene, one: Quantity) -> str:
    """The unit in the characters of the text where folding has made traditional ones simple."""
    at = scene.text.rfind(one.unit, one.at, one.tail) if one.unit else -1
    if at < 0:
        return one.unit
    signs = zip(one.unit, scene.original[at : at + len(one.unit)], strict=True)
    return "".join(own if has_han(own) else folded for folded, own in signs)


def _quote(scene: Scene, index: int, spans: dict[int, Span]) -> str:
    """From the name, where it stands before the quantity in its sentence, to the end of the quantity."""
    one, place = scene.found[index], scene.places[index]
    start = min(one.start, one.at)
    name = spans.get(index, (0, 0))
    below = one.at >= scene.body
    lowest, highest = (scene.body, len(scene.text)) if below else (0, scene.body - 1)
    if name[1] > name[0] and max(place.sentence, lowest) <= name[0] < start:
        start = name[0]
    return scene.original[max(start, lowest) : min(max(one.end, one.tail), highest)]
