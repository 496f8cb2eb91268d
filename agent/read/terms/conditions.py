"""What a solution must leave as it is (constraints) and what the user does not want (exclusions), as exact quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.read.lexicon import named
from agent.read.terms.basis.linear import load, pairs
from agent.read.terms.basis.spans import heading, stops
from knowledge.quantities import fold
from knowledge.text import simplify

LABELS = ("none", "constraint", "exclusion")
THRESHOLD = 0.35
_SHORT, _LONG = 2, 28
_BREAKS = ("但是", "不过", "还有", "然后", "另外", "而且", "别", "不要", "不能", "不得", "只要", "最好", "现在")
_TRIM = ' \t"“”()（）：:'


@dataclass(frozen=True, slots=True)
class Part:
    """One clause of a text: its span."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Conditions:
    """The constraints and exclusions that a text states, as quotes in order."""

    constraints: list[str]
    exclusions: list[str]


def parts(text: str) -> list[Part]:
    """The clauses of folded ``text``; long ones without a mark are cut before the words that open a condition."""
    marks = (stops(text) + "()：:【】|｜").replace("、", "")
    found: list[Part] = []
    start = 0
    for at, character in enumerate(text + "\n"):
        if character not in marks or (character == ":" and text[at + 1 : at + 2].isdigit()):
            continue
        found += _cut(text, start, at)
        start = at + 1
    return found


def _cut(text: str, start: int, end: int) -> list[Part]:
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    if end - start < _SHORT:
        return []
    at = 0
    if end - start > _LONG:
        at = min((p for word in _BREAKS if (p := text.find(word, start + _SHORT, end - _SHORT)) > 0), default=0)
    return [*_cut(text, start, at), *_again(text, at, end)] if at else [Part(start, end)]


def _again(text: str, start: int, end: int) -> list[Part]:
    """The rest of a cut clause; its own first word opens no new one."""
    cuts = sorted({p for word in _BREAKS if (p := text.find(word, start + 4, end - _SHORT)) > 0})
    edges = [start, *(p for p in cuts if p - start > 3), end]
    return [Part(a, b) for a, b in zip(edges, edges[1:], strict=False) if b - a >= _SHORT]


def features(text: str, found: Sequence[Part], which: int) -> set[str]:
    """What the classifier of conditions sees of one clause: its characters, its neighbours, its heading."""
    one = found[which]
    own = text[one.start : one.end]
    before = text[found[which - 1].start : found[which - 1].end] if which else ""
    after = text[found[which + 1].start : found[which + 1].end] if which + 1 < len(found) else ""
    said = {f"o={term}" for term in named(own, "conditions")} | {
        f"a={term}" for term in named(after[:12], "conditions")
    }
    said |= {f"b={term}" for term in named(before[-12:], "conditions")}
    own_said = sorted(one[2:] for one in said if one.startswith("o="))
    digit = any(c.isdigit() for c in own)
    triples = {f"t:{own[i : i + 3]}" for i in range(len(own) - 2)}
    edges = {f"^{own[:n]}" for n in (1, 2, 3)} | {f"{own[-n:]}$" for n in (1, 2, 3)}
    return (
        pairs(own, "o:")
        | triples
        | edges
        | said
        | {f"{digit}{term}" for term in own_said}
        | {f"left:{'+'.join(own_said)}", f"digit:{digit}", f"size:{min(len(own) // 4, 6)}", f"long:{len(text) > 300}"}
        | {f"h:{word}" for word in pairs(heading(text, one.start), "")}
        | {f"A:{after[:n]}" for n in (1, 2)}
        | {f"B:{before[-n:]}" for n in (1, 2)}
        | {f"mark:{text[one.end : one.end + 1]}", f"opened:{text[max(0, one.start - 1) : one.start]}"}
    )


@lru_cache(maxsize=32)
def read_conditions(text: str) -> Conditions:
    """The constraints and exclusions that ``text`` states."""
    folded = fold(simplify(text))
    found = parts(folded)
    held: dict[str, list[str]] = {label: [] for label in LABELS}
    for at, one in enumerate(found):
        if label := decide(load("conditions").chances(features(folded, found, at))):
            held[label].append(text[one.start : one.end])
    return Conditions(list(dict.fromkeys(held["constraint"])), list(dict.fromkeys(held["exclusion"])))


def decide(chances: dict[str, float]) -> str:
    """The kind of condition that is likely enough, or ""."""
    label = max(LABELS[1:], key=lambda name: chances[name])
    return label if chances[label] >= THRESHOLD else ""
