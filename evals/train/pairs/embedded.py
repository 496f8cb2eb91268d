"""Vectors of judged needs and titles, each text embedded once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from agent.match.rank.features import Centres, Vectors
from agent.match.rank.features.text import opening
from evals.train.pairs.judged import Judged
from knowledge import Embedder

Array = NDArray[np.float32]
Progress = Callable[[str], None]
TEXT_CHARS = 120
_BATCH = 32


class Embedded:
    """Vectors of needs and titles. ``embedder`` may be None: then there are none."""

    def __init__(self, embedder: Embedder | None) -> None:
        self._embedder = embedder
        self._known: dict[tuple[str, bool], Array] = {}

    @property
    def available(self) -> bool:
        """Whether there are vectors at all."""
        return self._embedder is not None

    def add(self, judged: Judged, progress: Progress | None = None) -> None:
        """Embed what is not known yet; reports once per thousand titles."""
        if self._embedder is None:
            return
        wanted = dict.fromkeys([*judged.titles.values(), *map(_whole, judged.asked())])
        missing = [text for text in wanted if (text, False) not in self._known]
        for start in range(0, len(missing), _BATCH):
            part = missing[start : start + _BATCH]
            self._known.update(zip(((text, False) for text in part), self._embedder.passages(part), strict=True))
            if progress and start % 1024 == 0:
                progress(f"向量 {start + len(part)}/{len(missing)}")
        for title, _ in judged.asked():
            if (title, True) not in self._known:
                self._known[title, True] = self._embedder.query(title)

    def of(self, need: tuple[str, str], titles: Sequence[str], text: bool = True) -> Vectors | None:
        """The vectors of one need and its candidates; ``text=False`` leaves the need's text out."""
        if self._embedder is None:
            return None
        return Vectors(self.title(need), self.docs(titles), self.text(need) if text else None)

    def docs(self, titles: Sequence[str]) -> Array:
        """Title vectors, shape (n, d)."""
        return np.stack([self._known[title, False] for title in titles])

    def title(self, need: tuple[str, str]) -> Array:
        """The need's title vector, shape (d,)."""
        return self._known[need[0], True]

    def text(self, need: tuple[str, str]) -> Array:
        """The need's text vector, shape (d,)."""
        return self._known[_whole(need), False]

    def centres(self, judged: Judged) -> Centres:
        """Mean vectors over the judged needs and all titles; zeros, shape (1,), without an embedder."""
        if self._embedder is None:
            nothing = np.zeros(1, dtype=np.float32)
            return Centres(nothing, nothing, nothing)
        needs = judged.asked()
        means = (
            np.mean([self.title(need) for need in needs], axis=0),
            np.mean([self.text(need) for need in needs], axis=0),
            self.docs(list(judged.titles.values())).mean(axis=0),
        )
        return Centres(*(mean.astype(np.float32) for mean in means))


def _whole(need: tuple[str, str]) -> str:
    title, text = need
    return "。".join([title, *opening(text)])[:TEXT_CHARS]
