"""Where clauses end in speech that was written down without any punctuation: learned borders between words.

The weights (``speech.npz``, written by ``python -m evals.train.asks.speech``) were learned from punctuated texts whose
marks were taken away; they hold no words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
import rjieba
from numpy.typing import NDArray

FILE = Path(__file__).with_name("speech.npz")
BUCKETS = 1 << 13
_SHORTEST = 4
_LONGEST = 4000


def border_features(words: Sequence[tuple[str, str]], at: int) -> list[int]:
    """The buckets of what stands around the border before word ``at``."""

    def word(k: int) -> tuple[str, str]:
        return words[k] if 0 <= k < len(words) else ("", "^")

    (a, ta), (b, tb), (c, tc), (d, td) = word(at - 2), word(at - 1), word(at), word(at + 1)
    names = (
        f"b={b}", f"c={c}", f"bc={b}:{c}", f"tb={tb}", f"tc={tc}", f"tt={tb}:{tc}", f"ttt={ta}:{tb}:{tc}",
        f"ttd={tb}:{tc}:{td}", f"cd={c}:{d}", f"ab={a}:{b}", f"b1={b[-1:]}", f"c1={c[:1]}", f"b1c1={b[-1:]}{c[:1]}",
        f"b2={b[-2:]}:{tc}", f"c2={c[:2]}:{tb}", f"a={a}", f"d={d}", "bias",
    )  # fmt: skip
    return sorted({crc32(name.encode()) % BUCKETS for name in names})


@lru_cache(maxsize=1)
def _weights() -> tuple[NDArray[np.float32], float]:
    with np.load(FILE, allow_pickle=False) as stored:
        return stored["weights"].astype(np.float32) * float(stored["scale"]), float(stored["threshold"])


@lru_cache(maxsize=64)
def borders(text: str) -> tuple[int, ...]:
    """The offsets at which clauses of ``text``, which has no punctuation, begin; without 0."""
    words = rjieba.tag(text[:_LONGEST])
    if len(words) < 2:
        return ()
    weights, threshold = _weights()
    rows = [border_features(words, at) for at in range(1, len(words))]
    found, start, at = [], 0, 0
    for number, row in enumerate(rows):
        at += len(words[number][0])
        room = at - start >= _SHORTEST and len(text) - at >= _SHORTEST
        if room and float(weights[row].sum()) > threshold and not _counts(words[number], words[number + 1]):
            found.append(at)
            start = at
    return tuple(found)


def _counts(word: tuple[str, str], following: tuple[str, str]) -> bool:
    """Whether a number and what it counts would be parted."""
    return word[1] == "m" and (following[1] in ("q", "m") or len(following[0]) == 1)
