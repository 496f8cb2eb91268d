"""Features as numbers of buckets: names of single facts, and all n-grams of a stretch of text at once."""

from __future__ import annotations

from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
BUCKETS = 1 << 15
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
_SHIFT = np.uint64(64 - 15)


@lru_cache(maxsize=1 << 15)
def bucket(name: str) -> int:
    """The bucket of a fact, 0 … BUCKETS − 1."""
    return crc32(name.encode()) % BUCKETS


class Grams:
    """The n-grams (n = 1 … 3) of one text, digits alike and letters small, ready to be put into buckets."""

    def __init__(self, text: str) -> None:
        plain = text.lower().translate(_DIGITS)
        codes = np.frombuffer((plain if len(plain) == len(text) else text).encode("utf-32-le"), dtype=np.uint32)
        one = codes.astype(np.uint64) + np.uint64(1)
        self._grams = [one]
        for n in (2, 3):
            longer = self._grams[-1][:-1] * _SECOND + one[n - 1 :] if len(one) >= n else one[:0]
            self._grams.append(longer)

    def between(self, start: int, end: int, kind: str, longest: int = 3, near: int | None = None) -> Ids:
        """Buckets of the n-grams of ``text[start:end]`` under ``kind``.

        With ``near`` (a position at one end) the salt also tells how far a gram is from it, in four steps.
        """
        found = []
        for n in range(1, longest + 1):
            grams = self._grams[n - 1][max(start, 0) : max(end - n + 1, start, 0)]
            if not len(grams):
                continue
            salts = _salts(kind, n)
            if near is None:
                salt = salts[3]
            else:
                places = np.arange(start, start + len(grams))
                away = near - (places + n) if near >= end else places - near
                salt = salts[np.digitize(away, _STEPS)]
            found.append(((grams ^ salt) * _MULTIPLIER) >> _SHIFT)
        return np.concatenate(found).astype(np.int64) if found else np.zeros(0, dtype=np.int64)


_DIGITS = str.maketrans("123456789", "000000000")
_STEPS = np.array([1, 4, 10])


@lru_cache(maxsize=1 << 10)
def _salts(kind: str, n: int) -> NDArray[np.uint64]:
    return np.array([crc32(f"{kind}/{n}/{step}".encode()) for step in range(4)], dtype=np.uint64) * _SECOND
