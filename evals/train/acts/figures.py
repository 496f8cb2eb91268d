"""How good held-out scores are: accuracy, macro F1, log loss, calibration by bins, confusions, and where to ask."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from agent.read.acts.features import ACTS
from agent.read.reading import NEED
from agent.schema import Act
from evals.train.acts.fitting import Logits, chances, log_loss

BINS = (0.0, 0.3, 0.5, 0.7, 0.9, 1.0)
ALLOWED: dict[Act, set[Act]] = {"recommend": set(NEED), "confirm": {"confirm", "recommend"}}
"""Acts that count as right as well, as in ``queqiao eval dialogues``."""
WORTH = 0.55
"""Asking is better than answering where the answer is right less often than this."""


def right(wanted: int, given: int) -> bool:
    """Whether an act counts as right."""
    act = ACTS[wanted]
    return ACTS[given] in ALLOWED.get(act, {act})


def figures(logits: Logits, labels: NDArray[np.int64], temperature: float) -> dict[str, Any]:
    """The figures of one model on turns that it did not see."""
    given = chances(logits, temperature)
    best = given.argmax(axis=1)
    held = [right(*pair) for pair in zip(labels, best, strict=True)]
    return {
        "turns": len(labels),
        "accuracy": _round(float((best == labels).mean())),
        "allowed": _round(float(np.mean(held))),
        "macro_f1": _round(macro_f1(labels, best)),
        "log_loss": _round(log_loss(logits, labels, temperature)),
        "calibration": calibration(given, labels),
        "confusions": confusions(labels, best),
    }


def macro_f1(labels: NDArray[np.int64], best: NDArray[np.int64]) -> float:
    """The mean over acts of F1."""
    scores = []
    for act in sorted(set(labels.tolist())):
        hit = int(((labels == act) & (best == act)).sum())
        scores.append(2 * hit / max(1, int((labels == act).sum() + (best == act).sum())))
    return float(np.mean(scores))


def calibration(given: Logits, labels: NDArray[np.int64]) -> list[dict[str, float]]:
    """By confidence: how many turns, how sure on the mean, how often right."""
    best, sure = given.argmax(axis=1), given.max(axis=1)
    rows = []
    for low, high in zip(BINS, BINS[1:], strict=False):
        inside = (sure > low) & (sure <= high)
        if inside.any():
            accuracy = float((best == labels)[inside].mean())
            mean = float(sure[inside].mean())
            rows.append({"to": high, "turns": int(inside.sum()), "sure": _round(mean), "right": _round(accuracy)})
    return rows


def confusions(labels: NDArray[np.int64], best: NDArray[np.int64], most: int = 20) -> list[list[Any]]:
    """The commonest confusions as [wanted, given, count]; those that count as right are left out."""
    pairs = Counter((a, b) for a, b in zip(labels.tolist(), best.tolist(), strict=True) if not right(a, b))
    return [[ACTS[a], ACTS[b], count] for (a, b), count in pairs.most_common(most)]


def bar(logits: Logits, labels: NDArray[np.int64], temperature: float) -> dict[str, float]:
    """The confidence below which answers are right less often than WORTH, with what asking there costs and saves."""
    given = grouped(chances(logits, temperature))
    sure, best = given.max(axis=1), given.argmax(axis=1)
    held = np.array([right(*pair) for pair in zip(labels, best, strict=True)])
    order = np.argsort(sure)
    share = IsotonicRegression().fit_transform(sure, held)[order]
    count = int((share < WORTH).sum())
    asked = order[:count]
    second = np.argsort(-given, axis=1)[:, 1]
    among = [right(labels[one], best[one]) or right(labels[one], second[one]) for one in asked]
    limit = float(sure[order[count]]) if count < len(order) else 1.0
    return {
        "bar": round(limit, 3),
        "asked": _round(count / len(order)),
        "right_below": _round(float(held[asked].mean()) if count else 0.0),
        "among_the_two": _round(float(np.mean(among)) if count else 0.0),
    }


def grouped(given: Logits) -> Logits:
    """The chances with those of a need added up under the likeliest of its acts, as the product decides."""
    need = [ACTS.index(act) for act in sorted(NEED)]
    found = given.copy()
    lead = np.array(need)[given[:, need].argmax(axis=1)]
    found[:, need] = 0
    found[np.arange(len(given)), lead] = given[:, need].sum(axis=1)
    return found


def _round(value: float) -> float:
    return round(value, 4)
