"""Technical parameters out of text such as ``良率≥98%；周期 ≤ 30 s``: a name, one amount, a condition in brackets."""

from __future__ import annotations

import re

from knowledge.quantities import Operator, Quantity, find_quantities
from knowledge.records import Parameter

_PIECES = re.compile(r"[；;\n]+|[。](?!\d)")
_NUMBERING = re.compile(r"^[（(]?\d{1,2}[.、)）]\s*(?=\D)")
_COMMAS = re.compile(r"[，、]|,(?!\d{3})")
_AFTER = re.compile(r"\s*(?P<unit>[一-鿿]{1,6})?\s*(?:[（(](?P<condition>[^）)]*)[）)])?\s*[。.]?")
_LINK = re.compile(r"(?:[\s:：，,]|可?达到?|为|是)+$")


def parse_parameters(text: str) -> tuple[list[Parameter], list[str]]:
    """The parameters stated in ``text``, and the pieces in which none was recognised."""
    found: list[Parameter] = []
    rest: list[str] = []
    for piece in filter(None, (piece.strip() for piece in _PIECES.split(text))):
        parts = [_parse(part.strip()) for part in _COMMAS.split(piece)]
        if not all(parts):
            parts = [_parse(piece)]
        found += [part for part in parts if part]
        rest += [] if all(parts) else [piece]
    return found, rest


def _parse(piece: str) -> Parameter | None:
    """The one parameter that ``piece`` states from beginning to end, or None."""
    piece = _NUMBERING.sub("", piece)
    for quantity in find_quantities(piece):
        after = _AFTER.fullmatch(piece, quantity.end)
        if after and (parameter := _parameter(piece, quantity, after)):
            return parameter
    return None


def _parameter(piece: str, quantity: Quantity, after: re.Match[str]) -> Parameter | None:
    stated = piece[: quantity.start].strip(" ：:，,")
    name = _LINK.sub("", stated).removesuffix(quantity.unit).strip()
    if not name or not (quantity.prefixed or _stands_bare(piece, quantity, name)):
        return None
    if after["unit"] and (quantity.unit or not quantity.prefixed):
        return None
    return Parameter(
        name=name,
        op=_operator(quantity),
        value=quantity.value,
        value_max=quantity.value_max,
        unit=quantity.unit or after["unit"] or "",
        condition=(after["condition"] or "").strip(),
    )


def _stands_bare(piece: str, quantity: Quantity, name: str) -> bool:
    """Whether an amount without an operator before it is a statement: behind a link (为, :), or with a unit.

    Without a link no number may stand in the name (由92%提高到98%), and a Chinese numeral is often a word (一次成型).
    """
    if quantity.cue == "reach" or _LINK.search(piece[: quantity.start].rstrip(" ，,")):
        return True
    worded = quantity.han and quantity.op is None and quantity.start == quantity.at
    return bool(quantity.unit) and not worded and not re.search(r"[\d，,]", name)


def _operator(quantity: Quantity) -> Operator:
    """The operator as read; a bare ± states how far a value may stray, a bare number a value."""
    return quantity.op or ("<=" if quantity.signed else "=")
