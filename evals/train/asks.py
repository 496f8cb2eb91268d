"""Learn the weights of the sub-requirement scorer from labelled texts.

``python -m evals.train.asks --gold DIR [--more FILE] [--seeds N]`` prints cross-validated figures and writes the
weights beside the reader. DIR is a gold folder (texts.jsonl, gold.jsonl). FILE of ``--more`` has a line a text (rid,
title, content, sub_requirements). Near-duplicate texts stand in the same fold.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from agent.read.asks import subrequirements
from agent.read.asks.features import Candidate, Context, candidates, features
from agent.read.asks.relations import relations
from agent.read.sections import Clause, clauses
from evals.labelled.decompose import QUOTE_OVERLAP, overlap, pair
from knowledge.text import ngrams

Array = NDArray[np.float64]
_FOLDS = 8
_INNER = 5
_NEAR = 0.4
_PENALTY = 0.06
_GOLD_WEIGHT = 1.5
_HERE = Path(subrequirements.__file__).parent


@dataclass
class Text:
    """One labelled text with its candidates, their feature rows, and how well each meets a label (0–1)."""

    title: str
    content: str
    quotes: list[str]
    cut: list[Clause]
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


def hashed(names: Sequence[Sequence[str]]) -> csr_matrix:
    """Rows of 0/1 features at the buckets of their names; a bucket that two names share counts twice."""
    columns, width = subrequirements.columns(names), subrequirements.BUCKETS
    starts = np.cumsum([0, *(len(row) for row in columns)])
    flat = np.array([c for row in columns for c in row], dtype=np.int32)
    matrix = csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(columns), width))
    matrix.sum_duplicates()
    return matrix


def read_text(title: str, content: str, quotes: list[str]) -> Text:
    """Cut a labelled text into candidates and compute their features."""
    cut = clauses(content)
    found, context = candidates(cut, content), Context.of(cut, title)
    rows = hashed([features(c, context, content) for c in found])
    good = np.array([goodness(c, quotes, content) for c in found])
    return Text(title, content, quotes, cut, found, rows, good)


def related(text: Text, scores: Array) -> csr_matrix:
    """The rows of the second pass: those of the first and the relations among its ``scores``."""
    return (text.rows + hashed(relations(text.found, text.cut, scores))).tocsr()


def fit(texts: Sequence[Text], rows: Sequence[csr_matrix]) -> LogisticRegression:
    """A logistic regression on soft labels: every candidate counts as hit and as miss, weighted by its goodness."""
    keep = [i for i, t in enumerate(texts) if t.found]
    return _fit([texts[i] for i in keep], vstack([rows[i] for i in keep]).tocsr())


def _fit(some: list[Text], rows: csr_matrix) -> LogisticRegression:
    good = np.concatenate([t.goodness for t in some])
    share = np.concatenate([np.full(len(t.found), t.weight) for t in some])
    weights = np.concatenate([good * share, (1 - good) * share])
    keep = weights > 0
    labels = np.concatenate([np.ones(len(good)), np.zeros(len(good))])
    model = LogisticRegression(C=_PENALTY, max_iter=400)
    return model.fit(vstack([rows, rows]).tocsr()[keep], labels[keep], sample_weight=weights[keep])


def _substring(text: Text, found: str, quote: str) -> float:
    size = SequenceMatcher(None, found, quote, autojunk=False).find_longest_match().size
    return size / max(min(len(found), len(quote)), 1)


def _span(text: Text, found: str, quote: str) -> float:
    """Intersection over union of the places in the text; 0 when one of them stands in the title."""
    a, b = text.content.find(found), text.content.find(quote)
    if a < 0 or b < 0:
        return float(found == quote)
    common = max(0, min(a + len(found), b + len(quote)) - max(a, b))
    return common / (len(found) + len(quote) - common)


OVERLAPS: dict[str, Callable[[Text, str, str], float]] = {
    "dice": lambda text, found, quote: overlap(found, quote),
    "substring": _substring,
    "span": _span,
}
"""Three ways to say that a quote meets a label: shared characters, longest common substring, shared place."""


def f1(
    predicted: Sequence[list[str]], texts: Sequence[Text], meets: Callable[[Text, str, str], float]
) -> tuple[float, float, float]:
    """Precision, recall and F1 of the quotes over all texts."""
    hits = sum(
        len(pair(found, text.quotes, lambda a, b, text=text: meets(text, a, b) >= QUOTE_OVERLAP))  # type: ignore[misc]
        for found, text in zip(predicted, texts, strict=True)
    )
    given, wanted = sum(map(len, predicted)), sum(len(t.quotes) for t in texts)
    return hits / max(given, 1), hits / max(wanted, 1), 2 * hits / max(given + wanted, 1)


def groups(texts: Sequence[Text]) -> list[int]:
    """A fold group per text: texts that share two fifths of the shorter one's character 5-grams belong together."""
    seen: list[set[str]] = []
    found: list[int] = []
    for text in texts:
        plain = re.sub(r"\\\\n|\s", "", text.title + text.content)
        grams = set(ngrams(plain, 5))
        near = (g for g, other in enumerate(seen) if len(grams & other) > _NEAR * min(len(grams), len(other)))
        found.append(found[first] if (first := next(near, None)) is not None else len(seen))
        seen.append(grams)
    return found


