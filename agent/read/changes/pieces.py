"""A message cut into pieces, one change each: its clauses, with what each does and what it says was wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from agent.read.lexicon import terms
from agent.read.terms.region import is_refusal
from knowledge.quantities import find_quantities, fold
from knowledge.text import HAN, simplify

OPERATIONS = ("set", "drop", "open", "unknown", "add", "back", "only", "undo", "mistaken", "question")
_BREAK = re.compile(rf"[。；;！!\n]|(?<!\d)[，,]|[，,](?!\d)|(?<=[{HAN}%℃]) +| +(?=[{HAN}])")
_JOINT = re.compile(r"而且|并且|另外|同时|然后")
_DENIED = re.compile(r"^(?P<head>.*?)(?<!是)(?<!要)不是(?P<wrong>[^是]+)$")
_BOTH = re.compile(r"^(?P<head>.*?)(?<!是)不是(?P<wrong>[^是]+?)(?:而)?是(?P<right>.+)$")
_TRUE = re.compile(r"^(?:而|应该|其实)*是(?P<right>.+)$")
_TAIL = re.compile(r"(?:就行|也行|就够|也认|即可|吧|了|哦|啊|哈|呢)+$")


@dataclass(frozen=True, slots=True)
class Piece:
    """One clause of a folded message: ``text`` without an opening 说错了, its span, what it does.

    ``wrong`` is what it takes back where it puts something right: 不是80万，是30万 has the text 是30万.
    """

    text: str
    start: int
    end: int
    does: frozenset[str] = frozenset()
    wrong: str = ""

    @property
    def right(self) -> str:
        """What is said, without the words around it: 是30万吧 -> 30万."""
        found = _TRUE.match(self.text)
        return _TAIL.sub("", found["right"] if found else self.text).strip('“”" ')

    def ends(self, at: int) -> bool:
        """Whether nothing but closing words stands behind this place of the text: 是6500吧, but not 是24腔."""
        return at >= len(_TAIL.sub("", self.text))

    @property
    def refuses(self) -> bool:
        """Whether it says what is not wanted."""
        return is_refusal(self.text)

    def names(self, term: str) -> bool:
        """Whether it says a word of the term of ``lexicon/changes.toml``."""
        return terms("changes")[term].said(self.text)


def pieces(message: str) -> list[Piece]:
    """The pieces of a message in order; 不是A，是B is one."""
    text = fold(simplify(message))
    found: list[Piece] = []
    mistaken, start = False, 0
    for one in map(_judged, _joined(_cut(text))):
        if mistaken:
            one = replace(one, start=start, does=one.does | {"mistaken"})
        mistaken = not one.text
        start = one.start
        found += [] if mistaken else [one]
    return found


def _cut(text: str) -> list[Piece]:
    found: list[Piece] = []
    start = 0
    for mark in [*_BREAK.finditer(text), None]:
        end = mark.start() if mark else len(text)
        found += _parts(text, start, end)
        start = mark.end() if mark else end
    return found


def _parts(text: str, start: int, end: int) -> list[Piece]:
    """A clause, cut before the words that join two: 50万并且要省内的."""
    edges = [start, *(one.start() for one in _JOINT.finditer(text, start, end)), end]
    spans = [(a, b) for a, b in zip(edges, edges[1:], strict=False) if text[a:b].strip()]
    return [Piece(_JOINT.sub("", text[a:b], count=1).strip() if a else text[a:b].strip(), a, b) for a, b in spans]


def _joined(parts: list[Piece]) -> list[Piece]:
    """The parts; one that denies and the one that puts it right become one, in either order."""
    found: list[Piece] = []
    for one in parts:
        both = _BOTH.match(one.text)
        if both:
            one = replace(one, text=f"{both['head']}是{both['right']}", wrong=both["wrong"].strip())
        last = found[-1] if found else None
        pair = _pair(last, one) if last and not last.wrong else None
        if last and pair:
            found[-1] = replace(last, text=pair[0], wrong=pair[1], end=one.end)
        else:
            found.append(one)
    return found


def _pair(first: Piece, second: Piece) -> tuple[str, str] | None:
    """(what is said, what was wrong) of two neighbours, None where they do not belong together."""
    denied, right = _DENIED.match(first.text), _TRUE.match(second.text)
    if denied and (right or _alike(denied["wrong"], second.text)):
        said = right["right"] if right else second.text
        return f"{denied['head']}是{said}", denied["wrong"].strip()
    denied = _DENIED.match(second.text)
    if denied and not denied["head"] and (_TRUE.match(first.text) or _alike(denied["wrong"], first.text)):
        return first.text, denied["wrong"].strip()
    return None


def _alike(wrong: str, text: str) -> bool:
    """Whether both are amounts of one unit: 不是2% 3%以内就行."""
    units = [{one.unit for one in find_quantities(part)} for part in (wrong, text)]
    return bool(units[0] & units[1])


def _judged(piece: Piece) -> Piece:
    """The piece with what it does; opening words that only say that something was wrong are taken off."""
    text, mistaken = piece.text, False
    words = sorted(terms("changes")["mistaken"].words, key=len, reverse=True)
    while lead := next((word for word in words if text.startswith(word)), ""):
        text, mistaken = text[len(lead) :].lstrip("，, :："), True
    does = {name for name in OPERATIONS if name != "mistaken" and terms("changes")[name].said(text)}
    if mistaken:
        does.add("mistaken")
    return replace(piece, text=text, does=frozenset(does | ({"set"} if piece.wrong else set())))
