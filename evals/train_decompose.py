"""Learn the weights of the sub-requirement scorer and of the field classifier from labelled texts.

``python -m evals.train_decompose --gold DIR [--more FILE] [--fields FILE]`` prints cross-validated figures and writes the
weights beside ``agent/understand``. DIR is a gold folder (texts.jsonl, gold.jsonl). FILE of ``--more`` has a line a text
(rid, title, content, sub_requirements); FILE of ``--fields`` is a list of {title, content, labels}, first label best.
Texts with the same beginning stand in the same fold.
"""

from __future__ import annotations

import argparse
import base64
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from agent.understand import subrequirements
from agent.understand.sections import clauses
from agent.understand.subrequirements_features import Candidate, Context, candidates, features
from evals.decompose import QUOTE_OVERLAP, overlap, pair

Array = NDArray[np.float64]
_FOLDS = 8
_PENALTY = 0.06
_GOLD_WEIGHT = 1.5
_HERE = Path(subrequirements.__file__).parent


@dataclass
class Text:
    """One labelled text with its candidates, their feature rows, and how well each meets a label (0–1)."""

    title: str
    content: str
    quotes: list[str]
    found: list[Candidate]
    rows: csr_matrix
    goodness: Array
    weight: float = 1.0


def goodness(candidate: Candidate, quotes: Sequence[str], content: str) -> float:
    """How well a candidate meets the nearest label: by shared characters, by coverage of the label, and by position."""
    best, letters, size = 0.0, Counter(candidate.quote), len(candidate.quote)
    for quote in quotes:
        shared = (letters & Counter(quote)).total()
        at = content.find(quote)
        common = max(0, min(at + len(quote), candidate.end) - max(at, candidate.start)) if at >= 0 else 0
        dice, cover, place = 2 * shared / (size + len(quote)), shared / len(quote), common / max(size, len(quote))
        parts = [min(max((value - 0.4) / 0.2, 0.0), 1.0) for value in (dice, cover, place)]
        best = max(best, 0.5 * parts[0] + 0.2 * parts[1] * (size <= 3 * len(quote)) + 0.3 * parts[2])
    return best


def hashed(names: Sequence[Sequence[str]], bucket: Callable[[str], int], width: int) -> csr_matrix:
    """Rows of 0/1 features at the buckets of their names; a bucket that two names share counts twice."""
    columns = [[bucket(name) for name in set(row)] for row in names]
    starts = np.cumsum([0, *(len(row) for row in columns)])
    flat = np.array([c for row in columns for c in row], dtype=np.int32)
    matrix = csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(columns), width))
    matrix.sum_duplicates()
    return matrix


def read_text(title: str, content: str, quotes: list[str]) -> Text:
    """Cut a labelled text into candidates and compute their features."""
    cut = clauses(content)
    found, context = candidates(cut, content), Context.of(cut, title)
    rows = hashed([features(c, context, content) for c in found], subrequirements.bucket, subrequirements.BUCKETS)
    return Text(title, content, quotes, found, rows, np.array([goodness(c, quotes, content) for c in found]))


def fit(texts: Sequence[Text]) -> LogisticRegression:
    """A logistic regression on soft labels: every candidate counts as hit and as miss, weighted by its goodness."""
    some = [t for t in texts if t.found]
    rows, good = vstack([t.rows for t in some]).tocsr(), np.concatenate([t.goodness for t in some])
    share = np.concatenate([np.full(len(t.found), t.weight) for t in some])
    weights = np.concatenate([good * share, (1 - good) * share])
    keep = weights > 0
    labels = np.concatenate([np.ones(len(good)), np.zeros(len(good))])
    model = LogisticRegression(C=_PENALTY, max_iter=400)
    return model.fit(vstack([rows, rows]).tocsr()[keep], labels[keep], sample_weight=weights[keep])


def f1(predicted: Sequence[list[str]], texts: Sequence[Text]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the quotes over all texts."""
    same: Callable[[str, str], bool] = lambda a, b: overlap(a, b) >= QUOTE_OVERLAP  # noqa: E731
    hits = sum(len(pair(found, text.quotes, same)) for found, text in zip(predicted, texts, strict=True))
    given, wanted = sum(map(len, predicted)), sum(len(t.quotes) for t in texts)
    return hits / max(given, 1), hits / max(wanted, 1), 2 * hits / max(given + wanted, 1)


def groups(contents: Sequence[str]) -> list[int]:
    """A fold group per text: texts that begin alike belong together."""
    seen: dict[str, int] = {}
    return [seen.setdefault(content.strip()[:60] or str(i), len(seen)) for i, content in enumerate(contents)]


def cross_validate(texts: Sequence[Text], threshold: float) -> list[list[str]]:
    """The quotes chosen for each text by a model that did not see its group."""
    chosen: list[list[str]] = [[] for _ in texts]
    folds = GroupKFold(_FOLDS, shuffle=True, random_state=0).split(texts, groups=groups([t.content for t in texts]))
    for train, test in folds:
        model = fit([texts[i] for i in train])
        for i in test:
            chances = model.predict_proba(texts[i].rows)[:, 1].tolist() if texts[i].found else []
            chosen[i] = subrequirements.select(texts[i].found, chances, texts[i].title, threshold)
    return chosen


def packed(model: LogisticRegression) -> dict[str, Any]:
    """The model as JSON: float16 weights in base64 and the intercept, one row per class."""
    weights = base64.b64encode(model.coef_.astype("<f2").tobytes()).decode()
    intercepts = [round(float(value), 5) for value in model.intercept_]
    return {"weights": weights, "intercept": intercepts[0] if len(intercepts) == 1 else intercepts}


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _labelled(gold: Path, more: Path | None) -> tuple[list[Text], list[Text]]:
    bodies = {row["rid"]: row for row in _lines(gold / "texts.jsonl")}
    rows = [bodies[row["rid"]] | {"sub_requirements": row["sub_requirements"]} for row in _lines(gold / "gold.jsonl")]
    extra = _lines(more) if more else []

    def read(row: dict[str, Any]) -> Text:
        return read_text(row["title"], row["content"], [s["quote"] for s in row["sub_requirements"]])

    first = [read(row) for row in rows]
    for text in first:
        text.weight = _GOLD_WEIGHT
    return first, [read(row) for row in extra]


def train_sub_requirements(gold: Path, more: Path | None) -> list[str]:
    """Cross-validate, fit on everything, write the weights; returns report lines."""
    first, second = _labelled(gold, more)
    texts, report = [*first, *second], []
    for threshold in (0.24, 0.28, subrequirements.THRESHOLD, 0.36):
        chosen = cross_validate(texts, threshold)
        parts = [("gold", 0, len(first)), ("more", len(first), len(texts))] if second else [("gold", 0, len(first))]
        for name, a, b in parts:
            figures = "  ".join(f"{value:.3f}" for value in f1(chosen[a:b], texts[a:b]))
            report.append(f"sub-requirements, threshold {threshold:.2f}, {name}: P R F1  {figures}")
    path = _HERE / "subrequirements_weights.json"
    path.write_text(json.dumps(packed(fit(texts))) + "\n", "utf-8")
    return report


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--more", type=Path)
    arguments = parser.parse_args()
    print("\n".join(train_sub_requirements(arguments.gold, arguments.more)))  # noqa: T201


if __name__ == "__main__":
    main()