def _folds(count: int, group: Sequence[int], seed: int) -> list[tuple[list[int], list[int]]]:
    split = GroupKFold(count, shuffle=True, random_state=seed).split(group, groups=group)
    return [(train.tolist(), test.tolist()) for train, test in split]


def first_scores(model: LogisticRegression, text: Text) -> Array:
    """Log odds of the first pass for the candidates of a text."""
    scores: Array = model.decision_function(text.rows) if text.found else np.zeros(0)
    return scores


def fit_passes(texts: Sequence[Text], group: Sequence[int], seed: int) -> tuple[LogisticRegression, LogisticRegression]:
    """Both passes; the second learns from first scores of models that did not see the text's group."""
    scores: list[Array] = [np.zeros(0)] * len(texts)
    for train, test in _folds(_INNER, group, seed):
        model = fit([texts[i] for i in train], [texts[i].rows for i in train])
        for i in test:
            scores[i] = first_scores(model, texts[i])
    second = fit(texts, [related(t, s) for t, s in zip(texts, scores, strict=True)])
    return fit(texts, [t.rows for t in texts]), second


def cross_validate(texts: Sequence[Text], seed: int) -> list[list[float]]:
    """The probabilities of each text's candidates by models that did not see its group."""
    chances: list[list[float]] = [[] for _ in texts]
    group = groups(texts)
    for train, test in _folds(_FOLDS, group, seed):
        first, second = fit_passes([texts[i] for i in train], [group[i] for i in train], seed + 1)
        for i in (i for i in test if texts[i].found):
            rows = related(texts[i], first_scores(first, texts[i]))
            chances[i] = second.predict_proba(rows)[:, 1].tolist()
    return chances


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


def train_sub_requirements(gold: Path, more: Path | None, seeds: int) -> list[str]:
    """Cross-validate, fit on everything, write the weights; returns report lines."""
    first, second = _labelled(gold, more)
    texts, report = [*first, *second], []
    parts = [("gold", 0, len(first)), ("more", len(first), len(texts))] if second else [("gold", 0, len(first))]
    for seed in range(seeds):
        chances = cross_validate(texts, seed)
        for threshold in (0.28, 0.32, 0.34, 0.36, 0.4):
            chosen = [
                subrequirements.select(t.found, p, t.title, threshold) for t, p in zip(texts, chances, strict=True)
            ]
            for name, a, b in parts:
                figures = "  ".join(
                    f"{overlaps} {f1(chosen[a:b], texts[a:b], same)[2]:.3f}" for overlaps, same in OVERLAPS.items()
                )
                precision, recall, _ = f1(chosen[a:b], texts[a:b], OVERLAPS["dice"])
                report.append(
                    f"seed {seed}, threshold {threshold:.2f}, {name}: F1 {figures}  (P {precision:.3f} R {recall:.3f})"
                )
    path = _HERE / "subrequirements_weights.json"
    passes = [packed(model) for model in fit_passes(texts, groups(texts), 0)]
    path.write_text(json.dumps({"passes": passes}) + "\n", "utf-8")
    return report


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--more", type=Path)
    parser.add_argument("--seeds", type=int, default=2, help="cross-validations to print; 0 for none")
    arguments = parser.parse_args()
    print("\n".join(train_sub_requirements(arguments.gold, arguments.more, arguments.seeds)))  # noqa: T201


if __name__ == "__main__":
    main()
