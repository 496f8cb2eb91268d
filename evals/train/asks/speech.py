"""Learn where clauses end in unpunctuated speech: ``python -m evals.train.asks.speech FILE... -o FILE``.

FILE holds JSON lines with ``content`` (labelled texts) or ``turns`` of ``say`` (dialogues). The marks are taken away
and the borders between words at which one stood are to be found again. Prints figures on every fifth text.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import rjieba
from scipy.sparse import csr_matrix

from agent.read.layout.speech import BUCKETS, FILE, border_features

_MARK = re.compile(r"[，。；？！,;?!\s]+|\\n")
_SPLIT = re.compile(r"[：:（）()【】\t|、]|\\n|\n")
_FEWEST_MARKS = 2
_SURER = 0.5
"""Added to the best threshold: a clause cut in two costs more than two left together."""


def said(path: Path) -> Iterator[str]:
    """The texts of a file that may be used for training."""
    for line in filter(str.strip, path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        if row.get("split", "train") == "train":
            yield from [row["content"]] if "content" in row else [turn["say"] for turn in row.get("turns", [])]


def examples(text: str) -> tuple[list[list[int]], list[int]]:
    """Features of the borders of every run of clauses of ``text``, and whether a mark stood there."""
    rows, labels = [], []
    for run in _SPLIT.split(text):
        clauses = [part for part in _MARK.split(run) if part]
        if len(clauses) < _FEWEST_MARKS:
            continue
        ends = set(np.cumsum([len(part) for part in clauses]).tolist())
        words, at = rjieba.tag("".join(clauses)), 0
        for number, (word, _) in enumerate(words):
            at += len(word)
            if number + 1 < len(words):
                rows.append(border_features(words, number + 1))
                labels.append(int(at in ends))
    return rows, labels


def _matrix(rows: list[list[int]]) -> csr_matrix:
    starts = np.cumsum([0, *map(len, rows)])
    flat = np.array([b for row in rows for b in row], dtype=np.int32)
    return csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(rows), BUCKETS))


def train(files: list[Path], output: Path) -> str:
    """Fit, write and return a line of figures."""
    from sklearn.linear_model import LogisticRegression

    read = [examples(text) for path in files for text in said(path)]
    held = [one for n, one in enumerate(read) if n % 5 == 0]
    kept = [one for n, one in enumerate(read) if n % 5]

    def fit(some: list[tuple[list[list[int]], list[int]]]) -> LogisticRegression:
        rows = [row for one in some for row in one[0]]
        return LogisticRegression(C=0.5, max_iter=200, fit_intercept=False).fit(
            _matrix(rows), [label for one in some for label in one[1]]
        )

    scores = fit(kept).decision_function(_matrix([row for one in held for row in one[0]]))
    wanted = np.array([label for one in held for label in one[1]])
    best, figure = 0.0, 0.0
    for threshold in np.arange(-2, 1, 0.1):
        found = scores > threshold
        f1 = 2 * (found & (wanted > 0)).sum() / max(found.sum() + wanted.sum(), 1)
        best, figure = (float(threshold), float(f1)) if f1 > figure else (best, figure)
    weights = fit(read).coef_[0]
    scale = np.abs(weights).max() / 127
    np.savez_compressed(output, weights=np.round(weights / scale).astype(np.int8), scale=scale, threshold=best + _SURER)
    return f"{len(read)} 段，边界 F1 {figure:.3f}（阈值 {best:.1f}）"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("-o", "--output", type=Path, default=FILE)
    options = parser.parse_args()
    print(train(options.files, options.output))  # noqa: T201


if __name__ == "__main__":
    main()
