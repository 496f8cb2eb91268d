"""Changes to what is said in words: object, problem, technical points, names."""

from __future__ import annotations

from typing import Any

from agent.read.acts.references import ORDINAL, place_of
from agent.read.changes.amounts import TELLING, shared
from agent.read.changes.pieces import Piece
from agent.read.lexicon import terms
from agent.schema import RequirementCard
from knowledge.quantities import find_quantities

Changes = dict[str, Any]
_IS = ("应该是", "其实是", "改成", "改为", "换成", "定为", "是", "为", ":", "：")
_LEAD = "“”\"'、，,：: "
_LONGEST = 60
_POINT = 3


def named(piece: Piece, term: str) -> str:
    """What a piece says that a field of the card is: 对象是注塑机 -> 注塑机; "" where it says nothing of the field."""
    words = sorted(terms("changes")[term].words, key=len, reverse=True)
    for word in words:
        head, found, tail = piece.text.partition(word)
        link = next((one for one in _IS if tail.startswith(one)), "")
        if found and link and len(head) <= TELLING + 2:
            return tail[len(link) :].strip(_LEAD)[:_LONGEST]
    return ""


def put_right(piece: Piece, card: RequirementCard) -> Changes | None:
    """Object or problem with the words that were wrong replaced: 是压铸件，不是注塑件."""
    if not piece.wrong or find_quantities(piece.wrong):
        return None
    for name in ("object", "problem"):
        old = getattr(card, name)
        if piece.wrong and piece.wrong in old:
            return {name: old.replace(piece.wrong, piece.right)[:_LONGEST]}
        if shared(old, piece.wrong) >= TELLING:
            return {name: piece.right[:_LONGEST]}
    return None


def dropped_point(piece: Piece, card: RequirementCard) -> Changes | None:
    """The technical points without the one that the piece names by its place or its words."""
    items = card.sub_requirements
    place = next((place_of(one) for one in ORDINAL.finditer(piece.text)), 0)
    marks = [(shared(one.text, piece.text), at) for at, one in enumerate(items)]
    best, at = max(marks, default=(0, 0))
    if place:
        at = place - 1
    elif best < _POINT:
        return None
    return {"sub_requirements": [one for number, one in enumerate(items) if number != at]} if at < len(items) else None


def added_point(piece: Piece, card: RequirementCard) -> Changes | None:
    """The technical points with a further one: 加一个技术点：模温控制."""
    words = sorted(terms("changes")["sub_requirements"].words, key=len, reverse=True)
    for word in words:
        head, found, tail = piece.text.partition(word)
        text = tail.strip(_LEAD)
        if found and len(text) >= TELLING and terms("changes")["add"].said(head + found):
            return {"sub_requirements": [*card.sub_requirements, text[:_LONGEST]]}
    return None
