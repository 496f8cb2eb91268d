"""Where the name of a quantity may stand: runs of words, and what speaks for each run as a name."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np
import rjieba

from agent.read.indicators.view.candidates import Scene
from agent.read.indicators.view.features import step
from agent.read.indicators.view.hashing import Ids, bucket
from agent.read.lexicon import words_of
from knowledge.quantities import Quantity

WORDS = 8
_LONGEST = 26
_BEFORE = 90
_AFTER = 30
_CLOSE = 4
_BREAKS = frozenset("\n。；;！？!?")
_DIGITS = str.maketrans("123456789", "000000000")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text: spans, forms with digits alike, parts of speech, whether each
    may name something, how many breaks stand before it."""

    starts: list[int]
    ends: list[int]
    forms: list[str]
    tags: list[str]
    naming: list[bool]
    breaks: list[int]

    @classmethod
    def of(cls, scene: Scene) -> Words:
        """Cut the text into words; a word that runs into a quantity is parted there (噪声控制|在80dB)."""
        tagged = list(_parted(rjieba.tag(scene.text), {one.start for one in scene.found}))
        cut = [word for word, _ in tagged]
        ends = list(accumulate(map(len, cut)))
        forms = [word.lower().translate(_DIGITS) for word in cut]
        breaks = list(accumulate((int(word[0] in _BREAKS) for word in cut), initial=0))
        starts = [end - len(word) for end, word in zip(ends, cut, strict=True)]
        taken = [(_first_digit(scene.text, one), one.tail) for one in scene.found]
        naming = [_may_name(form) and not _inside(a, b, taken) for form, a, b in zip(forms, starts, ends, strict=True)]
        return cls(starts, ends, forms, [tag[:2] for _, tag in tagged], naming, breaks)


def _parted(tagged: Iterable[tuple[str, str]], starts: set[int]) -> Iterator[tuple[str, str]]:
    at = 0
    for word, tag in tagged:
        cut = next((place for place in range(at + 1, at + len(word)) if place in starts), at) - at
        if cut:
            yield word[:cut], tag
        yield word[cut:], tag
        at += len(word)


@dataclass(frozen=True, slots=True)
class Edges:
    """Buckets per word, one row each: as the first of a name, as the last, and inside."""

    first: Ids
    last: Ids
    inside: Ids


def _ids(rows: list[list[str]], width: int) -> Ids:
    flat = np.fromiter((bucket(name) for row in rows for name in row), np.int64, len(rows) * width)
    return flat.reshape(-1, width)


