"""Where the name of a quantity may stand: runs of words, and what speaks for each run as a name."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import rjieba

from agent.read.indicators.candidates import Scene
from agent.read.indicators.features import step
from agent.read.indicators.hashing import Ids, bucket

WORDS = 8
_LONGEST = 26
_BEFORE = 110
_AFTER = 30
_BREAKS = frozenset("\n。；;！？!?")
_DIGITS = str.maketrans("123456789", "000000000")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text: spans, forms with digits alike, how many breaks stand before each."""

    starts: list[int]
    ends: list[int]
    forms: list[str]
    breaks: list[int]

    @classmethod
    def of(cls, text: str) -> Words:
        """Cut ``text`` into words."""
        cut = rjieba.cut(text)
        ends = list(accumulate(map(len, cut)))
        forms = [word.lower().translate(_DIGITS) for word in cut]
        breaks = list(accumulate((int(word[0] in _BREAKS) for word in cut), initial=0))
        return cls([end - len(word) for end, word in zip(ends, cut, strict=True)], ends, forms, breaks)


@dataclass(frozen=True, slots=True)
class Edges:
    """Buckets per word: as the first of a name, as the last, and inside."""

    first: list[Ids]
    last: list[Ids]
    inside: list[Ids]


def _ids(names: list[str]) -> Ids:
    return np.fromiter(map(bucket, names), np.int64, len(names))


def edges(words: Words) -> Edges:
    """What each word says as the first, as the last and as an inner word of any name."""
    forms = ["^", "^", *(" " if form.isspace() else form for form in words.forms), "$", "$"]
    first, last, inside = [], [], []
    for at in range(2, len(forms) - 2):
        before2, before, own, after, after2 = forms[at - 2 : at + 3]
        first.append(
            _ids(
                [
                    f"F{own}",
                    f"F0{own[0]}",
                    f"F-{before}",
                    f"F-{before[-1]}",
                    f"F-{before}|{own}",
                    f"F={before2}|{before}",
                ]
            )
        )
        last.append(
            _ids(
                [
                    f"L{own}",
                    f"L0{own[-1]}",
                    f"L00{own[-2:]}",
                    f"L+{after}",
                    f"L+{own[-1]}|{after}",
                    f"L={after}|{after2}",
                    f"L+{after[0]}",
                ]
            )
        )
        inside.append(_ids([f"I{own}", f"I0{own[-1]}", f"I?{own.isascii()}:{len(own)}"]))
    return Edges(first, last, inside)


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of words that may name one quantity, with the buckets that depend on the quantity.

    ``firsts`` and ``lasts`` index words; ``near`` holds buckets per last word, ``begin`` per first word, both in the
    order of ``order``; ``shape`` is one bucket per run.
    """

    firsts: Ids
    lasts: Ids
    order: Ids
    begin: list[Ids]
    near: list[Ids]
    shape: Ids


def runs(scene: Scene, words: Words, index: int) -> Runs:
    """Every run of at most WORDS words near quantity ``index`` that holds neither a break nor the quantity."""
    one, place = scene.found[index], scene.places[index]
    chosen = _within(words, max(0, one.start - _BEFORE), one.start)
    chosen += _within(words, one.end, min(one.end + _AFTER, len(scene.text)))
    if place.cell:
        cells = [place.cell.row[0]]
        if place.cell.column < len(place.cell.head) and place.cell.head != place.cell.row:
            cells.append(place.cell.head[place.cell.column])
        chosen += [at for cell in cells for at in _within(words, *cell)]
    order = sorted({at for at in chosen if words.forms[at].strip() and words.forms[at][0] not in _BREAKS})
    where = {at: _where(scene, words, index, at) for at in order}
    gap_words = bisect_right(words.ends, one.start)
    begin = [_ids([f"b{where[at]}", f"b{where[at]}:{words.forms[at - 1][-1:] if at else '^'}"]) for at in order]
    near = [_ids(_near(scene, words, index, at, where[at], gap_words)) for at in order]
    firsts, lasts, shape = [], [], []
    for at in order:
        for last in range(at, min(at + WORDS, len(words.forms))):
            if (
                last not in where
                or words.ends[last] - words.starts[at] > _LONGEST
                or where[last] != where[at]
                and at != last
                and _apart(words, one.start, at, last)
            ):
                break
            firsts.append(at)
            lasts.append(last)
            size = words.ends[last] - words.starts[at]
            shape.append(bucket(f"s{last - at + 1}:{min(size, 12)}:{where[last]}"))
    return Runs(
        np.array(firsts, np.int64),
        np.array(lasts, np.int64),
        np.array(order, np.int64),
        begin,
        near,
        np.array(shape, np.int64),
    )


def _within(words: Words, start: int, end: int) -> list[int]:
    return list(range(bisect_left(words.starts, start), bisect_right(words.ends, end)))


def _apart(words: Words, number: int, first: int, last: int) -> bool:
    """Whether the number stands between two words."""
    return words.starts[first] < number < words.ends[last]


def _where(scene: Scene, words: Words, index: int, at: int) -> str:
    """Which way a word stands to the quantity: in its gap, clause, sentence, before, behind, or in its table's names."""
    one, place, start = scene.found[index], scene.places[index], words.starts[at]
    if place.cell:
        if place.cell.row[0][0] <= start < place.cell.row[0][1]:
            return "row"
        head = place.cell.head
        if place.cell.column < len(head) and head[place.cell.column][0] <= start < head[place.cell.column][1]:
            return "head"
    if start >= one.end:
        return "after" if start < place.clause_end else "beyond"
    before = scene.found[index - 1].end if index else 0
    free = "" if start >= before else "+"
    if place.cell and place.cell.start <= start:
        return "cell"
    if start >= place.clause:
        return "clause" + free
    return ("sentence" if start >= place.sentence else "earlier") + free


def _near(scene: Scene, words: Words, index: int, at: int, where: str, gap: int) -> list[str]:
    one = scene.found[index]
    away = gap - at if at < gap else at - gap
    names = [
        f"n{where}:{step(away)}",
        f"n{where}:{min(away, 6)}",
        f"u{one.unit}|{words.forms[at][-2:]}",
        f"u{one.unit[:1]}|{words.forms[at][-1]}",
    ]
    if at < gap and away <= 4:
        names.append(f"g{''.join(words.forms[at + 1 : gap])}:{one.op}")
        names.append(f"g{away}:{''.join(words.forms[at + 1 : gap])}")
    if where == "after":
        names.append(f"a{''.join(words.forms[gap:at])[-4:]}")
    return names
