"""Whether a text is too vague to start a search with: a learned judgement of the whole text.

Two views are averaged: which words it uses (``marks``) and how much the other readers found in it (``figures``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agent.read.asks.generic import general_words, is_generic
from agent.read.asks.sight.features import bucket, letters, level, numbers, plain, tagged, words
from agent.read.asks.sight.prepared import Seen

_SEEN = 40
_ASKED = 0.3
_NONE = -9.0


def marks(seen: Seen) -> list[int]:
    """The buckets of the features of a text."""
    units, roles = seen.prepared.units[:_SEEN], seen.roles
    said = [plain(unit.text) for unit in units]
    known = general_words()
    nouns = [word for unit in units for word, tag in tagged(unit.text[:80]) if tag[:1] == "n" and len(word) > 1]
    special = sum(word not in known for word in nouns)
    names = {name for text in said for name in words(text) if name.startswith("w=")}
    names |= {name for text in said[:3] for name in letters(text) if name.startswith("g=") and len(name) > 3}
    target, present = (float(roles[:, k].max()) if len(roles) else -9.0 for k in (1, 2))
    names |= {
        f"units={level(len(units), 2, 3, 5, 8, 14)}",
        f"numbers={level(sum(map(numbers, said)), 1, 2, 4, 8)}",
        f"sure={level(seen.sureness, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8)}",
        f"generic={is_generic(seen.thing)}",
        f"special={level(special, 1, 2, 3, 5, 8)}",
        f"special share={level(special / max(len(nouns), 1), 0.2, 0.4, 0.6, 0.8)}",
        f"target={level(target, -3, -1.5, 0, 1.5)}",
        f"present={level(present, -3, -1.5, 0, 1.5)}",
        f"asked={level(max(seen.chances, default=0.0), 0.15, 0.3, 0.45, 0.6)}",
        f"title={bool(seen.prepared.title)}:{is_generic(seen.prepared.title)}",
    }
    return sorted({bucket("V" + name) for name in names})


def figures(seen: Seen) -> NDArray[np.float32]:
    """How much a text names: sizes, special nouns in all of it and in what is asked, the greatest role scores."""
    units, roles = seen.prepared.units, seen.roles
    whole = f"{seen.prepared.title}{seen.prepared.text}"
    asked = [s.quote for s, chance in zip(seen.prepared.stretches, seen.chances, strict=True) if chance > _ASKED]
    nouns, special = _nouns([unit.text[:80] for unit in units[:_SEEN]])
    own, own_special = _nouns(["".join(asked)[:200]])
    best = sorted(seen.chances, reverse=True)[:2]
    numbers_ = [
        len(units),
        len(whole),
        seen.sureness,
        is_generic(seen.thing),
        special,
        special / max(nouns, 1),
        len(asked),
        *best,
        *[0.0] * (2 - len(best)),
        own_special,
        own_special / max(own, 1),
        sum(sign.isdigit() for sign in whole),
        bool(seen.prepared.title),
    ]
    top = roles.max(axis=0) if len(roles) else np.full(roles.shape[1], _NONE)
    second = np.sort(roles, axis=0)[-2, :3] if len(roles) > 1 else np.full(3, _NONE)
    return np.concatenate([np.array(numbers_, dtype=np.float32), top, second]).astype(np.float32)


def _nouns(texts: list[str]) -> tuple[int, int]:
    """How many nouns the texts hold, and how many of them are not general ones."""
    known = general_words()
    found = [word for text in texts for word, tag in tagged(text) if tag[:1] == "n" and len(word) > 1]
    return len(found), sum(word not in known for word in found)