def edges(words: Words, wanted: Sequence[int] | None = None) -> Edges:
    """What each word says as the first, the last and an inner word of any name; of ``wanted`` words only, if given."""
    forms = ["^", "^", *(" " if form.isspace() else form for form in words.forms), "$", "$"]
    tags = ["^", "^", *words.tags, "$", "$"]
    first, last, inside = [], [], []
    for at in range(2, len(forms) - 2) if wanted is None else (place + 2 for place in wanted):
        before2, before, own, after, after2 = forms[at - 2 : at + 3]
        left, kind, right = tags[at - 1 : at + 2]
        start, end = before[-1], own[-1]
        first.append(
            [f"F{own}", f"F0{own[0]}", f"F-{before}", f"F-{start}", f"F-{before}|{own}", f"F={before2}|{before}"]
            + [f"Ft{kind}", f"Ft{left}|{kind}", f"Ft{kind}|{before}"]
        )
        ahead = [f"L+{after}", f"L+{end}|{after}", f"L={after}|{after2}", f"L+{after[0]}"]
        kinds = [f"Lt{kind}", f"Lt{kind}|{right}", f"Lt{kind}|{after}"]
        last.append([f"L{own}", f"L0{end}", f"L00{own[-2:]}", *ahead, *kinds])
        inside.append([f"I{own}", f"I0{end}", f"I?{own.isascii()}:{len(own)}", f"It{kind}", f"It{left}|{kind}"])
    return Edges(_ids(first, 9), _ids(last, 10), _ids(inside, 5))


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of words that may name one quantity, with the buckets that depend on the quantity.

    ``firsts`` and ``lasts`` index words; ``begin`` and ``near`` hold a row of buckets per word of ``order``, as the
    first and as the last of a name; ``shape`` is one bucket per run.
    """

    firsts: Ids
    lasts: Ids
    order: Ids
    begin: Ids
    near: Ids
    shape: Ids


def runs(scene: Scene, words: Words, index: int) -> Runs:
    """Every run of at most WORDS words near quantity ``index`` that holds neither a break nor the quantity."""
    one, place = scene.found[index], scene.places[index]
    chosen = _within(words, max(0, one.start - _BEFORE), one.start)
    chosen += _signs(words, scene.text, one)
    chosen += _within(words, one.end, min(one.end + _AFTER, len(scene.text)))
    if place.cell:
        cells = [place.cell.row[0]]
        if place.cell.column < len(place.cell.head) and place.cell.head != place.cell.row:
            cells.append(place.cell.head[place.cell.column])
        chosen += [at for cell in cells for at in _within(words, *cell)]
    order = sorted({at for at in chosen if words.forms[at].strip() and words.forms[at][0] not in _BREAKS})
    where = [_where(scene, words, index, at) for at in order]
    gap = bisect_right(words.ends, one.start)
    begin = [
        [f"b{side}", f"b{side}:{words.forms[at - 1][-1:] if at else '^'}"]
        for at, side in zip(order, where, strict=True)
    ]
    near = [_near(scene, words, index, at, side, gap) for at, side in zip(order, where, strict=True)]
    places = np.array(order, dtype=np.int64)
    firsts, lasts = _stretches(words, places)
    said = np.concatenate([[0], np.cumsum(words.naming)])
    named = said[lasts + 1] > said[firsts]
    firsts, lasts = firsts[named], lasts[named]
    size = np.array(words.ends)[lasts] - np.array(words.starts)[firsts] if len(firsts) else firsts
    sides = np.searchsorted(places, lasts)
    shape = [
        bucket(f"s{count}:{min(long, 12)}:{where[side]}")
        for count, long, side in zip((lasts - firsts + 1).tolist(), size.tolist(), sides.tolist(), strict=True)
    ]
    return Runs(firsts, lasts, places, _ids(begin, 2), _ids(near, 7), np.array(shape, dtype=np.int64))


def _inside(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    """Whether a word is part of one of the stretches, given in order."""
    at = bisect_right(taken, (start, end + 1_000_000)) - 1
    return at >= 0 and taken[at][0] <= start and end <= taken[at][1]


def _may_name(form: str) -> bool:
    return form not in _wishes() and any(sign.isalnum() for sign in form)


@lru_cache(maxsize=1)
def _wishes() -> frozenset[str]:
    """Words that no name is made of alone: 要求, 打算, 现在, 客户."""
    wishes = (word for term in ("lead", "filler") for word in words_of("asks", term))
    return frozenset([*wishes, *words_of("naming", "holders")])


def _stretches(words: Words, order: Ids) -> tuple[Ids, Ids]:
    """First and last words of all runs of neighbours in ``order`` that are short enough."""
    starts, ends = np.array(words.starts), np.array(words.ends)
    firsts, lasts = [order], [order]
    for more in range(1, min(WORDS, len(order))):
        joined = order[more:] - order[:-more] == more
        first, last = order[:-more][joined], order[more:][joined]
        short = ends[last] - starts[first] <= _LONGEST
        firsts.append(first[short])
        lasts.append(last[short])
    return np.concatenate(firsts), np.concatenate(lasts)


def _first_digit(text: str, one: Quantity) -> int:
    return next((place for place in range(one.at, one.tail) if text[place].isdigit()), one.at)


def _signs(words: Words, text: str, one: Quantity) -> list[int]:
    """Letters that stand for the property at the head of a quantity: Ra 0.4μm."""
    inside = _within(words, one.start, _first_digit(text, one))
    return [at for at in inside if words.forms[at].isascii() and words.forms[at].isalpha()]


def _within(words: Words, start: int, end: int) -> list[int]:
    return list(range(bisect_left(words.starts, start), bisect_right(words.ends, end)))


def _where(scene: Scene, words: Words, index: int, at: int) -> str:
    """Which way a word stands to the quantity: in its clause, sentence, before, behind, or in its table's names."""
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
    form = words.forms[at]
    names = [
        f"n{where}:{step(away)}",
        f"n{where}:{min(away, 6)}",
        f"u{one.unit}|{form[-2:]}",
        f"u{one.unit[:1]}|{form[-1]}",
    ]
    between = "".join(words.forms[at + 1 : gap]) if at < gap and away <= _CLOSE else "-"
    behind = "".join(words.forms[gap:at])[-4:] if where == "after" else "-"
    return [*names, f"g{between}:{one.op}", f"g{away if between != '-' else '-'}:{between}", f"a{behind}"]
