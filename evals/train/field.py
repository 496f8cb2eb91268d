"""Learn the letters' weights of the field classifier.

``python -m evals.train.field --gold DIR [--gold DIR] [--industries CSV] [-o FILE]`` prints cross-validated accuracy and
writes the weights, those in use unless another file is named. DIR is a gold folder (texts.jsonl, gold.jsonl): the field
is the best label, its alternatives are accepted. The CSV (code, name) of GB/T 4754 industries and the authored terms
are weak examples.
"""

from __future__ import annotations

import argparse
import base64
import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from agent.read.terms import field
from agent.read.typed.restore import as_read
from evals.train.asks.texts import lines, near_groups
from evals.train.rows import sparse_rows
from knowledge import TechnicalField

_FOLDS, _PENALTY, _INDUSTRY_WEIGHT, _TERM_EXAMPLE_WEIGHT, _FIRST_SHARE = 8, 10.0, 0.1, 0.2, 0.75
_INDUSTRIES = {
    TechnicalField.ELECTRONICS: "C39 I",
    TechnicalField.AEROSPACE: "C374 G56",
    TechnicalField.MANUFACTURING: "C21 C33 C34 C35 C38 C40 C43",
    TechnicalField.BIOMEDICINE: "C27 C358 Q",
    TechnicalField.MATERIALS: "C17 C18 C19 C20 C22 C26 C28 C29 C30 C31 C32",
    TechnicalField.ENERGY: "C25 C382 C384 B06 B07 D",
    TechnicalField.ENVIRONMENT: "B C359 C42 D46 N",
    TechnicalField.NUCLEAR: "C253 D4414",
    TechnicalField.AGRICULTURE: "A C13 C14 C15 C16",
    TechnicalField.TRANSPORT: "C36 C37 G",
    TechnicalField.URBAN: "E K P",
}
"""Industry codes of GB/T 4754 by field; the longest code that fits decides."""


@dataclass
class Example:
    """One labelled text: its vector, its accepted fields (best first) and its term scores."""

    vector: dict[int, float]
    labels: list[TechnicalField]
    scores: dict[TechnicalField, float]


def _industry_field(code: str) -> TechnicalField | None:
    by_code = {prefix: name for name, codes in _INDUSTRIES.items() for prefix in codes.split()}
    return next((by_code[code[:n]] for n in range(len(code), 0, -1) if code[:n] in by_code), None)


def weak_examples(industries: Path | None) -> tuple[list[dict[int, float]], list[int], list[float]]:
    """Vectors, field numbers and weights of the authored terms and, where given, the names of industries."""
    named = [(word, name, _TERM_EXAMPLE_WEIGHT) for name, words in field.field_terms().items() for word in words]
    if industries:
        with industries.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                if name := _industry_field(row["code"]):
                    named.append((row["name"], name, _INDUSTRY_WEIGHT))
    vectors = [field.hashed_letters("", word) for word, _, _ in named]
    return vectors, [field.FIELDS.index(name) for _, name, _ in named], [weight for *_, weight in named]


def fit(examples: Sequence[Example], weak: tuple[list[dict[int, float]], list[int], list[float]]) -> LogisticRegression:
    """A multinomial logistic regression; a text with several accepted fields is shared among them."""
    vectors, numbers, weights = list(weak[0]), list(weak[1]), list(weak[2])
    for example in examples:
        rest = len(example.labels) - 1
        for place, label in enumerate(example.labels):
            vectors.append(example.vector)
            numbers.append(field.FIELDS.index(label))
            weights.append(1.0 if not rest else _FIRST_SHARE if place == 0 else (1 - _FIRST_SHARE) / rest)
    return LogisticRegression(C=_PENALTY, max_iter=300).fit(
        sparse_rows(vectors, field.BUCKETS), numbers, sample_weight=weights
    )


def cross_validate(
    examples: Sequence[Example], folds: Sequence[int], weak: tuple[list[dict[int, float]], list[int], list[float]]
) -> tuple[float, float]:
    """Accuracy with alternatives accepted, and accuracy of the first label, by texts that the model did not see."""
    accepted = first = 0
    splits = GroupKFold(_FOLDS, shuffle=True, random_state=0).split(examples, groups=folds)
    for train, test in splits:
        model = fit([examples[i] for i in train], weak)
        chances = model.predict_proba(sparse_rows([examples[i].vector for i in test], field.BUCKETS))
        for i, row in zip(test, chances, strict=True):
            best = field.FIELDS[int(field.combine(row, examples[i].scores).argmax())]
            accepted += best in examples[i].labels
            first += best == examples[i].labels[0]
    return accepted / len(examples), first / len(examples)


def write(model: LogisticRegression, path: Path) -> None:
    """Store the weights as signed bytes with one scale, in base64."""
    scale = float(np.abs(model.coef_).max()) / 127
    raw = np.round(model.coef_ / scale).astype(np.int8).tobytes()
    intercept = [round(float(value), 4) for value in model.intercept_]
    stored = {"weights": base64.b64encode(raw).decode(), "scale": scale, "intercept": intercept}
    path.write_text(json.dumps(stored) + "\n", "utf-8")


def read_folder(folder: Path) -> list[tuple[Example, str]]:
    """The labelled texts of a gold folder whose split is ``train`` or not told, each with its plain text."""
    bodies = {row["rid"]: row for row in lines(folder / "texts.jsonl")}
    found = []
    for row in lines(folder / "gold.jsonl"):
        body = bodies[row["rid"]]
        if body.get("split", "train") == "train":
            labels = [TechnicalField(label) for label in (row["field"], *row["field_alt"])]
            title, content, *_ = as_read(body["title"], body["content"])
            vector = field.hashed_letters(content, title)
            found.append((Example(vector, labels, field.field_scores(content, title)), title + content))
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, action="append", required=True)
    parser.add_argument("--industries", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=field.WEIGHTS)
    arguments = parser.parse_args()
    read = [one for folder in arguments.gold for one in read_folder(folder)]
    examples, weak = [example for example, _ in read], weak_examples(arguments.industries)
    accepted, first = cross_validate(examples, near_groups([text for _, text in read]), weak)
    print(f"field, {len(examples)} texts, cross-validated: accepted {accepted:.3f}, first {first:.3f}")  # noqa: T201
    write(fit(examples, weak), arguments.output)


if __name__ == "__main__":
    main()
