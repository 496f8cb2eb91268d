"""Growth of time with the size of an input, as a ratio within one run; never a bound in seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

FOURFOLD = 6.0
"""What four times the text may cost; a quadratic step would cost sixteen times."""
NOISE_S = 0.05
"""Shorter runs say nothing of growth."""
TRIES = 3


def grows_evenly(work: Callable[[str], object], unit: str, size: int = 8_000) -> bool:
    """Whether four times as many characters of a repeated unit take at most FOURFOLD the time, the best of TRIES."""
    short, long = ((unit * n)[:n] for n in (size, 4 * size))
    work(short)
    least = [min(_cpu(work, text) for _ in range(TRIES)) for text in (short, long)]
    return least[1] <= FOURFOLD * least[0] + NOISE_S


def _cpu(work: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    work(text)
    return time.process_time() - start
