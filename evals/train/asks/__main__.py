"""Learn the weights of the sub-requirement scorer from labelled texts.

``python -m evals.train.asks --gold DIR [--more FILE] [--seeds N] [-o FILE]`` prints cross-validated figures and
writes the weights, those in use unless another file is named. DIR is a gold folder (texts.jsonl, gold.jsonl). FILE of
``--more`` has a line a text (rid, title, content, sub_requirements). Near-duplicate texts stand in the same fold.
"""

from __future__ import annotations

import argparse
import base64
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sklearn.linear_model import LogisticRegression

from agent.read.asks import subrequirements
from evals.train.asks.fitting import cross_validate, fit_passes, fold_groups
from evals.train.asks.measures import figures
from evals.train.asks.texts import Text, labelled

THRESHOLDS = (0.28, 0.32, 0.34, 0.36, 0.4)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--more", type=Path)
    parser.add_argument("--seeds", type=int, default=2, help="cross-validations to print; 0 for none")
    parser.add_argument("-o", "--output", type=Path, default=subrequirements.WEIGHTS)
    arguments = parser.parse_args()
    gold, more = labelled(arguments.gold, arguments.more)
    for seed in range(arguments.seeds):
        print("\n".join(report(gold, more, seed)))  # noqa: T201
    texts = [*gold, *more]
    passes = [packed(model) for model in fit_passes(texts, fold_groups(texts), 0)]
    arguments.output.write_text(json.dumps({"passes": passes}) + "\n", "utf-8")


def report(gold: Sequence[Text], more: Sequence[Text], seed: int) -> Iterator[str]:
    """Cross-validated figures of both parts at several thresholds, a line each."""
    texts = [*gold, *more]
    chances = cross_validate(texts, seed)
    for threshold in THRESHOLDS:
        chosen = [subrequirements.select(t.found, p, t.title, threshold) for t, p in zip(texts, chances, strict=True)]
        for name, own in (("gold", slice(0, len(gold))), ("more", slice(len(gold), len(texts)))):
            if texts[own]:
                yield f"seed {seed}, threshold {threshold:.2f}, {name}: {figures(chosen[own], texts[own])}"


def packed(model: LogisticRegression) -> dict[str, Any]:
    """The model as JSON: float16 weights in base64 and the intercept."""
    weights = base64.b64encode(model.coef_.astype("<f2").tobytes()).decode()
    return {"weights": weights, "intercept": round(float(model.intercept_[0]), 5)}


if __name__ == "__main__":
    main()
