"""The object of a need: which noun stretch of title or text the need is about.

Every run of words that may be a noun phrase is scored; the chances of all of them (softmax) are shared among those that
contain each other, so that 铝压铸件 gains from 压铸件 and the other way round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.read.asks.generic import is_generic
from agent.read.asks.sight.features import Surroundings, bucket, level, plain, section, tagged
from agent.read.asks.sight.units import Unit

Array = NDArray[np.float64]
SEEN = 24
"""Units at the beginning of a text that may name its object."""

_WORDS = 7
_LONGEST = 18
_TOP = 25
_ASKED = 0.33
_BREAKS = frozenset("，。；：、！？,;:!?\t|（）()【】“”\"'\n 　≥≤<>~→/")
_NO_PART = frozenset(["f", "r", "p", "c", "d", "ul", "uj", "y", "o", "e", "t", "uz", "ug", "m", "q", "mq"])
_NEVER = frozenset(
    ("做", "弄", "搞", "是", "有", "在", "想", "要", "希望", "需要", "寻求", "了", "把", "被", "给", "请", "求", "找")
    + ("老师", "您好", "你好")
)
_SEEKING = frozenset("求找寻")
_ENDS = frozenset("njligxks")
_INNER = frozenset(["uj", "m", "c", "p"])


@dataclass(frozen=True, slots=True)
class Span:
    """Words ``first`` … ``last`` of unit ``unit``: ``text`` as written, at [start:end] of the title or the text."""

    unit: int
    first: int
    last: int
    start: int
    end: int
    text: str


def _may_stand(word: str, tag: str, inner: bool) -> bool:
    """Whether a word may belong to a noun phrase; a 的 or a number only between others."""
    if word[0] in _BREAKS or word in _NEVER or (word[0] in _SEEKING and tag[0] == "v"):
        return False
    return tag not in _NO_PART or (inner and tag in _INNER and word not in ("和", "与", "及"))


def _may_end(tag: str, unit: Unit) -> bool:
    """Whether a noun phrase may end with a word of this kind; in a title a verb may be a noun."""
    return tag[0] in _ENDS or tag in ("vn", "eng") or (unit.in_title and tag[0] in "va")


def find_spans(units: Sequence[Unit]) -> list[Span]:
    """Every run of at most seven words of a unit that may be a noun phrase."""
    found = []
    for number, unit in enumerate(units[:SEEN]):
        places, at = [], 0
        for word, tag in tagged(unit.text[:80]):
            places.append((at, word, tag))
            at += len(word)
        for i, (start, word, tag) in enumerate(places):
            if not _may_stand(word, tag, False):
                continue
            for j in range(i, min(i + _WORDS, len(places))):
                begin, last, last_tag = places[j]
                end = begin + len(last)
                if not _may_stand(last, last_tag, True) or end - start > _LONGEST:
                    break
                if end - start > 1 and _may_end(last_tag, unit) and not is_generic(unit.text[start:end]):
                    found.append(Span(number, i, j, unit.start + start, unit.start + end, unit.text[start:end]))
    return found


def _around(span: Span, unit: Unit, context: str) -> list[str]:
    pairs = tagged(unit.text[:80])
    before = [plain(word) for word, _ in pairs[max(0, span.first - 2) : span.first]]
    after = [plain(word) for word, _ in pairs[span.last + 1 : span.last + 3]]
    left = pairs[span.first - 1][1] if span.first else "^"
    right = pairs[span.last + 1][1] if span.last + 1 < len(pairs) else "$"
    own = [tag for _, tag in pairs[span.first : span.last + 1]]
    return [
        f"pv={before[-1] if before else '^'}:{context}",
        f"pv2={''.join(before)}",
        f"nx={after[0] if after else '$'}",
        f"nx2={''.join(after)}",
        f"pt={left}",
        f"nt={right}",
        f"pt={left}:{own[0]}",
        f"lt={own[-1]}:{right}",
        f"ts={''.join(tag[0] for tag in own)}",
        f"whole={span.first == 0 and span.last == len(pairs) - 1}:{context}",
        f"rest={min(len(pairs) - 1 - span.last, 5)}:{context}",
        f"last={unit.text[span.end - unit.start - 1 : span.end - unit.start]}:{right}",
    ]


def _itself(text: str, context: str) -> list[str]:
    said = [word for word, _ in tagged(text)]
    return [
        *(f"e{n}={text[-n:]}" for n in (1, 2, 3)),
        *(f"s{n}={text[:n]}" for n in (1, 2)),
        *(f"w={word}" for word in said),
        *(f"g={text[i : i + 2]}" for i in range(len(text) - 1)),
        f"lw={said[-1]}",
        f"fw={said[0]}",
        f"len={min(len(text), 14)}:{context}",
        f"nw={len(said)}",
        f"digits={'0' in text}",
        f"的={'的' in text}",
    ]


def of_spans(spans: Sequence[Span], around: Surroundings, asked: Sequence[float], whole: str) -> list[list[int]]:
    """The buckets of the features of each span; ``asked`` is the chance of each unit, ``whole`` title and text."""
    units = around.units
    first = next((k for k, chance in enumerate(asked) if chance > _ASKED and not units[k].in_title), 0)
    rows = []
    for span in spans:
        unit, text = units[span.unit], plain(span.text)
        context = "T" if unit.in_title else "h" if around.title else "c"
        index = min(span.unit - (1 if around.title and not unit.in_title else 0), 6)
        count, head = min(whole.count(span.text), 4), min(whole.count(span.text[-2:]), 5)
        names = [
            *_itself(text, context),
            *_around(span, unit, context),
            f"idx={index}:{context}",
            f"i={min(span.first, 5)}:{context}:{min(index, 2)}",
            f"count={count}:{context}",
            f"count={count}:{min(len(text), 6)}",
            f"head={head}:{context}",
            f"in title={bool(around.title) and text in around.title}:{context}",
            f"section={section(unit)}",
            f"kind={unit.kind}:{context}",
            f"n={level(len(units), 2, 4, 8, 16)}:{index}:{context}",
            f"before={plain(units[span.unit - 1].text)[-2:] if span.unit else ''}",
            f"asked={level(asked[span.unit], 0.15, 0.3, 0.45, 0.6)}:{context}",
            f"from asked={max(-3, min(3, span.unit - first))}:{context}",
            f"asked before={level(sum(asked[: span.unit]), 0.3, 0.8, 1.5)}:{context}",
        ]
        rows.append(sorted({bucket("O" + name) for name in names}))
    return rows


def _close(a: str, b: str) -> float:
    """Dice coefficient of two texts of which one holds the other, else 0."""
    return 2 * min(len(a), len(b)) / (len(a) + len(b)) if a in b or b in a else 0.0


def choose(texts: Sequence[str], scores: Array, exact: float = 0.5) -> tuple[str, float]:
    """The text that the chances of all spans speak for, and how much of them; ("", 0) without spans."""
    if not len(scores):
        return "", 0.0
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    shares: Counter[str] = Counter()
    for text, chance in zip(texts, chances.tolist(), strict=True):
        shares[text] += chance
    top = [text for text, _ in shares.most_common(_TOP)]

    def value(text: str) -> float:
        return sum(shares[other] * _close(text, other) for other in top) + exact * shares[text]

    best = max(top, key=value)
    return best, value(best) / (1 + exact)
